/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library must not do, in a library whose name begins like its own.
 */

#pragma once

#include <glib.h>

void touches_acquire     (GMainContext *context);
void touches_prepare     (GMainContext *context);
void touches_query       (GMainContext *context);
void touches_check       (GMainContext *context);
void touches_dispatch    (GMainContext *context);
void touches_iteration   (GMainContext *context);
void touches_pending     (GMainContext *context);
void touches_push        (GMainContext *context);
void touches_invoke      (GMainContext *context);
void touches_invoke_full (GMainContext *context);
void touches_loop        (GMainContext *context);
