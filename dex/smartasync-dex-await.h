/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * dex_await() everywhere: for sources that include this, libdex's functions that await are those of SmartAsync. So code
 * that was written for fibers of libdex can be called in fibers of SmartAsync, in a loop, and without one.
 */

#pragma once

#include <smartasync-dex.h>

#define dex_await(future, error) smart_dex_await ((future), NULL, (error))
#define dex_await_boolean(future, error) smart_dex_await_boolean ((future), NULL, (error))
#define dex_await_boxed(future, error) smart_dex_await_boxed ((future), NULL, (error))
#define dex_await_double(future, error) smart_dex_await_double ((future), NULL, (error))
#define dex_await_enum(future, error) smart_dex_await_enum ((future), NULL, (error))
#define dex_await_fd(future, error) smart_dex_await_fd ((future), NULL, (error))
#define dex_await_flags(future, error) smart_dex_await_flags ((future), NULL, (error))
#define dex_await_float(future, error) smart_dex_await_float ((future), NULL, (error))
#define dex_await_int(future, error) smart_dex_await_int ((future), NULL, (error))
#define dex_await_int64(future, error) smart_dex_await_int64 ((future), NULL, (error))
#define dex_await_object(future, error) smart_dex_await_object ((future), NULL, (error))
#define dex_await_pointer(future, error) smart_dex_await_pointer ((future), NULL, (error))
#define dex_await_string(future, error) smart_dex_await_string ((future), NULL, (error))
#define dex_await_uint(future, error) smart_dex_await_uint ((future), NULL, (error))
#define dex_await_uint64(future, error) smart_dex_await_uint64 ((future), NULL, (error))
#define dex_await_variant(future, error) smart_dex_await_variant ((future), NULL, (error))
