/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Results that wait for an inner call to return.
 */

#pragma once

#include "wait/wait.h"

void smart_async_held_up_look (SmartAsyncWait *inner);
void smart_async_held_up_tell (SmartAsyncWait *wait);
