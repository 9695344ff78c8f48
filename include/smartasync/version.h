/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library's version, that of the headers, and the marks of what came or went with a version.
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

/**
 * SMART_ASYNC_VERSION_0_1:
 *
 * Version 0.1, for %SMART_ASYNC_VERSION_MIN_REQUIRED and %SMART_ASYNC_VERSION_MAX_ALLOWED.
 *
 * Since: 0.9
 */
#define SMART_ASYNC_VERSION_0_1 (G_ENCODE_VERSION (0, 1))

/**
 * SMART_ASYNC_VERSION_0_9:
 *
 * Version 0.9, for %SMART_ASYNC_VERSION_MIN_REQUIRED and %SMART_ASYNC_VERSION_MAX_ALLOWED.
 *
 * Since: 0.9
 */
#define SMART_ASYNC_VERSION_0_9 (G_ENCODE_VERSION (0, 9))

/**
 * SMART_ASYNC_VERSION_CURRENT:
 *
 * The major and minor version of the headers, to compare the ones above with.
 *
 * Since: 0.9
 */
#define SMART_ASYNC_VERSION_CURRENT (G_ENCODE_VERSION (SMART_ASYNC_MAJOR_VERSION, SMART_ASYNC_MINOR_VERSION))

/* The library offers everything, and calls what is deprecated, whatever the flags it is built with. */
#ifdef SMART_ASYNC_COMPILATION
# undef SMART_ASYNC_VERSION_MAX_ALLOWED
# undef SMART_ASYNC_VERSION_MIN_REQUIRED
# define SMART_ASYNC_VERSION_MIN_REQUIRED SMART_ASYNC_VERSION_0_1
#endif

/**
 * SMART_ASYNC_VERSION_MAX_ALLOWED:
 *
 * The newest version whose symbols a program may use, such as
 * %SMART_ASYNC_VERSION_0_1. The compiler warns of newer ones.
 *
 * A program defines it before it includes the headers, or in its build. It is
 * %SMART_ASYNC_VERSION_CURRENT if the program does not.
 *
 * Since: 0.9
 */
#ifndef SMART_ASYNC_VERSION_MAX_ALLOWED
# define SMART_ASYNC_VERSION_MAX_ALLOWED SMART_ASYNC_VERSION_CURRENT
#endif

/**
 * SMART_ASYNC_VERSION_MIN_REQUIRED:
 *
 * The oldest version that a program wants to work with, such as
 * %SMART_ASYNC_VERSION_0_1. The compiler warns of symbols that were deprecated in
 * this version or before, and not of those deprecated later, whose replacements that
 * version may not have.
 *
 * A program defines it before it includes the headers, or in its build. It is
 * %SMART_ASYNC_VERSION_MAX_ALLOWED if the program does not.
 *
 * Since: 0.9
 */
#ifndef SMART_ASYNC_VERSION_MIN_REQUIRED
# define SMART_ASYNC_VERSION_MIN_REQUIRED SMART_ASYNC_VERSION_MAX_ALLOWED
#endif

/* A name that is not defined here counts as 0. */
#if SMART_ASYNC_VERSION_MAX_ALLOWED < SMART_ASYNC_VERSION_0_1 || \
    SMART_ASYNC_VERSION_MAX_ALLOWED > SMART_ASYNC_VERSION_CURRENT
# error "SMART_ASYNC_VERSION_MAX_ALLOWED is not a version that these headers of SmartAsync know."
#elif SMART_ASYNC_VERSION_MIN_REQUIRED < SMART_ASYNC_VERSION_0_1 || \
    SMART_ASYNC_VERSION_MIN_REQUIRED > SMART_ASYNC_VERSION_CURRENT
# error "SMART_ASYNC_VERSION_MIN_REQUIRED is not a version that these headers of SmartAsync know."
#elif SMART_ASYNC_VERSION_MIN_REQUIRED > SMART_ASYNC_VERSION_MAX_ALLOWED
# error "SMART_ASYNC_VERSION_MIN_REQUIRED must not be newer than SMART_ASYNC_VERSION_MAX_ALLOWED."
#endif

#ifndef SMART_ASYNC_EXTERN
# define SMART_ASYNC_EXTERN extern
#endif

/**
 * SMART_ASYNC_UNAVAILABLE:
 * @major: a major version
 * @minor: a minor version
 *
 * Marks a function that came with a version that is newer than is allowed.
 *
 * Since: 0.9
 */
#define SMART_ASYNC_UNAVAILABLE(major, minor) G_UNAVAILABLE (major, minor) SMART_ASYNC_EXTERN

#define SMART_ASYNC_DEPRECATED G_DEPRECATED SMART_ASYNC_EXTERN

/**
 * SMART_ASYNC_DEPRECATED_FOR:
 * @function: what to call instead
 *
 * Marks a function that is deprecated.
 *
 * Since: 0.9
 */
#define SMART_ASYNC_DEPRECATED_FOR(function) G_DEPRECATED_FOR (function) SMART_ASYNC_EXTERN

#define SMART_ASYNC_AVAILABLE_IN_0_1 SMART_ASYNC_EXTERN

/* Each function is marked with the version that brought it. Static inline ones have a mark of their own, and those that
 * call marked functions are put between G_GNUC_BEGIN_IGNORE_DEPRECATIONS and its END. Types are not marked: compilers
 * would warn of each use in these headers, and what a program does with a type, it does by calling functions. */
#if SMART_ASYNC_VERSION_MAX_ALLOWED < SMART_ASYNC_VERSION_0_9
# define SMART_ASYNC_AVAILABLE_IN_0_9               SMART_ASYNC_UNAVAILABLE (0, 9)
# define SMART_ASYNC_AVAILABLE_STATIC_INLINE_IN_0_9 G_UNAVAILABLE (0, 9)
#else
# define SMART_ASYNC_AVAILABLE_IN_0_9               SMART_ASYNC_EXTERN
# define SMART_ASYNC_AVAILABLE_STATIC_INLINE_IN_0_9
#endif

/**
 * SMART_ASYNC_DEPRECATED_IN_0_9_FOR:
 * @function: what to call instead
 *
 * Marks a function that is deprecated since version 0.9.
 *
 * Since: 0.9
 */
#if SMART_ASYNC_VERSION_MIN_REQUIRED >= SMART_ASYNC_VERSION_0_9
# define SMART_ASYNC_DEPRECATED_IN_0_9               SMART_ASYNC_DEPRECATED
# define SMART_ASYNC_DEPRECATED_IN_0_9_FOR(function) SMART_ASYNC_DEPRECATED_FOR (function)
#else
# define SMART_ASYNC_DEPRECATED_IN_0_9               SMART_ASYNC_EXTERN
# define SMART_ASYNC_DEPRECATED_IN_0_9_FOR(function) SMART_ASYNC_EXTERN
#endif

SMART_ASYNC_AVAILABLE_IN_0_9
guint       smart_async_get_major_version (void);
SMART_ASYNC_AVAILABLE_IN_0_9
guint       smart_async_get_minor_version (void);
SMART_ASYNC_AVAILABLE_IN_0_9
guint       smart_async_get_micro_version (void);
SMART_ASYNC_AVAILABLE_IN_0_9
const char *smart_async_check_version     (guint required_major,
                                           guint required_minor,
                                           guint required_micro);

G_END_DECLS
