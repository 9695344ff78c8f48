/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In which thread a function that blocks may run, and beside which others.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

gboolean blocking_threads_is_main (GirCallable          *callable,
                                   const PairingOptions *options);
gboolean blocking_threads_resolve (Pair                 *pair,
                                   Config               *config,
                                   GError              **error);
char    *blocking_threads_describe (Pair                *pair,
                                   Config               *config);

G_END_DECLS
