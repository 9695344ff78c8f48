/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library's version, and the macro that marks what it exports.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <glib.h>

G_BEGIN_DECLS

/**
 * SMART_ASYNC_MAJOR_VERSION:
 *
 * The major version of the headers, for example 1 in 1.2.3.
 *
 * Since: 0.1
 */
#define SMART_ASYNC_MAJOR_VERSION (0)

/**
 * SMART_ASYNC_MINOR_VERSION:
 *
 * The minor version of the headers, for example 2 in 1.2.3.
 *
 * Since: 0.1
 */
#define SMART_ASYNC_MINOR_VERSION (9)

/**
 * SMART_ASYNC_MICRO_VERSION:
 *
 * The micro version of the headers, for example 3 in 1.2.3.
 *
 * Since: 0.1
 */
#define SMART_ASYNC_MICRO_VERSION (0)

/**
 * SMART_ASYNC_CHECK_VERSION:
 * @major: required major version
 * @minor: required minor version
 * @micro: required micro version
 *
 * Evaluates to true when the headers are of the given version or newer.
 *
 * Since: 0.1
 */
#define SMART_ASYNC_CHECK_VERSION(major, minor, micro)                                     \
  (SMART_ASYNC_MAJOR_VERSION > (major) ||                                                  \
   (SMART_ASYNC_MAJOR_VERSION == (major) && SMART_ASYNC_MINOR_VERSION > (minor)) ||        \
   (SMART_ASYNC_MAJOR_VERSION == (major) && SMART_ASYNC_MINOR_VERSION == (minor) &&        \
    SMART_ASYNC_MICRO_VERSION >= (micro)))

#ifndef SMART_ASYNC_EXTERN
# define SMART_ASYNC_EXTERN extern
#endif

#define SMART_ASYNC_AVAILABLE_IN_0_1 SMART_ASYNC_EXTERN

G_END_DECLS
