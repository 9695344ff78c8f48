/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What all threads of the process share: a lock, what fork() changes, which thread is the main one, and a clock.
 */

#pragma once

#include <glib.h>

void     smart_async_process_watch_forks         (void);
void     smart_async_process_lock                (void);
void     smart_async_process_unlock              (void);
guint    smart_async_process_get_fork_count      (void);
gboolean smart_async_process_is_main_thread      (void);
gboolean smart_async_process_default_may_be_lost (void);
gboolean smart_async_process_has_one_thread      (void);
gint64   smart_async_process_get_coarse_time     (void);
