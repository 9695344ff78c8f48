/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What bindings see of the twins in a library's own introspection data.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

void visibility_apply        (GPtrArray *pairs);
void visibility_hide_unknown (GPtrArray *pairs);

G_END_DECLS
