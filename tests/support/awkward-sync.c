#include "awkward-sync.h"
#include <smartasync/smartasync.h>
typedef struct { AwkwardMachine *self; const char *text; } EchoArgs;
static void
echo_start (SmartAsyncCall *call, gpointer user_data)
{
  EchoArgs *args = user_data;
  awkward_machine_echo_async (args->self, args->text, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}
char *
awkward_machine_echo_sync (AwkwardMachine *self, const char *text, GCancellable *cancellable, GError **error)
{
  static const SmartAsyncOperation operation = { "awkward_machine_echo_sync", echo_start, 0 };
  EchoArgs args = { self, text };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &args, cancellable, error);
  if (result == NULL)
    return NULL;
  return awkward_machine_echo_finish (self, result, error);
}
