/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What calls obey.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "base/thread.h"

/* What a call obeys that is made now in this thread, with @own, nullable, for itself. All members of @options are set,
 * and to be cleared.
 */
void     smart_async_options_resolve   (SmartAsyncThread        *thread,
                                        const SmartAsyncOptions *own,
                                        SmartAsyncOptions       *options);
void     smart_async_options_clear     (SmartAsyncOptions       *options);

void     smart_async_options_push      (SmartAsyncOptionFlags    kind,
                                        SmartAsyncOptions        options);
gboolean smart_async_options_pop       (SmartAsyncOptionFlags    kind);
gboolean smart_async_is_policy         (SmartAsyncPolicy         policy);
gboolean smart_async_options_are_valid (const SmartAsyncOptions *options);
