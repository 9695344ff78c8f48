/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls from prepare() and check() functions of sources, where GLib iterates no context of theirs.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

/* What GLib says of it, and how often that is at most: it is not tried again and again. */
#define WARNING "*called recursively from within a source's check() or prepare() member*"
#define MAX_WARNINGS 10

static guint n_warnings;

static void
warning_cb (const char     *domain,
            GLogLevelFlags  level,
            const char     *message,
            gpointer        user_data)
{
  g_assert_true (g_pattern_match_simple (WARNING, message));
  if (++n_warnings > MAX_WARNINGS)
    g_error ("%s", message);
}

/* A source that calls once, in one of the two. */
typedef struct
{
  GSource     source;
  SupportFunc in_prepare;
  SupportFunc in_check;
} Caller;

static void
call_once (SupportFunc *func)
{
  SupportFunc once = g_steal_pointer (func);

  if (once != NULL)
    once ();
}

static gboolean
caller_prepare (GSource *source,
                int     *timeout_msec)
{
  *timeout_msec = 0;
  call_once (&((Caller *) source)->in_prepare);

  return FALSE;
}

static gboolean
caller_check (GSource *source)
{
  Caller *caller = (Caller *) source;

  if (caller->in_prepare != NULL)
    return FALSE;

  call_once (&caller->in_check);

  return caller->in_check == NULL;
}

static gboolean
caller_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return G_SOURCE_REMOVE;
}

static GSourceFuncs caller_funcs = { .prepare = caller_prepare, .check = caller_check, .dispatch = caller_dispatch };

static void
iterate_with_caller (GMainContext *context,
                     SupportFunc   in_prepare,
                     SupportFunc   in_check)
{
  GSource *source = g_source_new (&caller_funcs, sizeof (Caller));

  ((Caller *) source)->in_prepare = in_prepare;
  ((Caller *) source)->in_check = in_check;
  g_source_attach (source, context);
  while (!g_source_is_destroyed (source))
    g_main_context_iteration (context, TRUE);

  g_source_unref (source);
}

static void
iterate_on_each_context (SupportFunc func)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  iterate_with_caller (NULL, func, NULL);
  iterate_with_caller (NULL, NULL, func);

  g_main_context_push_thread_default (context);
  iterate_with_caller (context, func, NULL);
  iterate_with_caller (context, NULL, func);
  g_main_context_pop_thread_default (context);
}

static char *
echo (GError **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  return awkward_machine_echo_sync (machine, "hello", NULL, error);
}

static guint n_calls;

static void
assert_fails (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (echo (&error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  g_assert_nonnull (strstr (error->message, "prepare()"));
  n_calls++;
  n_warnings = 0;
}

/* Waiting for any of several calls can't fail; but it must not go on for ever. */
static void
assert_any_fails (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = smart_async_call_begin ("echo", SMART_ASYNC_OPERATION_NONE, NULL, &error);

  g_assert_no_error (error);
  awkward_machine_echo_async (machine, "hello", NULL, smart_async_call_ready, call);
  g_assert_cmpuint (smart_async_await_any (&call, 1), ==, 0);
  n_warnings = 0;
  g_assert_null (smart_async_await (call, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  n_calls++;
  n_warnings = 0;
}

static void
not_for_ever (void)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL);
  g_log_set_handler ("GLib", G_LOG_LEVEL_WARNING, warning_cb, NULL);

  iterate_on_each_context (assert_any_fails);
  g_assert_cmpuint (n_calls, ==, 4);
}

static void
an_error (void)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL);
  g_log_set_handler ("GLib", G_LOG_LEVEL_WARNING, warning_cb, NULL);

  iterate_on_each_context (assert_fails);
  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  iterate_on_each_context (assert_fails);
  smart_async_pop_policy ();
  g_assert_cmpuint (n_calls, ==, 8);
}

static void
assert_works (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = echo (&error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
  n_calls++;
}

static void
privately (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  iterate_on_each_context (assert_works);
  g_assert_cmpuint (n_calls, ==, 4);
}

/* In a function that polls, GLib does iterate. */
static int
calling_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout_msec)
{
  g_main_context_set_poll_func (NULL, NULL);
  assert_works ();

  return g_poll (fds, n_fds, 0);
}

static void
in_poll_function (void)
{
  g_main_context_set_poll_func (NULL, calling_poll);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_calls, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/prepare/waiting-for-any-call-there-is-not-for-ever", not_for_ever);
  test_child_add_func ("/smartasync/prepare/a-call-there-is-an-error", an_error);
  test_child_add_func ("/smartasync/prepare/a-private-call-works", privately);
  test_child_add_func ("/smartasync/prepare/a-call-works-where-a-context-is-polled", in_poll_function);

  return g_test_run ();
}
