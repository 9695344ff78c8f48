/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls at random: what is called, what may come of it, and what is done around it.
 */

#pragma once

#include <smartasync/smartasync.h>

/* Who acts at random: a thread, a fiber, or a callback. The same seed does the same, as far as threads let it. */
typedef struct
{
  GRand *rand;     /* owned */
  guint  depth;    /* how many calls and loops this is inside of */
  int   *n_alive;  /* atomic: what has not ended yet of operations and of what they left behind, where this began: on a
                      context of the thread's own, or, torture_n_alive, on the default one */
} Torturer;

#define MAX_DEPTH 3

void     torturer_init     (Torturer *self,
                            guint32   seed,
                            guint     depth,
                            int      *n_alive);
void     torturer_clear    (Torturer *self);
guint    torturer_pick     (Torturer *self,
                            guint     n);
gboolean torturer_one_in   (Torturer *self,
                            guint     n);

/* Make one call of an operation, or run a batch of some, sometimes with limits, and check the outcome. */
void     torture_call      (Torturer *self);
void     torture_batch     (Torturer *self);

/* One or several of anything. */
void     torture_step      (Torturer *self);
void     torture_steps     (Torturer *self,
                            guint     n);

/* When all has ended. */
void     torture_join_threads (void);

/* Also of the application's callbacks on the default context. */
extern int torture_n_alive;  /* atomic */

/* Iterates until all has ended. Nothing wakes that up when the last one ends elsewhere: a timeout does. */
void     torture_end       (GMainContext *context,
                            int          *n_alive);
