/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Jobs of a script engine: promises that wait to be settled.
 */

#pragma once

#include <gio/gio.h>

gboolean smart_async_script_jobs_are_ready (GMainContext *context);
gboolean smart_async_script_jobs_wait_here (void);

gboolean smart_async_script_jobs_rest        (void);
void     smart_async_script_jobs_resume      (void);
gboolean smart_async_script_jobs_iterate     (GMainContext *context,
                                              gboolean      may_block);
int      smart_async_script_jobs_get_timeout (GMainContext *context);

gboolean smart_async_script_jobs_keep_others (gboolean  has_jobs_rest,
                                              GSource  *inside);
gboolean smart_async_script_jobs_are_kept    (gboolean  has_jobs_rest,
                                              GSource  *inside);
