/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Refuses what no correct twin can be made for, and says why.
 */

#pragma once

#include "pair/roles.h"

G_BEGIN_DECLS

#define CHECK_NO_FINISH  "no-finish-function"
#define CHECK_CONFIGURED "configured"
#define CHECK_NAME_TAKEN "name-taken"

const char *check_pair       (Roles      *roles);
const char *check_get_text   (const char *reason);
const char *check_get_remedy (const char *reason);

G_END_DECLS
