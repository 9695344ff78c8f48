/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A callback that a function calls while it blocks.
 */

#pragma once

#include "pair/blocking-value.h"

G_BEGIN_DECLS

typedef struct
{
  GirParameter *gir;            /* not owned; of the function that blocks */
  GirParameter *data;           /* owned; parameters of the async function, as the next two */
  GirParameter *destroy;
  GirParameter *closure;        /* stands for all three; NULL if a closure cannot be called like this */
  GirCallable  *signature;      /* not owned; its C identifier is the type */
  char         *stem;           /* of the names of what the file has for it; owned; NULL until it is known */
  char         *type;           /* of the struct with what it is called with; likewise */
  GPtrArray    *values;         /* of BlockingValue; NULL in the place of the data */
  gboolean      asks;           /* it returns something, and the thread waits for that */
  gboolean      coalesces;      /* only the last of several calls counts */
  const char   *unanswered;     /* what it returns if it is not called; not owned */
} BlockingCallback;

BlockingCallback *blocking_callback_new       (GirParameter     *gir,
                                               gboolean          coalesces,
                                               const char       *unanswered,
                                               const char      **reason);
void              blocking_callback_free      (BlockingCallback *callback);
BlockingValue    *blocking_callback_get_value (BlockingCallback *callback,
                                               guint             position);
BlockingValue    *blocking_callback_find_value (BlockingCallback *callback,
                                                GirParameter     *gir);
char             *blocking_callback_get_gtype (GirType          *type,
                                               const char      **cast);
char             *blocking_callback_get_release (GirParameter   *gir);

G_END_DECLS
