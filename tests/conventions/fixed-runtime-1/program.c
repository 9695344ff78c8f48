/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What standalone twins, and other copies of the library, need of one that is in the process. It is not changed: they
 * are out there, with the structs as they are here.
 */

#include <gio/gio.h>

typedef struct
{
  const char *name;
  void      (*start) (gpointer call, gpointer user_data);
  int         flags;
  void      (*finish) (GAsyncResult *result, gpointer user_data, GError **error);
  gpointer    reserved[4];
} Operation;

typedef struct
{
  int           set;
  int           policy;
  guint         timeout_msec;
  guint         watchdog_msec;
  GMainContext *context;
  gpointer      reserved[4];
} Options;

typedef struct
{
  int policy;
  int timeout_msec;
  int watchdog_msec;
} Defaults;

typedef struct
{
  gsize                size;
  gboolean           (*run) (const Operation *operation, gpointer user_data, const Options *options,
                             GCancellable *cancellable, GError **error);
  GAsyncReadyCallback  call_ready;
  GCancellable      *(*call_get_cancellable) (gpointer call);
  Defaults            *defaults;
} Runtime;

#define EXTENDED (1 << 1)
#define OPTION_POLICY (1 << 0)
#define POLICY_PRIVATE 1
#define POLICY_REFUSE 3

/* Of the library. */
extern int  smart_async_get_policy          (void);
extern void smart_async_set_default_policy  (int policy);
extern void smart_async_set_default_timeout (guint msec);
extern void smart_async_set_default_watchdog (guint msec);

static const Runtime *runtime;

static gboolean
return_cb (gpointer task)
{
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
start (gpointer call,
       gpointer user_data)
{
  GCancellable *cancellable = runtime->call_get_cancellable (call);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, runtime->call_ready, call);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_assert_cmpuint (GPOINTER_TO_SIZE (call) & 1, ==, 1);
  g_assert_cmpstr (user_data, ==, "data");
  g_task_attach_source (task, source, return_cb);
}

static gboolean is_finished;

static void
finish (GAsyncResult  *result,
        gpointer       user_data,
        GError       **error)
{
  g_assert_cmpstr (user_data, ==, "data");
  is_finished = g_task_propagate_boolean (G_TASK (result), error);
}

static const Operation operation = { "twin_sync", start, EXTENDED, finish, { NULL } };

static gboolean
run (const Options  *options,
     GCancellable   *cancellable,
     GError        **error)
{
  is_finished = FALSE;

  return runtime->run (&operation, (gpointer) "data", options, cancellable, error);
}

/* Programs may have GLib linked in statically, which is not ready when libraries are loaded. */
static void
look_up (void)
{
  g_assert_cmpuint (g_quark_try_string ("smart-async-runtime-1"), ==, 0);
  smart_async_get_policy ();
  runtime = g_type_get_qdata (G_TYPE_OBJECT, g_quark_try_string ("smart-async-runtime-1"));
  g_assert_nonnull (runtime);
  g_assert_cmpuint (runtime->size, >=, sizeof (Runtime));
}

static gboolean
call_in_loop_cb (gpointer loop)
{
  const Options refuse = { .set = OPTION_POLICY, .policy = POLICY_REFUSE };
  const Options private = { .set = OPTION_POLICY, .policy = POLICY_PRIVATE };
  g_autoptr (GError) error = NULL;

  g_assert_false (run (&refuse, NULL, &error));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "smart-async-error-quark");
  g_assert_true (run (&private, NULL, NULL));
  g_assert_true (is_finished);
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
test_options (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (call_in_loop_cb, loop);
  g_main_loop_run (loop);
}

static void
test_run (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (run (NULL, cancellable, &error));
  g_assert_no_error (error);
  g_assert_true (is_finished);

  g_cancellable_cancel (cancellable);
  g_assert_false (run (NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* They are read and written by other copies of the library. */
static void
test_defaults (void)
{
  smart_async_set_default_policy (POLICY_PRIVATE);
  smart_async_set_default_timeout (1000);
  smart_async_set_default_watchdog (2000);
  g_assert_cmpint (g_atomic_int_get (&runtime->defaults->policy), ==, POLICY_PRIVATE);
  g_assert_cmpint (g_atomic_int_get (&runtime->defaults->timeout_msec), ==, 1000);
  g_assert_cmpint (g_atomic_int_get (&runtime->defaults->watchdog_msec), ==, 2000);

  g_atomic_int_set (&runtime->defaults->policy, POLICY_REFUSE);
  g_assert_cmpint (smart_async_get_policy (), ==, POLICY_REFUSE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  look_up ();

  g_test_add_func ("/smartasync/fixed/runtime-1/runs-operations", test_run);
  g_test_add_func ("/smartasync/fixed/runtime-1/takes-options", test_options);
  g_test_add_func ("/smartasync/fixed/runtime-1/has-the-defaults-of-the-process", test_defaults);

  return g_test_run ();
}
