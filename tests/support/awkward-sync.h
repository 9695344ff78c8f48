#pragma once
#include "awkward.h"
char *awkward_machine_echo_sync (AwkwardMachine *self, const char *text, GCancellable *cancellable, GError **error);
