/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library says by g_message(), for tests that expect it. Each function may be called in any thread.
 */

#pragma once

#include <glib.h>

/* From now on messages are collected, and not printed. */
void     support_messages_collect     (void);

/* Whether one of the messages matches. */
gboolean support_messages_have        (const char *pattern);

/* Waits until there is a message. */
void     support_messages_wait        (void);

/* Asserts that there is one message, which matches. */
void     support_messages_assert_only (const char *pattern);

void     support_messages_forget      (void);
