/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The shortest operation there is: what a call of it takes is the library's own share.
 */

#pragma once

#include <glib.h>

/* Its twin; the same by hand as a function must do it, on a context that is kept, pushed for each call; and on a fresh
 * one with a GMainLoop. Each does so n times.
 */
void plain_twin    (guint n);
void plain_by_hand (guint n);
void plain_fresh   (guint n);
