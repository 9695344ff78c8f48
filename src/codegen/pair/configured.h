/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The halves of a pair and the roles of their parameters, as the rules and the configuration have them.
 */

#pragma once

#include "pair/roles.h"
#include "read/config.h"

G_BEGIN_DECLS

void      configured_correct     (GirCallable  *callable,
                                  Config       *config);
gboolean  configured_find_halves (GirCallable  *async,
                                  Config       *config,
                                  GirCallable **finish,
                                  GirCallable **existing,
                                  GError      **error);
Roles    *configured_new_roles   (GirCallable  *async,
                                  GirCallable  *finish,
                                  Config       *config);

G_END_DECLS
