/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library says of itself: its version, and the domain of its errors.
 */

#include <smartasync/smartasync.h>

/**
 * smart_async_get_major_version:
 *
 * Gets the major version of the library that the program runs with, for example 1 in
 * 1.2.3.
 *
 * It may be newer than the headers that the program was compiled with, whose version is
 * %SMART_ASYNC_MAJOR_VERSION.
 *
 * Returns: the major version
 *
 * Since: 0.9
 */
guint
smart_async_get_major_version (void)
{
  return SMART_ASYNC_MAJOR_VERSION;
}

/**
 * smart_async_get_minor_version:
 *
 * Gets the minor version of the library that the program runs with, for example 2 in
 * 1.2.3.
 *
 * Returns: the minor version
 *
 * Since: 0.9
 */
guint
smart_async_get_minor_version (void)
{
  return SMART_ASYNC_MINOR_VERSION;
}

/**
 * smart_async_get_micro_version:
 *
 * Gets the micro version of the library that the program runs with, for example 3 in
 * 1.2.3.
 *
 * Returns: the micro version
 *
 * Since: 0.9
 */
guint
smart_async_get_micro_version (void)
{
  return SMART_ASYNC_MICRO_VERSION;
}

/**
 * smart_async_check_version:
 * @required_major: the required major version
 * @required_minor: the required minor version
 * @required_micro: the required micro version
 *
 * Checks that the library that the program runs with is of a version or newer.
 *
 * Programs that were compiled with newer headers than they run with, plug-ins and
 * scripts ask this; [func@SmartAsync.CHECK_VERSION] asks the same of the headers.
 *
 * Returns: (nullable): %NULL if it is; otherwise a text that says in which part of the
 *   version the library is too old. The text is the library's own
 *
 * Since: 0.9
 */
const char *
smart_async_check_version (guint required_major,
                           guint required_minor,
                           guint required_micro)
{
  /* Not compared as constants: compilers warn of what is true of each number if one is 0. */
  guint major = smart_async_get_major_version ();
  guint minor = smart_async_get_minor_version ();

  if (major != required_major)
    return major > required_major ? NULL : "SmartAsync is too old (major version)";

  if (minor != required_minor)
    return minor > required_minor ? NULL : "SmartAsync is too old (minor version)";

  return smart_async_get_micro_version () >= required_micro ? NULL : "SmartAsync is too old (micro version)";
}

/**
 * smart_async_error_quark:
 *
 * Gets the domain of [error@SmartAsync.Error].
 *
 * Returns: the quark
 *
 * Since: 0.1
 */
G_DEFINE_QUARK (smart-async-error-quark, smart_async_error)
