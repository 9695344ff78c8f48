/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a server answer as slowly as a real one. Not part of the library's interface.
 */

#pragma once

#include <libsoup/soup.h>

typedef struct
{
  guint  latency_msec;  /* how long each answer takes; 0: no time */
  guint  parallelism;   /* how many are worked on at the same time; 0: no bound */
  guint  n_working;     /* server's thread */
  GQueue waiting;       /* server's thread; of owned SoupServerMessage */
  int    busiest;       /* atomic; the most that were worked on at the same time */
} GithubDelay;

void github_delay_init   (GithubDelay       *self);
void github_delay_clear  (GithubDelay       *self);
void github_delay_answer (GithubDelay       *self,
                          SoupServerMessage *message);
