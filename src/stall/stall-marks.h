/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources came to the main contexts of a call since it began.
 */

#pragma once

#include "wait/wait.h"

typedef struct
{
  GMainContext *context;  /* owned */
  guint         before;   /* a mark taken before the operation was started */
  guint         after;    /* one taken when the start function had returned; 0: none was */
} SmartAsyncStallMark;

/* Arrays of SmartAsyncStallMark, owned. */
GArray *smart_async_stall_marks_new     (void);
void    smart_async_stall_marks_add     (GArray         *marks,
                                         GMainContext   *context,
                                         guint           before);
void    smart_async_stall_marks_take    (GArray         *marks,
                                         SmartAsyncWait *wait);
void    smart_async_stall_marks_started (GArray         *marks);
