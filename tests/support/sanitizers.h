/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sanitizers a test is built with. GCC says it by macros, clang by features.
 */

#pragma once

#ifndef __has_feature
# define __has_feature(feature) 0
#endif

#if defined (__SANITIZE_ADDRESS__) || __has_feature (address_sanitizer)
# define HAS_ADDRESS_SANITIZER 1
#else
# define HAS_ADDRESS_SANITIZER 0
#endif

#if defined (__SANITIZE_THREAD__) || __has_feature (thread_sanitizer)
# define HAS_THREAD_SANITIZER 1
#else
# define HAS_THREAD_SANITIZER 0
#endif
