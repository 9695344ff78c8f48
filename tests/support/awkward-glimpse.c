/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An operation whose result is good only inside the callback.
 */

#include "awkward.h"

#include <string.h>

/* What an AwkwardMachine calls back with when it lets one have a glimpse. */
#define GLIMPSE_TYPE (glimpse_get_type ())
G_DECLARE_FINAL_TYPE (Glimpse, glimpse, GLIMPSE, RESULT, GObject)

struct _Glimpse
{
  GObject   parent_instance;
  GObject  *source;  /* owned */
  char     *text;    /* owned, as is the next */
  GError   *error;
  gboolean  is_gone; /* once the callback has returned */
};

static GObject *
glimpse_get_source_object (GAsyncResult *result)
{
  return g_object_ref (GLIMPSE_RESULT (result)->source);
}

static void
glimpse_iface_init (GAsyncResultIface *iface)
{
  iface->get_source_object = glimpse_get_source_object;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Glimpse, glimpse, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, glimpse_iface_init))

static void
glimpse_finalize (GObject *object)
{
  Glimpse *self = GLIMPSE_RESULT (object);

  g_object_unref (self->source);
  g_free (self->text);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (glimpse_parent_class)->finalize (object);
}

static void
glimpse_class_init (GlimpseClass *class)
{
  G_OBJECT_CLASS (class)->finalize = glimpse_finalize;
}

static void
glimpse_init (Glimpse *self)
{
}

typedef struct
{
  GAsyncReadyCallback callback;
  gpointer            user_data;
} Viewer;

static void
show_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Viewer *viewer = user_data;
  g_autoptr (Glimpse) glimpse = g_object_new (GLIMPSE_TYPE, NULL);

  glimpse->source = g_object_ref (source);
  glimpse->text = awkward_machine_echo_finish (AWKWARD_MACHINE (source), result, &glimpse->error);
  viewer->callback (source, G_ASYNC_RESULT (glimpse), viewer->user_data);
  glimpse->is_gone = TRUE;
}

/**
 * awkward_machine_glimpse_async:
 * @self: the machine; it calls back once
 * @text: what to show
 * @cancellable: (nullable): a cancellable
 * @callback: called when the text is there to be seen
 * @user_data: for @callback
 *
 * Shows a text for as long as the callback runs, as results of libdex are there.
 */
void
awkward_machine_glimpse_async (AwkwardMachine      *self,
                               const char          *text,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Viewer *viewer = g_new (Viewer, 1);

  viewer->callback = callback;
  viewer->user_data = user_data;
  awkward_machine_echo_async (self, text, cancellable, show_cb, viewer);
}

/**
 * awkward_machine_glimpse_finish:
 * @self: the machine
 * @result: the result, inside the callback
 * @length: (out) (optional): the length of the text
 * @error: return location for an error
 *
 * Looks at what awkward_machine_glimpse_async() shows.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
awkward_machine_glimpse_finish (AwkwardMachine  *self,
                                GAsyncResult    *result,
                                gsize           *length,
                                GError         **error)
{
  Glimpse *glimpse = GLIMPSE_RESULT (result);

  if (glimpse->is_gone)
    {
      g_set_error (error, AWKWARD_ERROR, AWKWARD_ERROR_GONE, "the callback has returned");
      return NULL;
    }

  if (glimpse->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&glimpse->error));
      return NULL;
    }

  if (length != NULL)
    *length = glimpse->text != NULL ? strlen (glimpse->text) : 0;

  return g_steal_pointer (&glimpse->text);
}
