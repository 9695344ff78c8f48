/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A result that is there when its callback is called.
 */

#include "base/plain-result.h"

/* A GTask sees to it that its callback is called in its context, and complains if it is not. Where that is certain it
 * would do nothing besides, and take several times as long as all else that a short fiber costs.
 */
#define SMART_ASYNC_TYPE_PLAIN_RESULT (smart_async_plain_result_get_type ())
G_DECLARE_FINAL_TYPE (SmartAsyncPlainResult, smart_async_plain_result, SMART_ASYNC, PLAIN_RESULT, GObject)

struct _SmartAsyncPlainResult
{
  GObject  parent_instance;
  gpointer tag;
  gpointer value;         /* whose it is only the program knows */
  GError  *error;         /* owned, nullable; until it is given */
  gpointer callback_data;
};

static gpointer
get_user_data (GAsyncResult *result)
{
  return SMART_ASYNC_PLAIN_RESULT (result)->callback_data;
}

static GObject *
get_source_object (GAsyncResult *result)
{
  return NULL;
}

static gboolean
is_tagged (GAsyncResult *result,
           gpointer      tag)
{
  return SMART_ASYNC_PLAIN_RESULT (result)->tag == tag;
}

static void
async_result_init (GAsyncResultIface *iface)
{
  iface->get_user_data = get_user_data;
  iface->get_source_object = get_source_object;
  iface->is_tagged = is_tagged;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SmartAsyncPlainResult, smart_async_plain_result, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, async_result_init))

static void
finalize (GObject *object)
{
  g_clear_error (&SMART_ASYNC_PLAIN_RESULT (object)->error);

  G_OBJECT_CLASS (smart_async_plain_result_parent_class)->finalize (object);
}

static void
smart_async_plain_result_class_init (SmartAsyncPlainResultClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
}

static void
smart_async_plain_result_init (SmartAsyncPlainResult *self)
{
}

/* @error: (transfer full) (nullable) */
GAsyncResult *
smart_async_plain_result_new (gpointer  tag,
                              gpointer  value,
                              GError   *error,
                              gpointer  callback_data)
{
  SmartAsyncPlainResult *self = g_object_new (SMART_ASYNC_TYPE_PLAIN_RESULT, NULL);

  self->tag = tag;
  self->value = value;
  self->error = error;
  self->callback_data = callback_data;

  return G_ASYNC_RESULT (self);
}

/* Once. */
gpointer
smart_async_plain_result_propagate (GAsyncResult  *result,
                                    GError       **error)
{
  SmartAsyncPlainResult *self = SMART_ASYNC_PLAIN_RESULT (result);

  if (self->error == NULL)
    return g_steal_pointer (&self->value);

  g_propagate_error (error, g_steal_pointer (&self->error));

  return NULL;
}
