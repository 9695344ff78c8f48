/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that block, and call callbacks meanwhile.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CALLER_TYPE_THING (caller_thing_get_type ())
G_DECLARE_FINAL_TYPE (CallerThing, caller_thing, CALLER, THING, GObject)

#define CALLER_TYPE_KIND (caller_kind_get_type ())

typedef enum
{
  CALLER_KIND_FIRST,
  CALLER_KIND_OTHER,
} CallerKind;

typedef void     (*CallerProgressFunc) (CallerThing  *thing,
                                        const char   *text,
                                        float         part,
                                        gsize         number,
                                        gpointer      user_data);
typedef void     (*CallerDataFunc)     (const guint8 *data,
                                        gsize         length,
                                        gpointer      user_data);
typedef gboolean (*CallerAskFunc)      (CallerThing  *call,
                                        int           number,
                                        CallerKind    kind,
                                        gpointer      user_data);
typedef int      (*CallerTakeFunc)     (CallerThing  *taken,
                                        gpointer      user_data);

GType        caller_kind_get_type      (void);
CallerThing *caller_thing_new          (void);
char        *caller_thing_report       (CallerThing         *self,
                                        guint                n,
                                        CallerProgressFunc   progress,
                                        gpointer             progress_data,
                                        GCancellable        *cancellable,
                                        GError             **error);
char        *caller_thing_report_often (CallerThing         *self,
                                        guint                n,
                                        CallerProgressFunc   progress,
                                        gpointer             progress_data,
                                        GError             **error);
gboolean     caller_send               (guint                n,
                                        CallerDataFunc       func,
                                        gpointer             user_data,
                                        GError             **error);
gboolean     caller_send_both          (CallerDataFunc       to_one,
                                        gpointer             to_one_data,
                                        CallerDataFunc       toOne,
                                        gpointer             other_data,
                                        GError             **error);
int          caller_thing_ask          (CallerThing         *self,
                                        guint                n,
                                        CallerAskFunc        ask,
                                        gpointer             user_data,
                                        GError             **error);
int          caller_thing_ask_all      (CallerThing         *self,
                                        guint                n,
                                        CallerAskFunc        ask,
                                        gpointer             user_data,
                                        GCancellable        *cancellable,
                                        GError             **error);
int          caller_thing_give         (CallerThing         *self,
                                        CallerProgressFunc   progress,
                                        CallerTakeFunc       take,
                                        gpointer             user_data,
                                        GError             **error);
gboolean     caller_thing_touch        (CallerThing         *self,
                                        GError             **error);

/* For tests. */
int          caller_count_alive        (void);
void         caller_wait_for_entered   (int                  n);
void         caller_wait_for_left      (int                  n);
void         caller_reset              (void);

G_END_DECLS
