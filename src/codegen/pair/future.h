/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that return a future: what waits for it, and gives what it is resolved with.
 */

#pragma once

#include "pair/roles.h"
#include "read/config.h"

G_BEGIN_DECLS

GirCallable *future_new_await     (GirCallable *async,
                                   Config      *config);
const char  *future_check         (Roles       *roles,
                                   gboolean     is_conditional);
char        *future_describe      (GirCallable *async,
                                   char       **text);
char        *future_find_c_type   (GirModel    *model,
                                   const char  *c_type);

G_END_DECLS
