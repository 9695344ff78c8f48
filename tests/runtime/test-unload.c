/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library stays in the process when whoever loaded it closes it: this program is not linked with it.
 */

#include <dlfcn.h>

#include <smartasync/smartasync.h>

#include "child.h"
#include "support.h"

static GAsyncReadyCallback ready;

static gboolean
return_cb (gpointer task)
{
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, ready, call);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_attach_source (task, source, return_cb);
}

/* What a plug-in does from being loaded to being unloaded. */
static void
load_call_and_unload (void)
{
  static const SmartAsyncOperation operation = { "plug_in_sync", start, SMART_ASYNC_OPERATION_NONE };
  void *library = dlopen (g_getenv ("SMART_ASYNC_LIBRARY"), RTLD_NOW | RTLD_LOCAL);
  GAsyncResult *(*run) (const SmartAsyncOperation *, gpointer, GCancellable *, GError **);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_nonnull (library);
  ready = (GAsyncReadyCallback) dlsym (library, "smart_async_call_ready");
  run = (GAsyncResult *(*) (const SmartAsyncOperation *, gpointer, GCancellable *, GError **))
        dlsym (library, "smart_async_run");

  result = run (&operation, NULL, NULL, NULL);
  g_assert_nonnull (result);
  g_assert_cmpint (dlclose (library), ==, 0);
}

/* Sources of the library's are in the default context, and each thread that has made a call calls it when it ends. */
static void
unload (void)
{
  for (int i = 0; i < 3; i++)
    {
      load_call_and_unload ();
      support_call_in_thread (load_call_and_unload);
      g_main_context_iteration (NULL, FALSE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/unload/what-a-plug-in-has-used-goes-on-without-it", unload);

  return g_test_run ();
}
