/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What was pushed around the calls of a thread or a fiber.
 */

#pragma once

#include <smartasync/smartasync.h>

/* What was pushed by one call of a push function. Unrelated callbacks that are dispatched while a call waits on its
 * caller's context run at the next level: what was pushed around the call does not hold for them. There are no such
 * callbacks on a private context.
 */
typedef struct
{
  SmartAsyncOptions      options;  /* owned context */
  SmartAsyncOptionFlags  kind;     /* which function has pushed it; 0: smart_async_push_options() */
  guint                  level;    /* of the thread, when it was pushed */
} SmartAsyncScope;

void smart_async_scopes_append (GArray          **scopes,
                                SmartAsyncScope   scope);
void smart_async_scopes_move   (GArray          **from,
                                guint             from_level,
                                GArray          **to,
                                guint             to_level);
