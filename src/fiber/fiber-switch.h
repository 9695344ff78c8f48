/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Going from one stack to another.
 */

#pragma once

#include <glib.h>

/* Where a stack was left, and what tools must know of that stack. */
typedef struct
{
  gpointer    position;    /* the stack pointer or, where ucontext is used, a ucontext_t; on that stack */
  const void *stack;       /* the stack's lowest address, for AddressSanitizer */
  gsize       stack_size;  /* bytes */
  gpointer    fake_stack;  /* AddressSanitizer's */
  gpointer    tsan_fiber;  /* ThreadSanitizer's; owned where smart_async_switch_init() has made it */
} SmartAsyncSwitchPoint;

typedef void (*SmartAsyncSwitchFunc) (gpointer user_data);

void        smart_async_switch_init     (SmartAsyncSwitchPoint *point,
                                         gpointer               stack,
                                         gsize                  stack_size,
                                         SmartAsyncSwitchFunc   func,
                                         gpointer               user_data);
void        smart_async_switch_clear    (SmartAsyncSwitchPoint *point);
void        smart_async_switch          (SmartAsyncSwitchPoint *from,
                                         SmartAsyncSwitchPoint *to);
void        smart_async_switch_arrived  (SmartAsyncSwitchPoint *from);
void        smart_async_switch_for_good (SmartAsyncSwitchPoint *from,
                                         SmartAsyncSwitchPoint *to) G_GNUC_NORETURN;
