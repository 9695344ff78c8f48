/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Callbacks that come twice, too late, or for no call at all.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "sanitizers.h"
#include "support.h"

#define TWICE "awkward_machine_echo_sync: the operation has called back more than once*"

static char *
echo (AwkwardMoment  moment,
      const char    *text)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  char *answer = awkward_machine_echo_sync (machine, text, NULL, &error);

  g_assert_no_error (error);

  return answer;
}

/* Both callbacks are dispatched in one iteration: the second one while the call is still waiting. */
static void
twice (void)
{
  g_autofree char *text = NULL;

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, TWICE);
  text = echo (AWKWARD_MOMENT_TWICE, "hello");
  g_test_assert_expected_messages ();
  g_assert_cmpstr (text, ==, "hello");
}

/* An operation that completes at once, and once more from an idle: in the next call. */
static gboolean
complete_again_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_int (task, 1);
  smart_async_call_complete (user_data, G_ASYNC_RESULT (task));

  return G_SOURCE_REMOVE;
}

static void
hasty_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  complete_again_cb (call);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, complete_again_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
call_hasty (void)
{
  static const SmartAsyncOperation operation = { "hasty_sync", hasty_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static void
in_the_next_call (void)
{
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *text = NULL;

      call_hasty ();
      g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL,
                             "hasty_sync: the operation has called back after the call was over*");
      text = echo (AWKWARD_MOMENT_IN_IDLE, "next");
      g_test_assert_expected_messages ();
      g_assert_cmpstr (text, ==, "next");
    }
}

/* However many calls the slot has served since. */
static void
remember_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  *(SmartAsyncCall **) user_data = call;
  complete_again_cb (call);
}

static void
much_later (void)
{
  static const SmartAsyncOperation operation = { "remember_sync", remember_start, SMART_ASYNC_OPERATION_NONE };
  SmartAsyncCall *old = NULL;
  g_autoptr (GAsyncResult) result G_GNUC_UNUSED = smart_async_run (&operation, &old, NULL, NULL);

  for (int i = 0; i < 10000; i++)
    {
      SmartAsyncCall *other = NULL;
      g_autoptr (GAsyncResult) other_result G_GNUC_UNUSED = smart_async_run (&operation, &other, NULL, NULL);

      g_assert_true (other != old);
    }

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*called back after the call was over*");
  complete_again_cb (old);
  g_test_assert_expected_messages ();

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_call_get_cancellable: *");
  g_assert_null (smart_async_call_get_cancellable (old));
  g_test_assert_expected_messages ();
}

static void
no_call (void)
{
  int no_call_at_all = 0;

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_call_complete: *");
  complete_again_cb (&no_call_at_all);
  g_test_assert_expected_messages ();

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_call_complete: *");
  complete_again_cb (NULL);
  g_test_assert_expected_messages ();
}

/* What a twin is given wrongly is reported with the twin's name: nothing has been started. */
static void
wrong_arguments (void)
{
  static const SmartAsyncOperation operation = { "wrong_sync", remember_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "an old one");
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  SmartAsyncCall *call = NULL;

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL,
                         "wrong_sync: assertion 'error == NULL || *error == NULL' failed");
  g_assert_null (smart_async_run (&operation, &call, NULL, &error));
  g_test_assert_expected_messages ();
  g_assert_cmpstr (error->message, ==, "an old one");

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL,
                         "wrong_sync: assertion 'cancellable == NULL || G_IS_CANCELLABLE (cancellable)' failed");
  g_assert_null (smart_async_run_full (&operation, &call, NULL, (GCancellable *) other, NULL));
  g_test_assert_expected_messages ();
  g_assert_null (call);
}

/* A binding may keep the call for as long as it likes. */
static void
keep_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  *(SmartAsyncCall **) user_data = smart_async_call_ref (call);
  complete_again_cb (call);
}

static void
kept (void)
{
  static const SmartAsyncOperation operation = { "keep_sync", keep_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (SmartAsyncCall) call = NULL;
  g_autoptr (GAsyncResult) result G_GNUC_UNUSED = smart_async_run (&operation, &call, NULL, NULL);

  for (int i = 0; i < 100; i++)
    call_hasty ();

  g_assert_cmpstr (smart_async_call_get_name (call), ==, "keep_sync");
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "keep_sync: *more than once*");
  complete_again_cb (call);
  g_test_assert_expected_messages ();
}

/* More calls than there can be, none of which is ever called back: their slots serve others in the end. Should one of
 * those callbacks come after all, it is late.
 */
#define N_LOST ((1 << 20) + 1000)

static gpointer
lose_in_fiber (gpointer       first,
               GCancellable  *cancellable,
               GError       **error)
{
  for (int i = 0; i < N_LOST; i++)
    {
      SmartAsyncCall *call = smart_async_call_begin ("lost", SMART_ASYNC_OPERATION_NONE, NULL, NULL);

      if (i == 0)
        *(SmartAsyncCall **) first = call;
      smart_async_call_abandon (call);
    }

  return NULL;
}

static void
lost_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(int *) user_data = TRUE;
}

static void
lost (void)
{
  SmartAsyncCall *first = NULL;
  int is_done = FALSE;

  smart_async_spawn (lose_in_fiber, &first, NULL, NULL, lost_cb, &is_done);
  support_iterate_until (NULL, &is_done);
  call_hasty ();

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*has called back after the call was over*");
  complete_again_cb (first);
  g_test_assert_expected_messages ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/misuse/a-second-callback-is-ignored-and-named", twice);
  test_child_add_func ("/smartasync/misuse/a-second-callback-never-completes-the-next-call", in_the_next_call);
  test_child_add_func ("/smartasync/misuse/a-callback-is-late-however-late-it-comes", much_later);
  test_child_add_func ("/smartasync/misuse/a-callback-for-no-call-is-noticed", no_call);
  test_child_add_func ("/smartasync/misuse/wrong-arguments-are-reported-with-the-name-of-the-twin", wrong_arguments);
  test_child_add_func ("/smartasync/misuse/a-call-that-is-kept-stays-itself", kept);

  /* That takes memory, of which sanitizers would take much more. */
  if (!support_is_under_valgrind () && !HAS_ADDRESS_SANITIZER && !HAS_THREAD_SANITIZER)
    test_child_add_func ("/smartasync/misuse/callbacks-that-are-lost-for-ever-cost-no-call", lost);

  return g_test_run ();
}
