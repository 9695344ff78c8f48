/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A client whose functions return futures.
 */

#include "futures-client.h"

struct _FuturesClient
{
  GObject         parent_instance;
  char           *name; /* owned */
  DexCancellable *last; /* owned; of the last wait, or NULL */
};

G_DEFINE_TYPE (FuturesClient, futures_client, G_TYPE_OBJECT)

static void
futures_client_finalize (GObject *object)
{
  FuturesClient *self = FUTURES_CLIENT (object);

  dex_clear (&self->last);
  g_free (self->name);

  G_OBJECT_CLASS (futures_client_parent_class)->finalize (object);
}

static void
futures_client_class_init (FuturesClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = futures_client_finalize;
}

static void
futures_client_init (FuturesClient *self)
{
}

GType
futures_kind_get_type (void)
{
  static const GEnumValue values[] = {
    { FUTURES_KIND_PLAIN, "FUTURES_KIND_PLAIN", "plain" },
    { FUTURES_KIND_FANCY, "FUTURES_KIND_FANCY", "fancy" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("FuturesKind", values));

  return type;
}

GType
futures_status_get_type (void)
{
  static const GFlagsValue values[] = {
    { FUTURES_STATUS_NEW, "FUTURES_STATUS_NEW", "new" },
    { FUTURES_STATUS_READ, "FUTURES_STATUS_READ", "read" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_flags_register_static ("FuturesStatus", values));

  return type;
}

FuturesClient *
futures_client_new (const char *name)
{
  FuturesClient *self = g_object_new (FUTURES_TYPE_CLIENT, NULL);

  self->name = g_strdup (name);

  return self;
}

const char *
futures_client_get_name (FuturesClient *self)
{
  return self->name;
}

/* Whether the cancellable of the last wait was cancelled. */
gboolean
futures_client_is_stopped (FuturesClient *self)
{
  return dex_future_is_rejected (DEX_FUTURE (self->last));
}

/* A future of @value that is settled by a fiber of the main scheduler, after a while. */
static DexFuture *
answer_fiber (gpointer value)
{
  dex_await (dex_timeout_new_msec (5), NULL);

  return dex_ref (value);
}

static DexFuture *
answer (DexFuture *value)
{
  return dex_scheduler_spawn (dex_scheduler_get_default (), 0, answer_fiber, value, dex_unref);
}

/**
 * futures_client_find_peer:
 * @self: a client
 * @name: a name
 *
 * Finds another client. The future is rejected if it is called "nobody".
 *
 * Returns: (transfer full): a [class@Dex.Future] that resolves to a
 *   [class@Futures.Client] or rejects with error.
 */
DexFuture *
futures_client_find_peer (FuturesClient *self,
                          const char    *name)
{
  if (g_str_equal (name, "nobody"))
    return answer (dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: nobody is called that", self->name));

  return answer (dex_future_new_take_object (futures_client_new (name)));
}

/**
 * futures_client_list_peers:
 * @self: a client
 *
 * Returns: (transfer full): a #DexFuture that resolves to a #GListModel of #FuturesClient.
 */
DexFuture *
futures_client_list_peers (FuturesClient *self)
{
  GListStore *store = g_list_store_new (FUTURES_TYPE_CLIENT);

  g_list_store_append (store, self);

  return answer (dex_future_new_take_object (store));
}

/**
 * futures_client_list_names:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to a string array
 */
DexFuture *
futures_client_list_names (FuturesClient *self)
{
  static const char * const names[] = { "first", "second", NULL };

  return answer (dex_future_new_take_boxed (G_TYPE_STRV, g_strdupv ((char **) names)));
}

/**
 * futures_client_collect:
 * @self: a client
 *
 * Returns: (transfer full): a [class@Dex.Future] that resolves to a [struct@GLib.PtrArray] of [class@Futures.Client]
 */
DexFuture *
futures_client_collect (FuturesClient *self)
{
  GPtrArray *clients = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (clients, g_object_ref (self));

  return answer (dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, clients));
}

/**
 * futures_client_save:
 * @self: a client
 * @content: (transfer full): what to save
 *
 * Returns: (transfer full): a [class@Dex.Future] that resolves to any value or rejects with error.
 */
DexFuture *
futures_client_save (FuturesClient *self,
                     char          *content)
{
  return answer (dex_future_new_take_string (content));
}

/**
 * futures_client_contains:
 * @self: a client
 * @name: a name
 *
 * Returns: (transfer full): a future that resolves to a boolean
 */
DexFuture *
futures_client_contains (FuturesClient *self,
                         const char    *name)
{
  return answer (dex_future_new_for_boolean (g_str_equal (name, self->name)));
}

/**
 * futures_client_count:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to the number of things as an integer
 */
DexFuture *
futures_client_count (FuturesClient *self)
{
  return answer (dex_future_new_for_int (42));
}

/**
 * futures_client_measure:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to a `gint64`, or rejects with error
 */
DexFuture *
futures_client_measure (FuturesClient *self)
{
  return answer (dex_future_new_for_int64 (G_MAXINT64));
}

/**
 * futures_client_read:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to a string
 */
DexFuture *
futures_client_read (FuturesClient *self)
{
  return answer (dex_future_new_for_string (self->name));
}

/**
 * futures_client_read_bytes:
 * @self: a client
 *
 * Returns: (transfer full): a #DexFuture
 */
DexFuture *
futures_client_read_bytes (FuturesClient *self)
{
  return answer (dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_new_static ("bytes", 5)));
}

/**
 * futures_client_query_kind:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to a [enum@Futures.Kind]
 */
DexFuture *
futures_client_query_kind (FuturesClient *self)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, FUTURES_TYPE_KIND);
  g_value_set_enum (&value, FUTURES_KIND_FANCY);

  return answer (dex_future_new_for_value (&value));
}

/**
 * futures_client_query_status:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to [flags@Futures.Status]
 */
DexFuture *
futures_client_query_status (FuturesClient *self)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, FUTURES_TYPE_STATUS);
  g_value_set_flags (&value, FUTURES_STATUS_NEW | FUTURES_STATUS_READ);

  return answer (dex_future_new_for_value (&value));
}

/**
 * futures_client_query_settings:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to a [struct@GLib.Variant]
 */
DexFuture *
futures_client_query_settings (FuturesClient *self)
{
  return answer (dex_future_new_take_variant (g_variant_new_string (self->name)));
}

/**
 * futures_client_wait:
 * @self: a client
 * @cancellable: (nullable): ends it
 *
 * Waits until it is cancelled.
 *
 * Returns: (transfer full): a future that resolves when nothing is left to wait for
 */
DexFuture *
futures_client_wait (FuturesClient  *self,
                     DexCancellable *cancellable)
{
  dex_clear (&self->last);
  self->last = dex_ref (cancellable);

  return dex_future_new_infinite ();
}

/**
 * futures_client_lie:
 * @self: a client
 *
 * Returns: (transfer full): a future that resolves to a string
 */
DexFuture *
futures_client_lie (FuturesClient *self)
{
  return answer (dex_future_new_for_int (1));
}

/**
 * futures_client_connect:
 * @self: a client
 * @cancellable: (nullable): not needed
 * @error: return location for an error
 *
 * Returns: whether the client has a name
 */
gboolean
futures_client_connect (FuturesClient  *self,
                        GCancellable   *cancellable,
                        GError        **error)
{
  if (self->name != NULL)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "it has no name");

  return FALSE;
}
