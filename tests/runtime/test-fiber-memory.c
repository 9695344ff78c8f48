/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What fibers take: stacks, pages, descriptors; and what happens when there is no more.
 */

#include <smartasync/smartasync.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "child.h"
#include "fibers.h"
#include "sanitizers.h"
#include "support.h"

/* Tools have memory of their own for each fiber, and limits. */
static gboolean
is_under_tool (void)
{
  return HAS_ADDRESS_SANITIZER || HAS_THREAD_SANITIZER || support_is_under_valgrind ();
}

static guint
many (void)
{
  return is_under_tool () ? 500 : 20000;
}

static gsize
get_statm (guint column)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) columns = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  columns = g_strsplit (text, " ", -1);

  return g_ascii_strtoull (columns[column], NULL, 10);
}

static gsize
get_resident_pages (void)
{
  return get_statm (1);
}

static gsize
count_mappings (void)
{
  g_autofree char *text = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &text, NULL, NULL));
  for (const char *c = text; *c != '\0'; c++)
    n += *c == '\n';

  return n;
}

typedef struct
{
  guint         n_waiting;
  GCancellable *until;  /* its cancellation ends the sleep */
} Crowd;

static gpointer
sleep_in_crowd (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  Crowd *crowd = user_data;

  crowd->n_waiting++;
  g_assert_false (smart_async_sleep (600 * 1000, crowd->until, NULL));
  crowd->n_waiting--;

  return NULL;
}

static void
let_wait (Crowd *crowd,
          guint  n)
{
  for (guint i = 0; i < n; i++)
    smart_async_spawn (sleep_in_crowd, crowd, NULL, NULL, NULL, NULL);

  while (crowd->n_waiting < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
end_sleep (Crowd *crowd)
{
  g_cancellable_cancel (crowd->until);
  while (crowd->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_reset (crowd->until);

  /* The stacks are given back when there is nothing else to do. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
crowd_waits (void)
{
  g_autoptr (GCancellable) until = g_cancellable_new ();
  Crowd crowd = { 0, until };
  gsize before;
  gsize waiting;
  gsize after;

  /* In 32 bits there is no address space for so many of the usual size. */
  if (GLIB_SIZEOF_VOID_P == 4)
    smart_async_set_fiber_stack_size (32 * 1024);

  let_wait (&crowd, 100);
  end_sleep (&crowd);

  before = get_resident_pages ();
  let_wait (&crowd, many ());
  waiting = get_resident_pages ();
  end_sleep (&crowd);
  after = get_resident_pages ();

  g_test_message ("%u fibers: %.2f pages each while they wait, %.2f afterwards", many (),
                  (double) (waiting - before) / many (), (double) (after - before) / many ());

  if (is_under_tool ())
    return;

  g_assert_cmpuint (waiting - before, <=, 4 * many ());
  g_assert_cmpuint (after - before, <=, many ());
}

/* The same crowd again needs nothing new. */
static void
crowds_share (void)
{
  g_autoptr (GCancellable) until = g_cancellable_new ();
  Crowd crowd = { 0, until };
  guint n = many () / 10;
  gsize n_mappings;

  let_wait (&crowd, n);
  end_sleep (&crowd);
  n_mappings = count_mappings ();

  for (guint i = 0; i < 5; i++)
    {
      let_wait (&crowd, n);
      end_sleep (&crowd);
    }

  if (!is_under_tool ())
    g_assert_cmpuint (count_mappings (), <=, n_mappings + 10);
}

/* What calls are completed with: no source of the contexts that come and go. */
static GAsyncResult *
make_answer (void)
{
  GTask *task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_boolean (task, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return G_ASYNC_RESULT (task);
}

static GAsyncResult *answer;
static SmartAsyncCall *pair[2];
static GHashTable *frames; /* of each function on each stack */

static gpointer
complete_at_once (gpointer       user_data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  SmartAsyncCall *call = smart_async_call_begin ("at once", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_hash_table_add (frames, __builtin_frame_address (0));
  smart_async_call_complete (call, answer);
  result = smart_async_await (call, error);
  g_assert_true (result == answer);

  return NULL;
}

static void
run_at_once (void)
{
  support_fiber_run (complete_at_once, NULL, NULL, NULL);
}

static gpointer
wait_for_first (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_hash_table_add (frames, __builtin_frame_address (0));
  pair[0] = smart_async_call_begin ("first", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  pair[1] = smart_async_call_begin ("second", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  result = smart_async_await (pair[0], error);
  smart_async_call_abandon (pair[1]);

  return NULL;
}

static void
complete_second (void)
{
  smart_async_call_complete (pair[1], answer);
}

/* The second one wakes the fiber up for the next dispatch; the first one lets it go on, and end, before. */
static gboolean
complete_both_cb (gpointer user_data)
{
  support_call_in_thread (complete_second);
  smart_async_call_complete (pair[0], answer);

  return G_SOURCE_REMOVE;
}

static void
run_pair (void)
{
  GMainContext *context = g_main_context_get_thread_default ();
  SupportFiber fiber;
  g_autoptr (GSource) source = g_idle_source_new ();

  pair[1] = NULL;
  support_fiber_spawn (&fiber, wait_for_first, NULL, NULL);
  while (pair[1] == NULL)
    g_main_context_iteration (context, TRUE);

  g_source_set_callback (source, complete_both_cb, NULL, NULL);
  g_source_attach (source, context);
  support_iterate_until (context, &fiber.is_done);
}

static void
run_on_contexts (SupportFunc func,
                 guint       n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();

      g_main_context_push_thread_default (context);
      func ();
      g_main_context_pop_thread_default (context);
    }
}

static void
contexts_share (void)
{
  answer = make_answer ();
  frames = g_hash_table_new (NULL, NULL);

  run_on_contexts (run_at_once, 50);
  run_on_contexts (run_pair, 50);

  /* A record of a thread keeps that of the context that it has used last. */
  g_assert_cmpuint (g_hash_table_size (frames), <=, 4);

  g_hash_table_unref (frames);
  g_object_unref (answer);
}

static gpointer
touch_errors (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (600 * 1000);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no");

  return NULL;
}

static void
ten_thousand_cycles (void)
{
  guint n = is_under_tool () ? 500 : 10000;
  guint n_descriptors;
  gsize pages;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      support_fiber_run (touch_errors, NULL, NULL, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    }

  n_descriptors = support_count_descriptors ();
  pages = get_resident_pages ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      support_fiber_run (touch_errors, NULL, NULL, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    }

  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
  if (!is_under_tool ())
    g_assert_cmpuint (get_resident_pages (), <=, pages + 32);
}

static void
keep_error_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GError **error = user_data;

  g_assert_null (smart_async_spawn_finish (result, *error == NULL ? error : NULL));
}

/* Those that have a stack go on waiting, and can be woken up. */
static void
assert_no_stack (void)
{
  g_autoptr (GCancellable) until = g_cancellable_new ();
  Crowd crowd = { 0, until };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000 && error == NULL; i++)
    {
      smart_async_spawn (sleep_in_crowd, &crowd, NULL, NULL, keep_error_cb, &error);
      while (error == NULL && crowd.n_waiting == i)
        g_main_context_iteration (NULL, TRUE);
    }

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "vm.max_map_count"));
  end_sleep (&crowd);
}

static gpointer
nothing (gpointer       user_data,
         GCancellable  *cancellable,
         GError       **error)
{
  return NULL;
}

/* Every second page may be read, so that each page is a mapping. */
static void
use_up_mappings (void)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize n = 200000;
  char *memory = mmap (NULL, n * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  for (gsize i = 0; i < n && mprotect (memory + i * page, page, PROT_READ) == 0; i += 2)
    ;
}

static void
without_mappings (void)
{
  g_autoptr (GError) error = NULL;

  /* With the guards of newer kernels there are hardly any mappings. */
  g_setenv ("SMART_ASYNC_FIBER_GUARD", "mprotect", TRUE);

  /* It starts a thread, which is a mapping. No fiber has run yet, so that the first one wants another. */
  g_type_class_unref (g_type_class_ref (G_TYPE_TASK));
  use_up_mappings ();
  support_fiber_run (nothing, NULL, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "vm.max_map_count"));
}

#define LITTLE_SPACE (64 * 1024 * 1024)

static void
limit_address_space (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_AS, &limit), ==, 0);
  limit.rlim_cur = get_statm (0) * (gsize) sysconf (_SC_PAGESIZE) + LITTLE_SPACE;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
}

static void
without_address_space (void)
{
  limit_address_space ();
  assert_no_stack ();
}

/* qemu-user says that the limit is set, and sets none: so it is tried. */
static gboolean
has_limits (void)
{
  struct rlimit limit;
  void *memory;

  g_assert_cmpint (getrlimit (RLIMIT_AS, &limit), ==, 0);
  limit_address_space ();
  memory = mmap (NULL, 2 * LITTLE_SPACE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
  if (memory != MAP_FAILED)
    munmap (memory, 2 * LITTLE_SPACE);

  return memory == MAP_FAILED;
}

static void
skip_limits (void)
{
  g_test_skip ("an emulator does not enforce the limit of the address space");
}

static void
add_without_address_space (void)
{
  const char *path = "/smartasync/fiber-memory/without-address-space-it-is-an-error";

  if (has_limits ())
    test_child_add_func (path, without_address_space);
  else
    g_test_add_func (path, skip_limits);
}

static G_GNUC_NO_INLINE guint
recurse (guint depth)
{
  volatile char frame[1000];

  frame[0] = (char) depth;

  return depth == G_MAXUINT ? 0 : recurse (depth + 1) + (guint) frame[0];
}

static gpointer
overflow (gpointer       user_data,
          GCancellable  *cancellable,
          GError       **error)
{
  g_assert_true (smart_async_sleep (0, NULL, NULL));

  return GUINT_TO_POINTER (recurse (0));
}

static void
overflow_in_program (void)
{
  support_fiber_run (overflow, NULL, NULL, NULL);
}

static void
overflow_in_thread (void)
{
  support_call_in_thread (overflow_in_program);
}

static void
assert_overflow_is_reported (const char *path)
{
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*a fiber has used up its stack of 262144 bytes*");
}

static void
overflow_is_reported (void)
{
  assert_overflow_is_reported ("/smartasync/fiber-memory/subprocess/overflow-in-program");
  assert_overflow_is_reported ("/smartasync/fiber-memory/subprocess/overflow-in-thread");
}

static void
own_handler (int number)
{
  static const char text[] = "the program's own handler\n";

  _exit (write (STDERR_FILENO, text, sizeof text) > 0 ? 1 : 2);
}

static void
overflow_with_handler (void)
{
  signal (SIGSEGV, own_handler);
  overflow_in_program ();
}

static void
handlers_are_chained (void)
{
  g_test_trap_subprocess ("/smartasync/fiber-memory/subprocess/overflow-with-handler", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*a fiber has used up its stack*the program's own handler*");
}

static G_GNUC_NO_INLINE guint
use_stack (gsize size)
{
  volatile char *memory = g_alloca (size);

  for (gsize i = 0; i < size; i += 512)
    memory[i] = (char) i;

  return (guint) memory[0];
}

static gpointer
use_large_stack (gpointer       user_data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return GUINT_TO_POINTER (use_stack (1800 * 1024));
}

static void
size_by_function (void)
{
  smart_async_set_fiber_stack_size (2 * 1024 * 1024 - 100);
  support_fiber_run (use_large_stack, NULL, NULL, NULL);
  g_assert_cmpuint (smart_async_get_fiber_stack_size (), ==, 2 * 1024 * 1024);
}

static void
size_by_environment (void)
{
  g_setenv ("SMART_ASYNC_FIBER_STACK_SIZE", "2097152", TRUE);
  support_fiber_run (use_large_stack, NULL, NULL, NULL);
  g_assert_cmpuint (smart_async_get_fiber_stack_size (), ==, 2 * 1024 * 1024);
}

/* Nor is it a small one, by a sum that has run over. */
static void
size_without_end (void)
{
  g_autoptr (GError) error = NULL;

  smart_async_set_fiber_stack_size (G_MAXSIZE);
  g_assert_null (support_fiber_run (use_large_stack, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/fiber-memory/twenty-thousand-wait-at-once-in-four-pages-each", crowd_waits);
  test_child_add_func ("/smartasync/fiber-memory/one-crowd-after-the-other-shares-the-stacks", crowds_share);
  test_child_add_func ("/smartasync/fiber-memory/one-context-after-the-other-shares-the-stacks", contexts_share);
  test_child_add_func ("/smartasync/fiber-memory/ten-thousand-that-are-done-leave-nothing", ten_thousand_cycles);
  test_child_add_func ("/smartasync/fiber-memory/a-stack-that-is-used-up-is-reported", overflow_is_reported);
  test_child_add_func ("/smartasync/fiber-memory/the-program-s-own-signal-handler-is-called", handlers_are_chained);
  test_child_add_func ("/smartasync/fiber-memory/a-function-sets-the-size-of-stacks", size_by_function);
  test_child_add_func ("/smartasync/fiber-memory/the-environment-sets-the-size-of-stacks", size_by_environment);

  test_child_add_func ("/smartasync/fiber-memory/a-size-that-no-system-has-is-an-error", size_without_end);

  /* Tools want mappings and address space of their own. */
  if (!is_under_tool ())
    {
      test_child_add_func ("/smartasync/fiber-memory/without-mappings-it-is-an-error", without_mappings);
      add_without_address_space ();
    }

  g_test_add_func ("/smartasync/fiber-memory/subprocess/overflow-in-program", overflow_in_program);
  g_test_add_func ("/smartasync/fiber-memory/subprocess/overflow-in-thread", overflow_in_thread);
  g_test_add_func ("/smartasync/fiber-memory/subprocess/overflow-with-handler", overflow_with_handler);

  return g_test_run ();
}
