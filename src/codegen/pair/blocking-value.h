/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How an argument or a result is kept for as long as another thread needs it.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

typedef enum
{
  BLOCKING_ARGUMENT,
  BLOCKING_OUT,
  BLOCKING_RETURNED,
} BlockingPlace;

/* A member of the struct that the thread works on. In copy and release, "$" is the value, and "#" its length. */
typedef struct
{
  BlockingPlace  place;
  GirParameter  *gir;           /* not owned */
  char          *name;          /* of the member; owned */
  const char    *c_type;        /* of the member; not owned, as all that follows */
  const char    *given_type;    /* of an argument, what the function takes; of a result, what it gives */
  const char    *copy;          /* NULL: it is assigned */
  const char    *release;       /* NULL: there is nothing to release */
  const char    *each;          /* of an argument that has objects: calls "func" with each; else NULL */
  GirParameter  *length;        /* of an array; may be NULL */
  gboolean       is_object;
  gboolean       is_taken;      /* the function takes over the argument */
  gboolean       is_borrowed;   /* the function keeps what it gives */
} BlockingValue;

BlockingValue *blocking_value_new  (GirCallable   *callable,
                                    GirParameter  *gir,
                                    BlockingPlace  place,
                                    gboolean       is_kept,
                                    const char   **reason);
void           blocking_value_free (BlockingValue *value);

G_END_DECLS
