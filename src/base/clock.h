/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The time, cheaply.
 */

#pragma once

#include <glib.h>

gint64 smart_async_clock_get_coarse_time (void);
