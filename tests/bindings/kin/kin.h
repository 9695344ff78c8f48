/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asynchronous functions that differ from others: in where their finish function is, in their names, by closures.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KIN_TYPE_PARENT (kin_parent_get_type ())
G_DECLARE_DERIVABLE_TYPE (KinParent, kin_parent, KIN, PARENT, GObject)

struct _KinParentClass
{
  GObjectClass parent_class;
};

int       kin_parent_answer_finish (KinParent            *self,
                                    GAsyncResult         *result,
                                    GError              **error);

#define KIN_TYPE_CHILD (kin_child_get_type ())
G_DECLARE_FINAL_TYPE (KinChild, kin_child, KIN, CHILD, KinParent)

KinChild *kin_child_new            (void);
void      kin_child_answer_async   (KinChild             *self,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
void      kin_child_ask_async      (KinChild             *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
void      kin_child_lonely_async   (KinChild             *self,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
void      kin_child_confide        (KinChild             *self,
                                    GAsyncReadyCallback   _callback_,
                                    gpointer              _user_data_);
int       kin_child_confide_finish (KinChild             *self,
                                    GAsyncResult         *_res_,
                                    GError              **error);
void      kin_child_print          (KinChild             *self,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
int       kin_child_print_finish   (KinChild             *self,
                                    GAsyncResult         *result,
                                    GError              **error);
void      kin_child_count_async    (KinChild             *self,
                                    int                   up_to,
                                    GCancellable         *cancellable,
                                    GClosure             *progress_callback_closure,
                                    GClosure             *callback_closure);
int       kin_child_count_finish   (KinChild             *self,
                                    GAsyncResult         *result,
                                    GError              **error);
void      kin_visit_async          (KinChild             *child,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
int       kin_visit_finish         (KinChild             *child,
                                    GAsyncResult         *result,
                                    GError              **error);

#define KIN_TYPE_STREAM (kin_stream_get_type ())
G_DECLARE_FINAL_TYPE (KinStream, kin_stream, KIN, STREAM, GMemoryInputStream)

void      kin_stream_skip_async    (KinStream            *self,
                                    gsize                 count,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);

G_END_DECLS
