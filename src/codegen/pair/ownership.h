/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What becomes of arguments that an async function takes over.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

gboolean    ownership_is_taken    (GirParameter *parameter);
const char *ownership_get_release (GirParameter *parameter);
gboolean    ownership_may_float   (GirParameter *parameter);

G_END_DECLS
