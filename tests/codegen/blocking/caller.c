/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that block, and call callbacks meanwhile.
 */

#include "caller.h"

struct _CallerThing
{
  GObject parent_instance;
};

G_DEFINE_TYPE (CallerThing, caller_thing, G_TYPE_OBJECT)

static GMutex lock;
static GCond cond;
static int n_entered;
static int n_left;
static int n_alive;

GType
caller_kind_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { CALLER_KIND_FIRST, "CALLER_KIND_FIRST", "first" },
    { CALLER_KIND_OTHER, "CALLER_KIND_OTHER", "other" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("CallerKind", values));

  return type;
}

static void
count (int *number)
{
  g_mutex_lock (&lock);
  *number += 1;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

static void
wait_for (int *number,
          int  n)
{
  g_mutex_lock (&lock);
  while (*number < n)
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);
}

void
caller_wait_for_entered (int n)
{
  wait_for (&n_entered, n);
}

void
caller_wait_for_left (int n)
{
  wait_for (&n_left, n);
}

void
caller_reset (void)
{
  g_mutex_lock (&lock);
  n_entered = n_left = 0;
  g_mutex_unlock (&lock);
}

int
caller_count_alive (void)
{
  return g_atomic_int_get (&n_alive);
}

static void
caller_thing_finalize (GObject *object)
{
  g_atomic_int_add (&n_alive, -1);
  G_OBJECT_CLASS (caller_thing_parent_class)->finalize (object);
}

static void
caller_thing_class_init (CallerThingClass *class)
{
  G_OBJECT_CLASS (class)->finalize = caller_thing_finalize;
}

static void
caller_thing_init (CallerThing *self G_GNUC_UNUSED)
{
  g_atomic_int_inc (&n_alive);
}

/**
 * caller_thing_new:
 *
 * Returns: (transfer full): a thing
 */
CallerThing *
caller_thing_new (void)
{
  return g_object_new (CALLER_TYPE_THING, NULL);
}

/**
 * CallerProgressFunc:
 * @thing: the thing
 * @text: a text
 * @part: a part of all
 * @number: a number
 * @user_data: data
 *
 * Tells how far something is.
 */

/**
 * CallerDataFunc:
 * @data: (array length=length): data
 * @length: its length
 * @user_data: data
 *
 * Takes data.
 */

/**
 * CallerAskFunc:
 * @call: the thing
 * @number: a number
 * @kind: a kind
 * @user_data: data
 *
 * Returns: whether to go on
 */

/**
 * CallerTakeFunc:
 * @taken: (transfer full): a thing
 * @user_data: data
 *
 * Returns: a number
 */

/**
 * caller_thing_report:
 * @self: a thing
 * @n: how often
 * @progress: (scope call) (nullable) (closure progress_data): called so often
 * @progress_data: its data
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Returns: (transfer full): a text
 */
char *
caller_thing_report (CallerThing         *self,
                     guint                n,
                     CallerProgressFunc   progress,
                     gpointer             progress_data,
                     GCancellable        *cancellable,
                     GError             **error)
{
  count (&n_entered);
  for (guint i = 0; progress != NULL && i < n && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *text = g_strdup_printf ("step %u", i);

      progress (self, text, (float) i / 2, i, progress_data);
    }
  count (&n_left);

  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_strdup ("reported");
}

/**
 * caller_thing_report_often:
 * @self: a thing
 * @n: how often
 * @progress: (scope call) (nullable) (closure progress_data): called so often
 * @progress_data: its data
 * @error: return location for an error
 *
 * Returns: (transfer full): a text
 */
char *
caller_thing_report_often (CallerThing         *self,
                           guint                n,
                           CallerProgressFunc   progress,
                           gpointer             progress_data,
                           GError             **error)
{
  return caller_thing_report (self, n, progress, progress_data, NULL, error);
}

/**
 * caller_send:
 * @n: how often
 * @func: (scope call) (closure user_data): called so often
 * @user_data: its data
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
caller_send (guint            n,
             CallerDataFunc   func,
             gpointer         user_data,
             GError         **error)
{
  for (guint i = 0; i < n; i++)
    {
      const guint8 data[] = { (guint8) i, 2, 3 };

      func (data, G_N_ELEMENTS (data), user_data);
    }

  return TRUE;
}

/**
 * caller_send_both:
 * @to_one: (scope call) (closure to_one_data): called once
 * @to_one_data: its data
 * @toOne: (scope call) (closure other_data): called once
 * @other_data: its data
 * @error: return location for an error
 *
 * Has callbacks whose names would be one, written without underscores.
 *
 * Returns: %TRUE
 */
gboolean
caller_send_both (CallerDataFunc   to_one,
                  gpointer         to_one_data,
                  CallerDataFunc   toOne,
                  gpointer         other_data,
                  GError         **error)
{
  return caller_send (1, to_one, to_one_data, error) && caller_send (1, toOne, other_data, error);
}

/**
 * caller_thing_ask:
 * @self: a thing
 * @n: how often
 * @ask: (scope call) (closure user_data): called so often, until it returns %FALSE
 * @user_data: its data
 * @error: return location for an error
 *
 * Returns: how often it returned %TRUE
 */
int
caller_thing_ask (CallerThing    *self,
                  guint           n,
                  CallerAskFunc   ask,
                  gpointer        user_data,
                  GError        **error)
{
  guint i = 0;

  count (&n_entered);
  while (i < n && ask (self, (int) i, i == 0 ? CALLER_KIND_FIRST : CALLER_KIND_OTHER, user_data))
    i++;
  count (&n_left);

  return (int) i;
}

/**
 * caller_thing_ask_all:
 * @self: a thing
 * @n: how often
 * @ask: (scope call) (closure user_data): called so often
 * @user_data: its data
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Returns: how often it returned %TRUE
 */
int
caller_thing_ask_all (CallerThing    *self,
                      guint           n,
                      CallerAskFunc   ask,
                      gpointer        user_data,
                      GCancellable   *cancellable,
                      GError        **error)
{
  int n_true = 0;

  for (guint i = 0; i < n; i++)
    n_true += ask (self, (int) i, i == 0 ? CALLER_KIND_FIRST : CALLER_KIND_OTHER, user_data) ? 1 : 0;

  return n_true;
}

/**
 * caller_thing_give:
 * @self: a thing
 * @progress: (scope call) (nullable) (closure user_data): called once
 * @take: (scope call) (closure user_data): called once
 * @user_data: data of both
 * @error: return location for an error
 *
 * Returns: what @take returned
 */
int
caller_thing_give (CallerThing         *self,
                   CallerProgressFunc   progress,
                   CallerTakeFunc       take,
                   gpointer             user_data,
                   GError             **error)
{
  int number;

  count (&n_entered);
  if (progress != NULL)
    progress (self, "give", 1, 1, user_data);
  number = take (caller_thing_new (), user_data);
  count (&n_left);

  return number;
}

/**
 * caller_thing_touch:
 * @self: a thing
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
caller_thing_touch (CallerThing  *self,
                    GError      **error)
{
  return TRUE;
}
