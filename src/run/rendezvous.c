/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where others in the process find the runtime: twins that are not linked with it, and other copies of it.
 */

#include "run/rendezvous.h"

static gboolean
run (const SmartAsyncOperationExtended  *operation,
     gpointer                            user_data,
     const SmartAsyncOptions            *options,
     GCancellable                       *cancellable,
     GError                            **error)
{
  g_autoptr (GAsyncResult) result = smart_async_run_full (&operation->operation, user_data, options, cancellable,
                                                          error);

  return result != NULL;
}

/* What is found there, which is this runtime's own or, in a process with several, another one's. If two look at the
 * same moment, the last one leaves its own; twins that have found the other one by then go on with that.
 */
static const SmartAsyncRuntime *
find_or_leave (const SmartAsyncRuntime *own)
{
  GQuark quark = g_quark_from_string (SMART_ASYNC_RENDEZVOUS);

  if (g_type_get_qdata (G_TYPE_OBJECT, quark) == NULL)
    g_type_set_qdata (G_TYPE_OBJECT, quark, (gpointer) own);

  return g_type_get_qdata (G_TYPE_OBJECT, quark);
}

/* The defaults of the process. Called where the library is first used, and not when it is loaded: GLib need not be
 * ready by then, if a program has it linked in statically.
 */
SmartAsyncDefaults *
smart_async_rendezvous_get_defaults (void)
{
  static SmartAsyncRuntime own = {
    .size = sizeof own,
    .run = run,
    .call_ready = smart_async_call_ready,
    .call_get_cancellable = smart_async_call_get_cancellable,
  };
  static SmartAsyncDefaults *defaults;

  if (g_once_init_enter (&defaults))
    {
      const SmartAsyncRuntime *first;

      own.defaults = &smart_async_settings_get ()->defaults;
      first = find_or_leave (&own);
      g_once_init_leave (&defaults, first->defaults);
    }

  return defaults;
}

/* Something is pushed or begun that has to hold for twins that are not linked with the library. */
void
smart_async_rendezvous_offer (void)
{
  smart_async_rendezvous_get_defaults ();
}
