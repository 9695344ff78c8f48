/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which calls are in flight.
 */

#pragma once

char *smart_async_dump_fibers (void);
