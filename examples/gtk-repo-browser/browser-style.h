/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GNOME's look, if libadwaita is there.
 */

#pragma once

#include <gtk/gtk.h>

/* To be called once, before the first window. Without @dark, the desktop's wish counts, if it can be known. */
void       browser_style_init  (gboolean   dark);

/* Keeps @list from getting wider than it can be read. */
GtkWidget *browser_style_clamp (GtkWidget *list);
