/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lists what would be done, as text or JSON.
 */

#pragma once

#include "pairing.h"

G_BEGIN_DECLS

char *list_to_text (GPtrArray *pairs);
char *list_to_json (GPtrArray *pairs);

G_END_DECLS
