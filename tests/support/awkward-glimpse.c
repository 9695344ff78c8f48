/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An operation whose result is good only inside the callback.
 */

#include "awkward.h"

#include <string.h>

#include "fleeting-result.h"

/* The value of a result. */
typedef struct
{
  char   *text;   /* owned, nullable */
  GError *error;  /* owned, nullable */
} Glimpse;

static void
glimpse_free (gpointer data)
{
  Glimpse *self = data;

  g_free (self->text);
  g_clear_error (&self->error);
  g_free (self);
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
  Glimpse *glimpse = g_new0 (Glimpse, 1);
  g_autoptr (FleetingResult) fleeting = fleeting_result_new (source, glimpse, glimpse_free);

  glimpse->text = awkward_machine_echo_finish (AWKWARD_MACHINE (source), result, &glimpse->error);
  fleeting_result_call_back (fleeting, viewer->callback, viewer->user_data);
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
  Glimpse *glimpse = fleeting_result_get_value (FLEETING_RESULT (result));

  if (glimpse == NULL)
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
