/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asynchronous pairs for functions that block: which get one, and what it looks like.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

gboolean   blocking_is  (GirCallable          *callable);
GPtrArray *blocking_run (GirModel             *model,
                         const PairingOptions *options,
                         GError              **error);

G_END_DECLS
