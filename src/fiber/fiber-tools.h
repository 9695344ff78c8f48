/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What sanitizers and valgrind need to know of stacks. Nothing, in a build without them.
 */

#pragma once

#include <glib.h>

#include "valgrind/memcheck.h"

#if defined (__has_feature)
# if __has_feature (address_sanitizer)
#  define SMART_ASYNC_ASAN 1
# endif
# if __has_feature (thread_sanitizer)
#  define SMART_ASYNC_TSAN 1
# endif
#endif
#if defined (__SANITIZE_ADDRESS__)
# define SMART_ASYNC_ASAN 1
#endif
#if defined (__SANITIZE_THREAD__)
# define SMART_ASYNC_TSAN 1
#endif

#ifdef SMART_ASYNC_ASAN
# include <sanitizer/asan_interface.h>
# include <sanitizer/common_interface_defs.h>
# include <sanitizer/lsan_interface.h>
# define smart_async_asan_start_switch(fake_stack, stack, size) \
    __sanitizer_start_switch_fiber ((fake_stack), (stack), (size))
# define smart_async_asan_finish_switch(fake_stack, stack, size) \
    __sanitizer_finish_switch_fiber ((fake_stack), (stack), (size))
# define smart_async_asan_forget(memory, size) __asan_unpoison_memory_region ((memory), (size))
# define smart_async_lsan_add_root(memory, size) __lsan_register_root_region ((memory), (size))
# define smart_async_lsan_remove_root(memory, size) __lsan_unregister_root_region ((memory), (size))
#else
# define smart_async_asan_start_switch(fake_stack, stack, size) G_STMT_START {} G_STMT_END
# define smart_async_asan_finish_switch(fake_stack, stack, size) G_STMT_START {} G_STMT_END
# define smart_async_asan_forget(memory, size) G_STMT_START {} G_STMT_END
# define smart_async_lsan_add_root(memory, size) G_STMT_START {} G_STMT_END
# define smart_async_lsan_remove_root(memory, size) G_STMT_START {} G_STMT_END
#endif

#ifdef SMART_ASYNC_TSAN
# include <sanitizer/tsan_interface.h>
# define smart_async_tsan_create_fiber() __tsan_create_fiber (0)
# define smart_async_tsan_destroy_fiber(fiber) __tsan_destroy_fiber (fiber)
# define smart_async_tsan_get_fiber() __tsan_get_current_fiber ()
# define smart_async_tsan_switch_fiber(fiber) __tsan_switch_to_fiber ((fiber), 0)
#else
# define smart_async_tsan_create_fiber() NULL
# define smart_async_tsan_destroy_fiber(fiber) G_STMT_START {} G_STMT_END
# define smart_async_tsan_get_fiber() NULL
# define smart_async_tsan_switch_fiber(fiber) G_STMT_START {} G_STMT_END
#endif

/* A library that does not tell valgrind of its stacks crashes under it. So it always does, by a few instructions that
 * do nothing elsewhere.
 */
#define smart_async_valgrind_add_stack(low, high) VALGRIND_STACK_REGISTER ((low), (high))
#define smart_async_valgrind_forget(memory, size) ((void) VALGRIND_MAKE_MEM_UNDEFINED ((memory), (size)))
