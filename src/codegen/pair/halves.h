/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the functions that belong to an async function: by annotation, or by name.
 */

#pragma once

#include "pair/roles.h"

G_BEGIN_DECLS

char        *halves_get_base         (GirCallable *async);
gboolean     halves_has_async_suffix (GirCallable *async);
GirCallable *halves_find_finish      (GirCallable *async);
GirCallable *halves_find_existing    (GirCallable *async);
GirCallable *halves_find_shadowed    (GirCallable *async);
GirCallable *halves_get_start        (GirCallable *async);

G_END_DECLS
