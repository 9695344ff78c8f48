/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What differs with and without libadwaita.
 */

#include "browser-style.h"

#ifdef HAVE_LIBADWAITA

#include <adwaita.h>

void
browser_style_init (gboolean dark)
{
  adw_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_DEFAULT);
}

GtkWidget *
browser_style_clamp (GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_margin_top (clamp, 12);
  gtk_widget_set_margin_bottom (clamp, 12);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  gtk_widget_set_valign (child, GTK_ALIGN_START);
  gtk_widget_add_css_class (child, "boxed-list");
  adw_clamp_set_child (ADW_CLAMP (clamp), child);

  return clamp;
}

#else

void
browser_style_init (gboolean dark)
{
  if (dark)
    g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", TRUE, NULL);
}

GtkWidget *
browser_style_clamp (GtkWidget *child)
{
  return child;
}

#endif
