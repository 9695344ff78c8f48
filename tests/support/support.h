/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What test programs share: loops, threads, descriptors.
 */

#pragma once

#include <gio/gio.h>

typedef void (*SupportFunc) (void);

/* Calls a function from inside a running loop of @context, and quits that loop. */
void          support_call_in_loop        (GMainContext  *context,
                                           SupportFunc    func);

/* Calls a function in a thread of its own and waits for that. */
void          support_call_in_thread      (SupportFunc    func);

/* Calls a function in so many threads at the same time, and waits for all of them. */
void          support_call_in_threads     (guint          n_threads,
                                           GThreadFunc    func,
                                           gpointer       user_data);

/* Iterates a context until a flag is set. */
void          support_iterate_until       (GMainContext  *context,
                                           int           *flag);

/* Iterates a context until nothing is ready there. */
void          support_iterate_until_idle  (GMainContext  *context);

/* Iterates the default context until the library has freed what is not needed any more. */
void          support_go_round            (void);

/* A thread that runs a main loop on @context. */
typedef struct _SupportLoopThread SupportLoopThread;
SupportLoopThread *support_loop_thread_start (GMainContext      *context);
void               support_loop_thread_stop  (SupportLoopThread *self);

/* Whether a message is the one that GLib before 2.86 logs if another thread drops its reference to a context in the
 * nanoseconds in which the library checks for such references: see docs/limits.md.
 */
gboolean      support_is_of_probe         (const char    *message);

/* From now on that message does not end the test, in which it is to be expected. */
void          support_expect_probes       (void);

guint         support_count_descriptors   (void);
gboolean      support_is_under_valgrind (void);
