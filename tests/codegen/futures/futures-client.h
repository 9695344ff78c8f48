/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A client whose functions return futures.
 */

#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

typedef enum
{
  FUTURES_KIND_PLAIN,
  FUTURES_KIND_FANCY,
} FuturesKind;

typedef enum
{
  FUTURES_STATUS_NEW = 1 << 0,
  FUTURES_STATUS_READ = 1 << 1,
} FuturesStatus;

#define FUTURES_TYPE_KIND   (futures_kind_get_type ())
#define FUTURES_TYPE_STATUS (futures_status_get_type ())
#define FUTURES_TYPE_CLIENT (futures_client_get_type ())

GType      futures_kind_get_type          (void);
GType      futures_status_get_type        (void);
G_DECLARE_FINAL_TYPE (FuturesClient, futures_client, FUTURES, CLIENT, GObject)

FuturesClient *futures_client_new         (const char      *name);
const char *futures_client_get_name       (FuturesClient   *self);
gboolean   futures_client_is_stopped      (FuturesClient   *self);

DexFuture *futures_client_find_peer       (FuturesClient   *self,
                                           const char      *name);
DexFuture *futures_client_list_peers      (FuturesClient   *self);
DexFuture *futures_client_list_names      (FuturesClient   *self);
DexFuture *futures_client_collect         (FuturesClient   *self);
DexFuture *futures_client_save            (FuturesClient   *self,
                                           char            *content);
DexFuture *futures_client_contains        (FuturesClient   *self,
                                           const char      *name);
DexFuture *futures_client_count           (FuturesClient   *self);
DexFuture *futures_client_measure         (FuturesClient   *self);
DexFuture *futures_client_read            (FuturesClient   *self);
DexFuture *futures_client_read_bytes      (FuturesClient   *self);
DexFuture *futures_client_query_kind      (FuturesClient   *self);
DexFuture *futures_client_query_status    (FuturesClient   *self);
DexFuture *futures_client_query_settings  (FuturesClient   *self);
DexFuture *futures_client_wait            (FuturesClient   *self,
                                           DexCancellable  *cancellable);
DexFuture *futures_client_lie             (FuturesClient   *self);

gboolean   futures_client_connect         (FuturesClient   *self,
                                           GCancellable    *cancellable,
                                           GError         **error);

G_END_DECLS
