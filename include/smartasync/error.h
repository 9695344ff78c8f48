/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library's own errors.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

/**
 * SmartAsyncError:
 * @SMART_ASYNC_ERROR_WOULD_NEST: the call was made inside a running loop, whose
 *   context it would have had to iterate, and the policy is %SMART_ASYNC_POLICY_REFUSE
 * @SMART_ASYNC_ERROR_TOO_DEEP: more calls wait inside one another than
 *   [func@SmartAsync.set_max_depth] allows
 * @SMART_ASYNC_ERROR_DEADLOCK: threads wait for each other in a cycle
 * @SMART_ASYNC_ERROR_STALLED: nothing can complete the call any more
 *
 * Why a call failed, if the reason is the waiting and not the operation.
 * Cancellation is %G_IO_ERROR_CANCELLED, a deadline that has passed
 * %G_IO_ERROR_TIMED_OUT; an error of the operation comes through unchanged.
 *
 * Since: 0.1
 */
typedef enum /*< since=0_1 >*/
{
  SMART_ASYNC_ERROR_WOULD_NEST,
  SMART_ASYNC_ERROR_TOO_DEEP,
  SMART_ASYNC_ERROR_DEADLOCK,
  SMART_ASYNC_ERROR_STALLED,
} SmartAsyncError;

/**
 * SMART_ASYNC_ERROR:
 *
 * The domain of [error@SmartAsync.Error].
 *
 * Since: 0.1
 */
#define SMART_ASYNC_ERROR (smart_async_error_quark ())

SMART_ASYNC_AVAILABLE_IN_0_1
GQuark smart_async_error_quark (void);

G_END_DECLS
