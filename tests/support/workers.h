/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Threads that make calls of every kind, for programs that do something else beside them.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AwkwardWork:
 * @AWKWARD_WORK_QUICK: the quickest calls, without a pause
 * @AWKWARD_WORK_ALONE: calls that end without the main thread
 * @AWKWARD_WORK_TOGETHER: all, also those that complete from the global default context, or are handed over to it
 *
 * What workers do.
 */
typedef enum
{
  AWKWARD_WORK_QUICK,
  AWKWARD_WORK_ALONE,
  AWKWARD_WORK_TOGETHER,
} AwkwardWork;

void  awkward_workers_start (guint       n_workers,
                             AwkwardWork work);
void  awkward_workers_wait  (guint       n_calls);
guint awkward_workers_stop  (void);

G_END_DECLS
