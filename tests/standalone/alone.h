/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two libraries with standalone twins, and runtimes, each loaded when a test says so: none is linked.
 */

#pragma once

#include "awkward.h"
#include "ways.h"

#include <smartasync/smartasync.h>

/* What the libraries with standalone twins have. */
typedef struct
{
  AwkwardMachine *(*machine_new)       (AwkwardMoment moment, AwkwardOutcome outcome);
  char           *(*echo)              (AwkwardMachine *self, const char *text, GCancellable *, GError **);
  char           *(*glimpse)           (AwkwardMachine *self, const char *text, gsize *, GCancellable *, GError **);
  void            (*machine_release)   (AwkwardMachine *self);
  guint           (*machine_n_started) (AwkwardMachine *self);
  gboolean        (*visit)             (WaysFunc func, gpointer func_data, GCancellable *, GError **);
  gboolean        (*visit_privately)   (WaysFunc func, gpointer func_data, GCancellable *, GError **);
  gboolean        (*wait)              (GCancellable *, GError **);
  void            (*answer)            (void);
} Alone;

/* What a test needs of a runtime. */
typedef struct
{
  void   (*push_timeout)             (guint msec);
  void   (*pop_timeout)              (void);
  void   (*set_default_timeout)      (guint msec);
  guint  (*get_timeout)              (void);
  void   (*push_policy)              (SmartAsyncPolicy policy);
  void   (*pop_policy)               (void);
  void   (*spawn)                    (SmartAsyncFiberFunc, gpointer, GDestroyNotify, GCancellable *,
                                      GAsyncReadyCallback, gpointer);
  GType  (*batch_get_type)           (void);
  GType  (*options_get_type)         (void);
  GType  (*policy_get_type)          (void);
  GType  (*operation_flags_get_type) (void);
} Runtime;

extern Alone alone;
extern Runtime runtime;

void alone_load            (void);
void runtime_load          (const char *path,
                            int         flags);
void runtime_load_embedded (void);
