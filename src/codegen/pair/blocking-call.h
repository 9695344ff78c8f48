/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All that is known of how a pair runs a function that blocks.
 */

#pragma once

#include "pair/blocking-callback.h"
#include "pair/blocking-value.h"
#include "pair/signature.h"

G_BEGIN_DECLS

/* The first member of the struct, if the function has callbacks. */
#define BLOCKING_JOB "job"

/* How a function is run; the async function of the pair is the twin of the Pair. */
typedef struct
{
  Twin            *finish;      /* owned */
  Twin            *closures;    /* the async function with closures in the place of callbacks; owned; may be NULL */
  SignatureExtras  extras;
  GPtrArray       *values;      /* of BlockingValue: members of the struct that the thread works on */
  GPtrArray       *callbacks;   /* of BlockingCallback */
  BlockingValue   *returned;    /* one of them, or NULL */
  char            *queue;       /* C expression, with "$" for the instance: an address that stands for the queue */
  char            *prefixes;    /* of C types whose objects are not the program's, separated by commas */
  char            *stem;        /* of the names of what the file has for it */
  gboolean         takes_cancellable;
  gboolean         has_no_context;
} Blocking;

Blocking      *blocking_new        (GirModel      *model);
void           blocking_free       (Blocking      *blocking);
BlockingValue *blocking_add_value  (Blocking      *blocking,
                                    GirCallable   *callable,
                                    GirParameter  *gir,
                                    BlockingPlace  place,
                                    gboolean       is_kept,
                                    const char   **reason);
const char    *blocking_add_callback (Blocking    *blocking,
                                    GirParameter  *gir,
                                    gboolean       coalesces,
                                    const char    *unanswered);
BlockingValue *blocking_get_value  (Blocking      *blocking,
                                    guint          position);
BlockingValue *blocking_find_value (Blocking      *blocking,
                                    GirParameter  *gir);

G_END_DECLS
