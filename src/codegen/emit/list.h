/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lists what would be done, as text or JSON.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

typedef struct
{
  guint n[PAIR_REFUSED + 1];    /* by PairStatus */
} ListCounts;

char *list_to_text   (GPtrArray        *pairs,
                      gboolean          in_colour);
char *list_to_json   (GPtrArray        *pairs,
                      gboolean          is_async,
                      gboolean          is_first);
void  list_count     (GPtrArray        *pairs,
                      ListCounts       *counts);
char *list_summarize (const ListCounts *counts,
                      gboolean          is_async);

G_END_DECLS
