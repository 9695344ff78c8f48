/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One async function for each kind of parameter that a generator meets.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KINDS_TYPE_THING (kinds_thing_get_type ())
G_DECLARE_FINAL_TYPE (KindsThing, kinds_thing, KINDS, THING, GObject)

typedef enum
{
  KINDS_COLOR_NONE,
  KINDS_COLOR_RED,
  KINDS_COLOR_GREEN,
} KindsColor;

typedef enum /*< flags >*/
{
  KINDS_OPTIONS_NONE = 0,
  KINDS_OPTIONS_LOUD = 1 << 0,
} KindsOptions;

typedef struct
{
  int x;
  int y;
} KindsPoint;

#define KINDS_TYPE_POINT (kinds_point_get_type ())
GType kinds_point_get_type (void);

typedef void (*KindsProgressFunc) (int done, gpointer user_data);

void kinds_thing_add_async (KindsThing         *self,
                            int                 a,
                            int                 b,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
gssize kinds_thing_add_finish (KindsThing   *self,
                               GAsyncResult *result,
                               GError      **error);
void kinds_thing_join_async (KindsThing         *self,
                             const char         *head,
                             const char         *tail,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
char *kinds_thing_join_finish (KindsThing   *self,
                               GAsyncResult *result,
                               GError      **error);
void kinds_thing_fail_async (KindsThing         *self,
                             const char         *message,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
gboolean kinds_thing_fail_finish (KindsThing   *self,
                                  GAsyncResult *result,
                                  GError      **error);
void kinds_thing_split_async (KindsThing         *self,
                              const char         *text,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
gboolean kinds_thing_split_finish (KindsThing   *self,
                                   GAsyncResult *result,
                                   char        **head,
                                   char        **tail,
                                   gsize        *length,
                                   GError      **error);
void kinds_thing_reverse_async (KindsThing         *self,
                                const guint8       *bytes,
                                gsize               n_bytes,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
guint8 *kinds_thing_reverse_finish (KindsThing   *self,
                                    GAsyncResult *result,
                                    gsize        *n_bytes,
                                    GError      **error);
void kinds_thing_sort_async (KindsThing         *self,
                             const char * const *words,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
GList *kinds_thing_sort_finish (KindsThing   *self,
                                GAsyncResult *result,
                                GError      **error);
void kinds_thing_index_async (KindsThing         *self,
                              const char * const *words,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GHashTable *kinds_thing_index_finish (KindsThing   *self,
                                      GAsyncResult *result,
                                      GError      **error);
void kinds_thing_clone_async (KindsThing         *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
KindsThing *kinds_thing_clone_finish (KindsThing   *self,
                                      GAsyncResult *result,
                                      GError      **error);
void kinds_thing_get_name_async (KindsThing         *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
const char *kinds_thing_get_name_finish (KindsThing   *self,
                                         GAsyncResult *result,
                                         GError      **error);
void kinds_thing_pack_async (KindsThing         *self,
                             GBytes             *bytes,
                             GVariant           *hint,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
GVariant *kinds_thing_pack_finish (KindsThing   *self,
                                   GAsyncResult *result,
                                   GError      **error);
void kinds_thing_paint_async (KindsThing         *self,
                              KindsColor          color,
                              KindsOptions        options,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
KindsColor kinds_thing_paint_finish (KindsThing   *self,
                                     GAsyncResult *result,
                                     GError      **error);
void kinds_thing_move_async (KindsThing         *self,
                             KindsPoint         *point,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
gboolean kinds_thing_move_finish (KindsThing   *self,
                                  GAsyncResult *result,
                                  KindsPoint   *point,
                                  GError      **error);
void kinds_thing_count_async (KindsThing         *self,
                              int                 up_to,
                              KindsProgressFunc   progress,
                              gpointer            progress_data,
                              GDestroyNotify      notify,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
gboolean kinds_thing_count_finish (KindsThing   *self,
                                   GAsyncResult *result,
                                   GError      **error);
void kinds_thing_peek_async (KindsThing         *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
char *kinds_thing_peek_finish (KindsThing   *self,
                               GAsyncResult *result,
                               gsize        *length);
void kinds_thing_rename_async (KindsThing         *self,
                               const char         *name,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
void kinds_thing_rename_finish (KindsThing   *self,
                                GAsyncResult *result);
void kinds_thing_adopt_async (KindsThing         *self,
                              KindsThing         *child,
                              GPtrArray          *words,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
gboolean kinds_thing_adopt_finish (KindsThing   *self,
                                   GAsyncResult *result,
                                   GError      **error);
void kinds_thing_new_watching_async (KindsProgressFunc   watch,
                                     gpointer            watch_data,
                                     GDestroyNotify      watch_notify,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
KindsThing *kinds_thing_new_watching_finish (GAsyncResult *result,
                                             GError      **error);
void kinds_measure_async (const char         *text,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
gssize kinds_measure_finish (GAsyncResult *result,
                             GError      **error);
void kinds_ping_async (GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);
gboolean kinds_ping_finish (GAsyncResult *result,
                            GError      **error);
void kinds_thing_new_async (const char         *name,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
KindsThing *kinds_thing_new_finish (GAsyncResult *result,
                                    GError      **error);
void kinds_thing_read_async (KindsThing         *self,
                             void               *buffer,
                             gsize               count,
                             int                 io_priority,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
gssize kinds_thing_read_finish (KindsThing   *self,
                                GAsyncResult *result,
                                GError      **error);
void kinds_thing_call_async (KindsThing         *self,
                             int                 args,
                             int                 operation,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
gboolean kinds_thing_call_finish (KindsThing   *self,
                                  GAsyncResult *res,
                                  int          *result,
                                  GError      **err);
void kinds_thing_greet_async (KindsThing         *self,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data) G_GNUC_DEPRECATED;
char *kinds_thing_greet_finish (KindsThing   *self,
                                GAsyncResult *result,
                                GError      **error) G_GNUC_DEPRECATED;
void kinds_concat_async (GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data,
                         const char         *first,
                         ...);
void kinds_concatv_async (const char * const *words,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
char *kinds_concat_finish (GAsyncResult *result,
                           GError      **error);
char *kinds_concat_sync (GCancellable *cancellable,
                         GError      **error,
                         const char   *first,
                         ...);
void kinds_hide_async (GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);
gboolean kinds_hide_finish (GAsyncResult *result,
                            GError      **error);

G_END_DECLS
