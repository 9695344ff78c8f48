/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins of functions that return futures: each kind of value, in each situation.
 */

#include "futures-sync.h"

#include <smartasync-dex.h>

#include "situations.h"
#include "support.h"

static FuturesClient *client;

/* Each kind of value once. */
static void
assert_counted (const char *name,
                GListModel *peers,
                GPtrArray  *collected)
{
  g_autoptr (FuturesClient) first = g_list_model_get_item (peers, 0);

  g_assert_true (first == client);
  g_assert_cmpuint (collected->len, ==, 1);
  g_assert_true (collected->pdata[0] == client);
  g_assert_cmpstr (name, ==, "me");
}

static void
assert_objects (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FuturesClient) peer = futures_client_find_peer_sync (client, "you", NULL, &error);
  g_autoptr (GListModel) peers = futures_client_list_peers_sync (client, NULL, &error);
  g_autoptr (GPtrArray) collected = futures_client_collect_sync (client, NULL, &error);
  g_autofree char *name = futures_client_read_sync (client, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (futures_client_get_name (peer), ==, "you");
  assert_counted (name, peers, collected);
}

static void
assert_boxed (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = futures_client_list_names_sync (client, NULL, &error);
  g_autoptr (GBytes) bytes = futures_client_read_bytes_sync (client, NULL, &error);
  g_autoptr (GVariant) settings = futures_client_query_settings_sync (client, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "bytes", 5);
  g_assert_cmpstr (g_variant_get_string (settings, NULL), ==, "me");
}

static void
assert_plain (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (futures_client_contains_sync (client, "me", NULL, &error));
  g_assert_false (futures_client_contains_sync (client, "you", NULL, &error));
  g_assert_cmpint (futures_client_count_sync (client, NULL, &error), ==, 42);
  g_assert_cmpint (futures_client_measure_sync (client, NULL, &error), ==, G_MAXINT64);
  g_assert_cmpint (futures_client_query_kind_sync (client, NULL, &error), ==, FUTURES_KIND_FANCY);
  g_assert_cmpint (futures_client_query_status_sync (client, NULL, &error), ==,
                   FUTURES_STATUS_NEW | FUTURES_STATUS_READ);
  g_assert_true (futures_client_save_sync (client, g_strdup ("content"), NULL, &error));
  g_assert_no_error (error);
}

static void
assert_rejected (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (futures_client_find_peer_sync (client, "nobody", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
assert_all (gconstpointer nothing)
{
  assert_objects ();
  assert_boxed ();
  assert_plain ();
  assert_rejected ();
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

/* The function takes libdex's cancellable, which follows the caller's. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (FuturesClient) waiting = futures_client_new ("waiting");
  g_autoptr (GError) error = NULL;

  g_idle_add (cancel_cb, cancellable);
  g_assert_false (futures_client_wait_sync (waiting, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (futures_client_is_stopped (waiting));
}

static void
test_timeout (void)
{
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_false (futures_client_wait_sync (client, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* What the documentation says is not so. */
static void
test_other_type (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (futures_client_lie_sync (client, NULL, &error));
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TYPE_MISMATCH);
}

static void
test_before (void)
{
  g_autoptr (FuturesClient) nameless = futures_client_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (futures_client_save_sync (nameless, g_strdup ("released"), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
}

static void
test_guard (void)
{
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*name != NULL*");
  g_assert_null (futures_client_find_peer_sync (client, NULL, NULL, NULL));
  g_test_assert_expected_messages ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  dex_init ();
  client = futures_client_new ("me");

  situations_add_tests ("/codegen-futures", SITUATION_ALL, assert_all, NULL);
  g_test_add_func ("/codegen-futures/cancelled", test_cancelled);
  g_test_add_func ("/codegen-futures/timeout", test_timeout);
  g_test_add_func ("/codegen-futures/other-type", test_other_type);
  g_test_add_func ("/codegen-futures/before-fails", test_before);
  g_test_add_func ("/codegen-futures/guard", test_guard);

  status = g_test_run ();
  g_object_unref (client);

  return status;
}
