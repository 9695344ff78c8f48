/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is preloaded into the tests to tell ThreadSanitizer what GLib orders.
 *
 * GLib is not built with ThreadSanitizer, and its locks are futexes of its own, so that none of them is seen to order
 * anything. Each function of glib-locks.c and glib-contexts.c does what GLib's does, and says what that orders. What
 * GLib does inside, allocating and freeing memory for one, is kept out of the reports by glib.supp.
 */

#pragma once

#define _GNU_SOURCE
#include <dlfcn.h>

#include <sanitizer/tsan_interface.h>

/* Calls GLib's function of the same name. */
#define REAL(function) ((__typeof__ (&function)) dlsym (RTLD_NEXT, #function))

/* Programs that tests start, such as compilers, inherit this library, and know nothing of ThreadSanitizer. */
#pragma weak __tsan_acquire
#pragma weak __tsan_release

/* What happened before a release() comes before what happens after the acquire() of the same address. */
static inline void
acquire (volatile const void *address)
{
  if (__tsan_acquire != NULL)
    __tsan_acquire ((void *) address);
}

static inline void
release (volatile const void *address)
{
  if (__tsan_release != NULL)
    __tsan_release ((void *) address);
}
