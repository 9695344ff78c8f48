/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Thread-local variables that are quick to reach.
 */

#pragma once

/* Reading one takes a few instructions less where it lies at a fixed place. The GNU C library keeps some room for such
 * variables of libraries that are loaded late; others do not.
 */
#ifdef __GLIBC__
# define FAST_THREAD_LOCAL _Thread_local __attribute__ ((tls_model ("initial-exec")))
#else
# define FAST_THREAD_LOCAL _Thread_local
#endif
