/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source that makes an iteration return at a time.
 */

#pragma once

#include <glib.h>

GSource *smart_async_alarm_new  (GMainContext *context);
void     smart_async_alarm_free (GSource      *source);
