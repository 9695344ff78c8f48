/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where others in the process find the runtime: twins that are not linked with it, and other copies of it.
 */

#pragma once

#include "base/settings.h"

/* Under this name a constant SmartAsyncRuntime is in the qdata of G_TYPE_OBJECT: of all that libraries in a process
 * share, it is what they find however each was loaded.
 */
#define SMART_ASYNC_RENDEZVOUS "smart-async-runtime-1"

/* This is ABI, as src/codegen/data/standalone.c has it: members are added at the end, and never changed. Handles of
 * calls are odd numbers, so that twins can tell them from what they have of their own.
 */
typedef struct
{
  gsize                size;                  /* of the struct, as this version has it */

  /* What the operation came to; its finish function has been called if that is TRUE. */
  gboolean           (*run)                  (const SmartAsyncOperationExtended  *operation,
                                              gpointer                            user_data,
                                              const SmartAsyncOptions            *options,
                                              GCancellable                       *cancellable,
                                              GError                            **error);
  GAsyncReadyCallback  call_ready;
  GCancellable      *(*call_get_cancellable) (SmartAsyncCall                     *call);

  SmartAsyncDefaults  *defaults;              /* of the process: for other copies of the library */
} SmartAsyncRuntime;

void                smart_async_rendezvous_offer        (void);
SmartAsyncDefaults *smart_async_rendezvous_get_defaults (void);
