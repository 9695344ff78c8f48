/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whether all that a function has can be written in C, and how.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

#define SPELLING_ODD_NAME     "odd-name"
#define SPELLING_ODD_TYPE     "odd-type"
#define SPELLING_UNKNOWN_TYPE "unknown-type"

const char *spelling_correct (GirCallable *callable);

G_END_DECLS
