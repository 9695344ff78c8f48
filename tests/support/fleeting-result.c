/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A result that is good only while the callback runs, like those of libdex.
 */

#include "fleeting-result.h"

struct _FleetingResult
{
  GObject         parent_instance;
  GObject        *source;      /* owned, nullable */
  gpointer        value;       /* owned, if it is to be freed */
  GDestroyNotify  free_value;  /* nullable */
};

static GObject *
fleeting_result_get_source_object (GAsyncResult *result)
{
  FleetingResult *self = FLEETING_RESULT (result);

  return self->source != NULL ? g_object_ref (self->source) : NULL;
}

static void
fleeting_result_iface_init (GAsyncResultIface *iface)
{
  iface->get_source_object = fleeting_result_get_source_object;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FleetingResult, fleeting_result, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, fleeting_result_iface_init))

/* The last reference may be released in another thread than the one that calls back. */
static void
fleeting_result_drop_value (FleetingResult *self)
{
  gpointer value = __atomic_exchange_n (&self->value, NULL, __ATOMIC_ACQ_REL);

  if (value != NULL && self->free_value != NULL)
    self->free_value (value);
}

static void
fleeting_result_finalize (GObject *object)
{
  FleetingResult *self = FLEETING_RESULT (object);

  fleeting_result_drop_value (self);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (fleeting_result_parent_class)->finalize (object);
}

static void
fleeting_result_class_init (FleetingResultClass *class)
{
  G_OBJECT_CLASS (class)->finalize = fleeting_result_finalize;
}

static void
fleeting_result_init (FleetingResult *self)
{
}

FleetingResult *
fleeting_result_new (GObject        *source,
                     gpointer        value,
                     GDestroyNotify  free_value)
{
  FleetingResult *self = g_object_new (FLEETING_TYPE_RESULT, NULL);

  g_set_object (&self->source, source);
  self->value = value;
  self->free_value = free_value;

  return self;
}

void
fleeting_result_call_back (FleetingResult      *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  callback (self->source, G_ASYNC_RESULT (self), user_data);
  fleeting_result_drop_value (self);
}

gpointer
fleeting_result_get_value (FleetingResult *self)
{
  return self->value;
}
