/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a program with libdex calls something: a check is run in each such place.
 */

#pragma once

#include <glib.h>

typedef enum
{
  SITUATION_NO_LOOP = 1 << 0,
  SITUATION_OWN_LOOP = 1 << 1,
  SITUATION_OTHER_LOOP = 1 << 2,          /* in a worker, while the main thread runs its loop */
  SITUATION_FORWARDED = 1 << 3,           /* the same, with the policy forward */
  SITUATION_OTHER_CONTEXT = 1 << 4,       /* in the main thread */
  SITUATION_THREAD_WITH_CONTEXT = 1 << 5,
  SITUATION_OWN_FIBER = 1 << 6,
  SITUATION_LIBDEX_FIBER = 1 << 7,
  SITUATION_POOL_FIBER = 1 << 8,          /* a fiber of libdex in its pool of threads */
  SITUATION_ALL = (1 << 9) - 1,
} Situation;

typedef void (*SituationFunc) (gconstpointer user_data);

/* Adds a test for each of the situations: their names follow the path. The data lives as long as the tests. */
void situations_add_tests (const char    *path,
                           Situation      situations,
                           SituationFunc  func,
                           gconstpointer  user_data);
