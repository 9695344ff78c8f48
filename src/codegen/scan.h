/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes introspection data from headers.
 */

#pragma once

#include "options.h"
#include "read/model.h"

G_BEGIN_DECLS

GirModel *scan_run (const Options  *options,
                    GError        **error);

G_END_DECLS
