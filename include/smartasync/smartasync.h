/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The one header that programs include.
 */

#pragma once

#define SMART_ASYNC_INSIDE

#include <smartasync/version.h>
#include <smartasync/types.h>
#include <smartasync/enum-types.h>
#include <smartasync/error.h>
#include <smartasync/detect.h>
#include <smartasync/options.h>
#include <smartasync/call.h>
#include <smartasync/run.h>
#include <smartasync/stream.h>
#include <smartasync/batch.h>
#include <smartasync/fiber.h>
#include <smartasync/await.h>
#include <smartasync/blocking.h>
#include <smartasync/dump.h>
#include <smartasync/bindings.h>

#undef SMART_ASYNC_INSIDE
