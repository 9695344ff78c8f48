/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Callbacks of functions that block are called where the pair was called, in order, and not after its end.
 */

#include PAIRS

#include "child.h"

/* What callbacks have seen. */
typedef struct
{
  GThread      *thread;
  GCancellable *cancellable;    /* cancelled by the callback; may be NULL */
  CallerThing  *other;          /* touched by the callback; may be NULL */
  GAsyncResult *result;
  guint         n_calls;
  guint         last;
  guint         n_until;        /* the answer is FALSE then */
  gboolean      is_destroyed;
} Seen;

static void
seen_init (Seen *seen)
{
  *seen = (Seen) { .thread = g_thread_self (), .n_until = G_MAXUINT };
  caller_reset ();
}

static void
seen_clear (Seen *seen)
{
  g_assert_true (seen->is_destroyed);
  g_clear_object (&seen->result);
  g_clear_object (&seen->cancellable);
  g_assert_cmpint (caller_count_alive (), ==, 0);
}

static void
destroy_cb (gpointer data)
{
  Seen *seen = data;

  g_assert_true (g_thread_self () == seen->thread);
  g_assert_false (seen->is_destroyed);
  seen->is_destroyed = TRUE;
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Seen *seen = data;

  g_assert_true (g_thread_self () == seen->thread);
  seen->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Seen *seen)
{
  while (seen->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return seen->result;
}

static void
wait_for_destroy (Seen *seen)
{
  while (!seen->is_destroyed)
    g_main_context_iteration (NULL, TRUE);
}

/* Called for each step, in order, unless some are left out. */
static void
progress_cb (CallerThing *thing,
             const char  *text,
             float        part,
             gsize        number,
             gpointer     data)
{
  g_autofree char *expected = g_strdup_printf ("step %u", (guint) number);
  Seen *seen = data;

  g_assert_true (g_thread_self () == seen->thread);
  g_assert_true (CALLER_IS_THING (thing));
  g_assert_false (seen->is_destroyed);
  g_assert_null (seen->result);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpfloat (part, ==, (float) number / 2);
  g_assert_true (seen->n_calls == 0 || number > seen->last);
  seen->n_calls++;
  seen->last = (guint) number;
  if (seen->cancellable != NULL)
    g_cancellable_cancel (seen->cancellable);
}

static void
test_order (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Seen seen;

  seen_init (&seen);
  caller_thing_report_async (thing, 1000, progress_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  text = caller_thing_report_finish (thing, wait_for (&seen), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "reported");
  g_assert_cmpuint (seen.n_calls, ==, 1000);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static void
test_no_callback (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autofree char *text = NULL;
  Seen seen;

  seen_init (&seen);
  caller_thing_report_async (thing, 1000, NULL, &seen, destroy_cb, NULL, ready_cb, &seen);
  text = caller_thing_report_finish (thing, wait_for (&seen), NULL);
  g_assert_cmpstr (text, ==, "reported");
  g_clear_object (&thing);
  seen_clear (&seen);
}

/* Nobody reads the calls until the function has returned: only the last one is made. */
static void
test_coalesce (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autofree char *text = NULL;
  Seen seen;

  seen_init (&seen);
  caller_thing_report_often_async (thing, 1000, progress_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  caller_wait_for_left (1);
  text = caller_thing_report_often_finish (thing, wait_for (&seen), NULL);
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_assert_cmpuint (seen.last, ==, 999);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static void
test_cancel (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  Seen seen;

  seen_init (&seen);
  seen.cancellable = g_cancellable_new ();
  caller_thing_report_async (thing, G_MAXUINT, progress_cb, &seen, destroy_cb, seen.cancellable, ready_cb, &seen);
  g_assert_null (caller_thing_report_finish (thing, wait_for (&seen), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_for_destroy (&seen);
  g_clear_object (&thing);
  seen_clear (&seen);
}

/* Iterates the main context until the function would have been finished. */
static void
nested_cb (CallerThing *thing,
           const char  *text,
           float        part,
           gsize        number,
           gpointer     data)
{
  Seen *seen = data;

  caller_wait_for_left (1);
  for (int i = 0; i < 100; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (seen->is_destroyed);
  g_assert_null (seen->result);
  g_assert_cmpstr (text, ==, "step 0");
  seen->n_calls++;
}

static void
test_nested (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autofree char *text = NULL;
  Seen seen;

  seen_init (&seen);
  caller_thing_report_async (thing, 1, nested_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  text = caller_thing_report_finish (thing, wait_for (&seen), NULL);
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static void
data_cb (const guint8 *bytes,
         gsize         length,
         gpointer      data)
{
  Seen *seen = data;

  g_assert_cmpuint (length, ==, 3);
  g_assert_cmpuint (bytes[0], ==, seen->n_calls);
  g_assert_cmpuint (bytes[2], ==, 3);
  seen->n_calls++;
}

static void
test_array (void)
{
  Seen seen;

  seen_init (&seen);
  caller_send_async (10, data_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  g_assert_true (caller_send_finish (wait_for (&seen), NULL));
  g_assert_cmpuint (seen.n_calls, ==, 10);
  seen_clear (&seen);
}

static void
test_similar_names (void)
{
  Seen seen, other;

  seen_init (&seen);
  seen_init (&other);
  caller_send_both_async (data_cb, &seen, destroy_cb, data_cb, &other, destroy_cb, NULL, ready_cb, &seen);
  g_assert_true (caller_send_both_finish (wait_for (&seen), NULL));
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_assert_cmpuint (other.n_calls, ==, 1);
  seen_clear (&seen);
  seen_clear (&other);
}

static void
touched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* What waits for another call with the instance would wait for ever. */
static void
touch (CallerThing *thing,
       gboolean     is_same)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  caller_thing_touch_async (thing, NULL, touched_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (caller_thing_touch_finish (thing, result, &error) == !is_same);
  if (is_same)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  else
    g_assert_no_error (error);
}

static gboolean
ask_cb (CallerThing *thing,
        int          number,
        CallerKind   kind,
        gpointer     data)
{
  Seen *seen = data;

  g_assert_true (g_thread_self () == seen->thread);
  g_assert_null (seen->result);
  g_assert_cmpint (number, ==, (int) seen->n_calls);
  g_assert_cmpint (kind, ==, number == 0 ? CALLER_KIND_FIRST : CALLER_KIND_OTHER);
  seen->n_calls++;
  if (seen->other != NULL)
    {
      touch (thing, TRUE);
      touch (seen->other, FALSE);
    }
  if (seen->cancellable != NULL)
    g_cancellable_cancel (seen->cancellable);

  return seen->n_calls < seen->n_until;
}

static void
test_ask (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  Seen seen;

  seen_init (&seen);
  seen.n_until = 51;
  caller_thing_ask_async (thing, 100, ask_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  g_assert_cmpint (caller_thing_ask_finish (thing, wait_for (&seen), &error), ==, 50);
  g_assert_no_error (error);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static void
test_ask_same (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (CallerThing) other = caller_thing_new ();
  Seen seen;

  seen_init (&seen);
  seen.other = other;
  caller_thing_ask_async (thing, 2, ask_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  g_assert_cmpint (caller_thing_ask_finish (thing, wait_for (&seen), NULL), ==, 2);
  touch (thing, FALSE);
  g_clear_object (&thing);
  g_clear_object (&other);
  seen_clear (&seen);
}

/* The answer that was given counts, and nothing is asked any more. */
static void
test_ask_cancel (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  Seen seen;

  seen_init (&seen);
  seen.cancellable = g_cancellable_new ();
  caller_thing_ask_async (thing, G_MAXUINT, ask_cb, &seen, destroy_cb, seen.cancellable, ready_cb, &seen);
  caller_thing_ask_finish (thing, wait_for (&seen), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_for_destroy (&seen);
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_clear_object (&thing);
  seen_clear (&seen);
}

/* A function that goes on asking gets no more answers. */
static void
test_ask_all_cancel (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  Seen seen;

  seen_init (&seen);
  seen.cancellable = g_cancellable_new ();
  caller_thing_ask_all_async (thing, 1000, ask_cb, &seen, destroy_cb, seen.cancellable, ready_cb, &seen);
  g_assert_cmpint (caller_thing_ask_all_finish (thing, wait_for (&seen), &error), ==, 1);
  g_assert_no_error (error);
  wait_for_destroy (&seen);
  g_assert_cmpuint (seen.n_calls, ==, 1);
  g_clear_object (&thing);
  seen_clear (&seen);
}

/* Nobody iterates the main context: the function ends all the same. */
static void
test_ask_cancel_waiting (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  Seen seen;

  seen_init (&seen);
  seen.cancellable = g_cancellable_new ();
  caller_thing_ask_async (thing, 1, ask_cb, &seen, destroy_cb, seen.cancellable, ready_cb, &seen);
  caller_wait_for_entered (1);
  g_cancellable_cancel (seen.cancellable);
  caller_wait_for_left (1);
  caller_thing_ask_finish (thing, wait_for (&seen), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_for_destroy (&seen);
  g_assert_cmpuint (seen.n_calls, ==, 0);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static int
take_cb (CallerThing *taken,
         gpointer     data)
{
  Seen *seen = data;

  g_assert_true (g_thread_self () == seen->thread);
  g_assert_true (CALLER_IS_THING (taken));
  g_object_unref (taken);
  seen->n_calls++;

  return 5;
}

static void
give_cb (CallerThing *thing,
         const char  *text,
         float        part,
         gsize        number,
         gpointer     data)
{
  Seen *seen = data;

  g_assert_cmpstr (text, ==, "give");
  g_assert_cmpuint (seen->n_calls, ==, 0);
  seen->n_calls++;
}

/* Callbacks that share their data in the function have their own in the pair. */
static void
test_give (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  Seen seen;

  seen_init (&seen);
  caller_thing_give_async (thing, give_cb, &seen, NULL, take_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  g_assert_cmpint (caller_thing_give_finish (thing, wait_for (&seen), NULL), ==, 5);
  g_assert_cmpuint (seen.n_calls, ==, 2);
  g_clear_object (&thing);
  seen_clear (&seen);
}

/* Destroys what would ask, as the end of its main context does. */
static gboolean
destroy_question (void)
{
  for (guint i = 1; i < 1000; i++)
    {
      GSource *source = g_main_context_find_source_by_id (NULL, i);

      if (source != NULL && g_strcmp0 (g_source_get_name (source), "caller_thing_give_async") == 0)
        {
          g_source_destroy (source);
          return TRUE;
        }
    }

  return FALSE;
}

static void
test_gone (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  Seen seen;

  seen_init (&seen);
  caller_thing_give_async (thing, NULL, NULL, NULL, take_cb, &seen, destroy_cb, NULL, ready_cb, &seen);
  while (!destroy_question ())
    g_thread_yield ();
  g_assert_cmpint (caller_thing_give_finish (thing, wait_for (&seen), NULL), ==, -7);
  g_assert_cmpuint (seen.n_calls, ==, 0);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static GClosure *
make_closure (GCallback func,
              Seen     *seen,
              gboolean  is_last)
{
  return g_cclosure_new (func, seen, is_last ? (GClosureNotify) (void (*) (void)) destroy_cb : NULL);
}

static void
test_closures (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autofree char *text = NULL;
  Seen seen;

  seen_init (&seen);
  caller_thing_report_async_with_closures (thing, 10, make_closure (G_CALLBACK (progress_cb), &seen, TRUE), NULL,
                                           ready_cb, &seen);
  text = caller_thing_report_finish (thing, wait_for (&seen), NULL);
  g_assert_cmpuint (seen.n_calls, ==, 10);
  g_assert_true (seen.is_destroyed);
  g_clear_object (&seen.result);

  seen_init (&seen);
  caller_thing_ask_async_with_closures (thing, 5, make_closure (G_CALLBACK (ask_cb), &seen, TRUE), NULL, ready_cb,
                                        &seen);
  g_assert_cmpint (caller_thing_ask_finish (thing, wait_for (&seen), NULL), ==, 5);
  g_clear_object (&thing);
  seen_clear (&seen);
}

static int
peek_cb (CallerThing *taken,
         gpointer     data)
{
  g_assert_true (CALLER_IS_THING (taken));

  return 6;
}

/* A closure takes nothing over. */
static void
test_closures_give (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  Seen seen;

  seen_init (&seen);
  caller_thing_give_async_with_closures (thing, NULL, make_closure (G_CALLBACK (peek_cb), &seen, TRUE), NULL, ready_cb,
                                         &seen);
  g_assert_cmpint (caller_thing_give_finish (thing, wait_for (&seen), NULL), ==, 6);
  g_clear_object (&thing);
  seen_clear (&seen);
}

/* One of many calls that are cancelled at random times. */
typedef struct
{
  GCancellable *cancellable;
  guint         calls_until_cancel; /* 0: its callbacks do not cancel it */
  guint         n_calls;
  guint        *n_left;             /* of what is to come */
} Random;

static void
random_note (Random *self)
{
  if (++self->n_calls == self->calls_until_cancel)
    g_cancellable_cancel (self->cancellable);
}

static void
random_progress_cb (CallerThing *thing,
                    const char  *text,
                    float        part,
                    gsize        number,
                    gpointer     data)
{
  random_note (data);
}

static gboolean
random_ask_cb (CallerThing *thing,
               int          number,
               CallerKind   kind,
               gpointer     data)
{
  random_note (data);

  return TRUE;
}

static int
random_take_cb (CallerThing *taken,
                gpointer     data)
{
  g_object_unref (taken);
  random_note (data);

  return 1;
}

/* Freed with the data of its callback, which is after it is ready, or before it is called. */
static void
random_destroy_cb (gpointer data)
{
  Random *self = data;

  *self->n_left -= 1;
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
random_ready_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(guint *) data -= 1;
}

static void
random_start (CallerThing *thing,
              guint       *n_left)
{
  Random *self = g_new0 (Random, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n = (guint) g_test_rand_int_range (0, 6);
  int kind;

  self->n_left = n_left;
  self->cancellable = g_object_ref (cancellable);
  self->calls_until_cancel = (guint) g_test_rand_int_range (0, 4);
  *n_left += 2;
  if (g_test_rand_bit ())
    g_cancellable_cancel (cancellable);
  kind = g_test_rand_int_range (0, 3);
  if (kind == 0)
    caller_thing_report_async (thing, n, random_progress_cb, self, random_destroy_cb, cancellable, random_ready_cb,
                               n_left);
  else if (kind == 1)
    caller_thing_ask_async (thing, n, random_ask_cb, self, random_destroy_cb, cancellable, random_ready_cb, n_left);
  else
    caller_thing_give_async (thing, NULL, NULL, NULL, random_take_cb, self, random_destroy_cb, cancellable,
                             random_ready_cb, n_left);

  for (int i = g_test_rand_int_range (0, 6); i > 0; i--)
    g_main_context_iteration (NULL, FALSE);
  if (g_test_rand_bit ())
    g_cancellable_cancel (cancellable);
}

/* Nothing is left of any. */
static void
test_random (void)
{
  CallerThing *things[4];
  guint n_left = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
    things[i] = caller_thing_new ();
  for (guint i = 0; i < 10000; i++)
    random_start (things[g_test_rand_int_range (0, G_N_ELEMENTS (things))], &n_left);
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
    g_object_unref (things[i]);
  while (caller_count_alive () > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/callbacks/order", test_order);
  test_child_add_func ("/callbacks/none", test_no_callback);
  test_child_add_func ("/callbacks/coalesce", test_coalesce);
  test_child_add_func ("/callbacks/cancel", test_cancel);
  test_child_add_func ("/callbacks/nested", test_nested);
  test_child_add_func ("/callbacks/array", test_array);
  test_child_add_func ("/callbacks/similar-names", test_similar_names);
  test_child_add_func ("/callbacks/ask", test_ask);
  test_child_add_func ("/callbacks/ask-same-instance", test_ask_same);
  test_child_add_func ("/callbacks/ask-cancel", test_ask_cancel);
  test_child_add_func ("/callbacks/ask-all-cancel", test_ask_all_cancel);
  test_child_add_func ("/callbacks/ask-cancel-waiting", test_ask_cancel_waiting);
  test_child_add_func ("/callbacks/give", test_give);
  test_child_add_func ("/callbacks/gone", test_gone);
  test_child_add_func ("/callbacks/closures", test_closures);
  test_child_add_func ("/callbacks/closures-give", test_closures_give);

  test_child_add_func ("/callbacks/random", test_random);

  return g_test_run ();
}
