/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library says by g_message(), for tests that expect it.
 */

#include "messages.h"

static GMutex lock;
static GCond changed;
static GPtrArray *messages; /* lock; owned; of owned strings, in the order in which they came */

static void
message_cb (const char     *domain,
            GLogLevelFlags  level,
            const char     *message,
            gpointer        user_data)
{
  g_mutex_lock (&lock);
  g_ptr_array_add (messages, g_strdup (message));
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

void
support_messages_collect (void)
{
  messages = g_ptr_array_new_with_free_func (g_free);
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);
}

gboolean
support_messages_have (const char *pattern)
{
  gboolean found = FALSE;

  g_mutex_lock (&lock);
  for (guint i = 0; i < messages->len; i++)
    found = found || g_pattern_match_simple (pattern, g_ptr_array_index (messages, i));
  g_mutex_unlock (&lock);

  return found;
}

void
support_messages_wait (void)
{
  g_mutex_lock (&lock);
  while (messages->len == 0)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

void
support_messages_assert_only (const char *pattern)
{
  g_mutex_lock (&lock);
  g_assert_cmpuint (messages->len, ==, 1);
  if (!g_pattern_match_simple (pattern, g_ptr_array_index (messages, 0)))
    g_error ("“%s” does not match “%s”", (const char *) g_ptr_array_index (messages, 0), pattern);
  g_mutex_unlock (&lock);
}

void
support_messages_forget (void)
{
  g_mutex_lock (&lock);
  g_ptr_array_set_size (messages, 0);
  g_mutex_unlock (&lock);
}
