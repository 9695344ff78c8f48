/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The error domain.
 */

#include <smartasync/smartasync.h>

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
