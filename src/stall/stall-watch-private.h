/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a silent call may be waiting for: for stall-watch.c.
 */

#pragma once

#include "stall/stall-watch.h"

/* A main context of a call, and which sources have come to it since the call began. */
typedef struct
{
  GMainContext *context;  /* owned */
  guint         before;   /* a mark taken before the operation was started */
  guint         after;    /* one taken when the start function had returned; 0: none was */
} SmartAsyncStallMark;

/* Arrays of SmartAsyncStallMark, owned. */
GArray   *smart_async_stall_marks_new       (void);
void      smart_async_stall_marks_add       (GArray              *marks,
                                             GMainContext        *context,
                                             guint                before);
void      smart_async_stall_marks_take      (GArray              *marks,
                                             SmartAsyncWait      *wait);
void      smart_async_stall_marks_started   (GArray              *marks);
void      smart_async_stall_mark_describe   (SmartAsyncStallMark *mark,
                                             SmartAsyncWait      *wait,
                                             GString             *text);
void      smart_async_stall_source_describe (GSource             *source,
                                             gboolean             stays_whole,
                                             GString             *text);

gboolean  smart_async_stall_is_forgotten    (SmartAsyncWait      *wait);
gboolean  smart_async_stall_is_unseen       (SmartAsyncWait      *wait);
char     *smart_async_stall_report          (SmartAsyncWait      *wait,
                                             GArray              *marks,
                                             gint64               silent_usec);
