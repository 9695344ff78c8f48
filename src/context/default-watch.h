/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The global default context, while the main thread waits on another one and nobody runs it.
 */

#pragma once

#include "base/thread.h"

/* Of one wait. */
typedef struct
{
  gboolean  is_on;             /* it is to be looked at: this is the main thread, and does not run it */
  gboolean  is_paused;         /* the context of the wait is asked for another reason */
  gboolean  is_owned;          /* this wait has acquired it */
  gboolean  has_newcomer;      /* and dispatches what is ready there */
  gboolean  is_iterating;      /* which it does just now */
  gboolean  is_mark_due;       /* another thread ran it when the wait began */
  guint     mark;              /* no source with this id or a lower one counts as a newcomer */
  gint64    first_look;        /* µs, monotonic; 0: there was none yet */
  gint64    next_change;       /* µs, monotonic; when it is acquired or released, or looked at again */
  gint64    left_alone_since;  /* µs, monotonic; 0: nothing is ready that was there before */
  gboolean  has_told;          /* of what is left alone */
  GArray   *ignored;           /* owned, nullable; of int: descriptors that are ready, and left alone */
} SmartAsyncDefaultWatch;

void     smart_async_default_watch_begin         (SmartAsyncDefaultWatch *self,
                                                  SmartAsyncThread       *thread,
                                                  GMainContext           *caller,
                                                  gboolean                runs_caller);
void     smart_async_default_watch_hand_over     (SmartAsyncDefaultWatch *self);
int      smart_async_default_watch_look          (SmartAsyncDefaultWatch *self,
                                                  const char             *name);
void     smart_async_default_watch_woken         (SmartAsyncDefaultWatch *self,
                                                  GPollFD                *fds,
                                                  int                     n_fds);
gboolean smart_async_default_watch_ignores       (int                     fd,
                                                  gpointer                self);
gboolean smart_async_default_watch_keeps         (SmartAsyncDefaultWatch *self);
gboolean smart_async_default_watch_is_in_the_way (SmartAsyncDefaultWatch *self);
void     smart_async_default_watch_end           (SmartAsyncDefaultWatch *self);
