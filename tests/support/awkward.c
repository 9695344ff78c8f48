/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asynchronous operations that complete in every awkward way, for the tests.
 */

#include "awkward.h"

#include "threads.h"

struct _AwkwardMachine
{
  GObject         parent_instance;
  AwkwardMoment   moment;
  AwkwardOutcome  outcome;
  int             n_started;  /* atomic */
  GQueue          held;       /* of Delivery: those that wait for a release */
};

G_DEFINE_FINAL_TYPE (AwkwardMachine, awkward_machine, G_TYPE_OBJECT)
G_DEFINE_QUARK (awkward-error-quark, awkward_error)

/* A result and whom to tell. The task has no callback of its own: it keeps what the finish function
 * gives, while the machine decides when and where the callback is called.
 */
typedef struct
{
  GTask               *task;  /* owned */
  GAsyncReadyCallback  callback;
  gpointer             user_data;
  GThread             *starter;    /* not owned; NULL if the callback is for the loop of the default context */
} Delivery;

static Delivery *
delivery_new (GTask               *task,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  Delivery *delivery = g_new (Delivery, 1);

  delivery->task = g_object_ref (task);
  delivery->callback = callback;
  delivery->user_data = user_data;
  delivery->starter = g_thread_self ();

  return delivery;
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->task);
  g_free (delivery);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  delivery->callback (g_task_get_source_object (delivery->task), G_ASYNC_RESULT (delivery->task),
                      delivery->user_data);

  return G_SOURCE_REMOVE;
}

/* An operation goes on in the thread that has started it, whoever has made the call. If the call was abandoned, it goes
 * on in the loop of the default context. Without the library no other thread would run any of that.
 */
static void
assert_may_call_back (GThread *starter)
{
  if (g_thread_self () != starter && !support_thread_may_run_default ())
    g_error ("an operation calls back in a thread that neither started it nor runs the loop of the default context");
}

static gboolean
deliver_from_source_cb (gpointer user_data)
{
  Delivery *delivery = user_data;

  assert_may_call_back (delivery->starter);

  return deliver_cb (delivery);
}

static gpointer
deliver_thread (gpointer user_data)
{
  deliver_cb (user_data);
  delivery_free (user_data);

  return NULL;
}

static void
deliver_from_source (Delivery     *delivery,
                     GSource      *source,
                     GMainContext *context)
{
  if (context == NULL)
    delivery->starter = NULL;

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_from_source_cb, delivery, delivery_free);
  g_source_attach (source, context);
  g_source_unref (source);
}

static void
return_outcome (GTask *task)
{
  AwkwardMachine *self = g_task_get_source_object (task);
  const char *text = g_task_get_task_data (task);

  if (self->outcome == AWKWARD_OUTCOME_ERROR)
    g_task_return_new_error (task, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN, "%s", text);
  else
    g_task_return_pointer (task, self->outcome == AWKWARD_OUTCOME_VALUE ? g_strdup (text) : NULL, g_free);
}

static void
echo_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  return_outcome (task);
}

/* The callback of a task that calls back by itself: data of the task would keep it alive. */
static void
deliver_task_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  const Delivery *delivery = user_data;

  assert_may_call_back (delivery->starter);
  delivery->callback (source, result, delivery->user_data);
}

static GTask *
self_delivering_task_new (AwkwardMachine      *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Delivery *delivery = g_new0 (Delivery, 1);
  GTask *task = g_task_new (self, cancellable, callback != NULL ? deliver_task_cb : NULL, delivery);

  delivery->callback = callback;
  delivery->user_data = user_data;
  delivery->starter = g_thread_self ();
  g_object_set_data_full (G_OBJECT (task), "delivery", delivery, g_free);

  return task;
}

static gboolean
deliver_cancelled_cb (GCancellable *cancellable,
                      gpointer      user_data)
{
  Delivery *delivery = user_data;

  g_task_return_error_if_cancelled (delivery->task);

  return deliver_from_source_cb (delivery);
}

/* Without a cancellable it never calls back. */
static void
deliver_when_cancelled (Delivery     *delivery,
                        GMainContext *context)
{
  GSource *source = g_cancellable_source_new (g_task_get_cancellable (delivery->task));

  g_source_set_callback (source, G_SOURCE_FUNC (deliver_cancelled_cb), delivery, delivery_free);
  g_source_attach (source, context);
  g_source_unref (source);
}

static void
deliver (AwkwardMachine      *self,
         GTask               *task,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  GMainContext *context = g_main_context_get_thread_default ();
  Delivery *delivery = delivery_new (task, callback, user_data);

  switch (self->moment)
    {
    case AWKWARD_MOMENT_AT_ONCE:
      deliver_cb (delivery);
      delivery_free (delivery);
      break;

    case AWKWARD_MOMENT_TWICE:
      deliver_from_source (delivery_new (task, callback, user_data), g_idle_source_new (), context);
      G_GNUC_FALLTHROUGH;
    case AWKWARD_MOMENT_IN_IDLE:
      deliver_from_source (delivery, g_idle_source_new (), context);
      break;

    case AWKWARD_MOMENT_IN_FOREIGN_THREAD:
      g_thread_unref (g_thread_new ("awkward", deliver_thread, delivery));
      break;

    case AWKWARD_MOMENT_ON_DEFAULT_CONTEXT:
      deliver_from_source (delivery, g_idle_source_new (), NULL);
      break;

    case AWKWARD_MOMENT_WHEN_CANCELLED:
      deliver_when_cancelled (delivery, context);
      break;

    case AWKWARD_MOMENT_WHEN_RELEASED:
      g_queue_push_tail (&self->held, delivery);
      g_atomic_int_inc (&self->n_started);
      break;

    case AWKWARD_MOMENT_IN_TASK_THREAD:
    default:
      g_assert_not_reached ();
    }
}

/**
 * awkward_machine_echo_async:
 * @self: the machine
 * @text: what to say
 * @cancellable: (nullable): a cancellable
 * @callback: called when the text has been said
 * @user_data: for @callback
 *
 * Says a text.
 */
void
awkward_machine_echo_async (AwkwardMachine      *self,
                            const char          *text,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  gboolean in_thread = self->moment == AWKWARD_MOMENT_IN_TASK_THREAD;
  g_autoptr (GTask) task = in_thread ? self_delivering_task_new (self, cancellable, callback, user_data)
                                     : g_task_new (self, cancellable, NULL, NULL);

  /* What is held is counted then: another thread that has seen the count may release it. */
  if (self->moment != AWKWARD_MOMENT_WHEN_RELEASED)
    g_atomic_int_inc (&self->n_started);
  g_task_set_task_data (task, g_strdup (text), g_free);

  if (in_thread)
    {
      g_task_run_in_thread (task, echo_thread);
      return;
    }

  if (self->moment != AWKWARD_MOMENT_WHEN_CANCELLED)
    {
      g_task_set_check_cancellable (task, FALSE);
      return_outcome (task);
    }

  deliver (self, task, callback, user_data);
}

/**
 * awkward_machine_echo_finish:
 * @self: the machine
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what awkward_machine_echo_async() started.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
awkward_machine_echo_finish (AwkwardMachine  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * awkward_machine_release:
 * @self: the machine
 *
 * Calls back what was started with %AWKWARD_MOMENT_WHEN_RELEASED. What is held
 * keeps the machine alive: a test that is done with it releases.
 */
void
awkward_machine_release (AwkwardMachine *self)
{
  Delivery *delivery;

  while ((delivery = g_queue_pop_head (&self->held)) != NULL)
    {
      deliver_cb (delivery);
      delivery_free (delivery);
    }
}

/**
 * awkward_machine_get_n_started:
 * @self: the machine
 *
 * Counts the operations.
 *
 * Returns: how many operations were started
 */
guint
awkward_machine_get_n_started (AwkwardMachine *self)
{
  return (guint) g_atomic_int_get (&self->n_started);
}

/**
 * awkward_thread_begin_loop:
 *
 * Says that this thread is going to run the loop of the global default context,
 * so that callbacks may be called here.
 */
void
awkward_thread_begin_loop (void)
{
  support_thread_iterates (NULL, 1);
}

/**
 * awkward_thread_end_loop:
 *
 * Says that it does so no longer.
 */
void
awkward_thread_end_loop (void)
{
  support_thread_iterates (NULL, -1);
}

/**
 * awkward_machine_new:
 * @moment: when its operations call back
 * @outcome: what they call back with
 *
 * Creates a machine.
 *
 * Returns: (transfer full): the machine
 */
AwkwardMachine *
awkward_machine_new (AwkwardMoment  moment,
                     AwkwardOutcome outcome)
{
  AwkwardMachine *self = g_object_new (AWKWARD_TYPE_MACHINE, NULL);

  self->moment = moment;
  self->outcome = outcome;

  return self;
}

static void
awkward_machine_class_init (AwkwardMachineClass *klass)
{
}

static void
awkward_machine_init (AwkwardMachine *self)
{
  g_queue_init (&self->held);
}
