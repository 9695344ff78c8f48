/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The steps from introspection data to generated code.
 */

#pragma once

#include "options.h"

G_BEGIN_DECLS

gboolean generate_run (const Options  *options,
                       GError        **error);

G_END_DECLS
