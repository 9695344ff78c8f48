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
#define CHECK_VARARGS    "varargs"
#define CHECK_NO_C_TYPE  "no-c-type"

/* Of functions that return a future. */
#define CHECK_NEEDS_LIBRARY   "needs-library"
#define CHECK_UNKNOWN_VALUE   "unknown-value"
#define CHECK_CALLER_MEMORY   "caller-memory"
#define CHECK_HAS_CALLBACK    "has-callback"

/* Of functions that block. */
#define CHECK_MAIN_THREAD     "main-thread"
#define CHECK_TAKES_CALLBACK  "takes-callback"
#define CHECK_INOUT           "changes-argument"
#define CHECK_FILLS_IN        "fills-in-memory"
#define CHECK_COPY_UNKNOWN    "copy-unknown"
#define CHECK_RELEASE_UNKNOWN "release-unknown"
#define CHECK_BY_VALUE        "passes-by-value"

const char *check_pair       (Roles      *roles);
const char *check_call       (GirCallable *callable);
const char *check_argument   (GirParameter *parameter,
                              Role        role);
const char *check_get_text   (const char *reason);
const char *check_get_remedy (const char *reason);

G_END_DECLS
