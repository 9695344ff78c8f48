/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the user sees of the browser. It knows nothing of how things are waited for.
 */

#include "browser-window.h"

#include "browser-style.h"

struct _BrowserWindow
{
  GtkApplicationWindow parent_instance;

  GtkWidget *back;
  GtkWidget *entry;
  GtkWidget *activity;  /* the pages “idle” and “busy”, with the cancel button */
  GtkWidget *progress;
  GtkWidget *stack;     /* NULL once the window is closed */
  GtkWidget *list;
  GtkWidget *error;
  GtkWidget *name;
  GtkWidget *description;
  GtkWidget *details;
  GtkWidget *picture;
  GtkWidget *opened;    /* the row that was, or NULL */
  guint      n_repos;
  gboolean   is_pulsing;  /* the progress is not known yet */

  gint64     last_frame;  /* µs; of the frame clock */
  gint64     longest_gap; /* µs; between two frames, since something was begun */
};

G_DEFINE_FINAL_TYPE (BrowserWindow, browser_window, GTK_TYPE_APPLICATION_WINDOW)

enum
{
  SIGNAL_SEARCH,
  SIGNAL_OPEN,
  SIGNAL_RETRY,
  SIGNAL_CANCEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Where the middle of @widget is, in pixels of the screen, if it is shown. */
static void
trace_place (GtkWidget  *widget,
             const char *name)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_rect_t bounds;
  double x, y;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_compute_bounds (widget, GTK_WIDGET (native), &bounds))
    return;

  gtk_native_get_surface_transform (native, &x, &y);
  g_print ("place %s %d %d\n", name, (int) (x + bounds.origin.x + bounds.size.width / 2),
           (int) (y + bounds.origin.y + bounds.size.height / 2));
}

/* The frame after the next is begun when the next one is on the screen. */
static gboolean
drawn_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       n_frames)
{
  BrowserWindow *self = BROWSER_WINDOW (widget);
  GtkListBoxRow *row;

  if (++*(int *) n_frames < 3)
    return G_SOURCE_CONTINUE;

  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 1);
  if (row != NULL)
    trace_place (GTK_WIDGET (row), "second-row");
  trace_place (gtk_stack_get_child_by_name (GTK_STACK (self->activity), "busy"), "cancel");
  g_print ("drawn\n");

  return G_SOURCE_REMOVE;
}

/* For the tests: which state is shown, and the longest time without a frame before it. */
static void
trace (BrowserWindow *self,
       const char    *state)
{
  if (g_getenv ("REPO_BROWSER_TRACE") == NULL)
    return;

  g_print ("%s repos=%u gap=%" G_GINT64_FORMAT "\n", state, self->n_repos,
           self->longest_gap / G_TIME_SPAN_MILLISECOND);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), drawn_cb, g_new0 (int, 1), g_free);
}

/* While something is under way there is a frame for each refresh of the screen. */
static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  BrowserWindow *self = BROWSER_WINDOW (widget);
  gint64 now = g_get_monotonic_time ();

  self->longest_gap = MAX (self->longest_gap, now - self->last_frame);
  self->last_frame = now;
  if (self->is_pulsing)
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));

  return gtk_widget_get_visible (self->progress) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
show_page (BrowserWindow *self,
           const char    *page)
{
  gboolean could_not_open = g_str_equal (page, "error") && self->opened != NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_set_visible (self->back, could_not_open || g_str_equal (page, "repo"));
}

static void
set_busy (BrowserWindow *self,
          gboolean       is_busy)
{
  gboolean was_busy = gtk_widget_get_visible (self->progress);

  gtk_widget_set_visible (self->progress, is_busy);
  gtk_stack_set_visible_child_name (GTK_STACK (self->activity), is_busy ? "busy" : "idle");

  if (!is_busy)
    return;

  self->last_frame = g_get_monotonic_time ();
  self->longest_gap = 0;
  self->is_pulsing = TRUE;
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));
  if (!was_busy)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), frame_cb, NULL, NULL);
}

void
browser_window_begin_search (BrowserWindow *self)
{
  GtkWidget *row;

  if (self->stack == NULL)
    return;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);

  self->n_repos = 0;
  self->opened = NULL;
  set_busy (self, TRUE);
  show_page (self, "searching");
  trace (self, "searching");
}

void
browser_window_set_progress (BrowserWindow *self,
                             double         fraction)
{
  if (self->stack == NULL)
    return;

  self->is_pulsing = FALSE;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
}

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);

  return label;
}

void
browser_window_add_repo (BrowserWindow *self,
                         GithubRepo    *repo)
{
  GtkWidget *box;
  const char *description = github_repo_get_description (repo);

  if (self->stack == NULL)
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), make_label (github_repo_get_full_name (repo), "heading"));
  gtk_box_append (GTK_BOX (box), make_label (description != NULL ? description : "No description", "dim-label"));
  g_object_set_data_full (G_OBJECT (box), "full-name", g_strdup (github_repo_get_full_name (repo)), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), box);
  set_accessible_label (gtk_widget_get_parent (box), github_repo_get_full_name (repo));
  self->n_repos++;
  show_page (self, "list");
  trace (self, "added");
}

void
browser_window_end_search (BrowserWindow *self)
{
  if (self->stack == NULL)
    return;

  set_busy (self, FALSE);
  show_page (self, self->n_repos > 0 ? "list" : "none");
  trace (self, self->n_repos > 0 ? "found" : "none");
}

void
browser_window_begin_open (BrowserWindow *self)
{
  if (self->stack == NULL)
    return;

  set_busy (self, TRUE);
  trace (self, "opening");
}

void
browser_window_show_repo (BrowserWindow *self,
                          GithubRepo    *repo)
{
  const char *name = github_repo_get_full_name (repo);
  const char *description = github_repo_get_description (repo);
  const char *language = github_repo_get_language (repo);
  gint64 n_stars = github_repo_get_stars (repo);
  gint64 n_forks = github_repo_get_forks (repo);
  g_autofree char *stars = NULL;
  g_autofree char *forks = NULL;
  g_autofree char *details = NULL;
  g_autofree char *picture = NULL;

  if (self->stack == NULL)
    return;

  stars = g_strdup_printf (n_stars == 1 ? "%" G_GINT64_FORMAT " star" : "%" G_GINT64_FORMAT " stars", n_stars);
  forks = g_strdup_printf (n_forks == 1 ? "%" G_GINT64_FORMAT " fork" : "%" G_GINT64_FORMAT " forks", n_forks);
  details = g_strdup_printf ("%s · %s · %s", language != NULL ? language : "No language", stars, forks);
  picture = g_strdup_printf ("Picture of %s", name);
  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->description), description != NULL ? description : "No description");
  gtk_label_set_text (GTK_LABEL (self->details), details);
  set_accessible_label (self->picture, picture);
  gtk_image_clear (GTK_IMAGE (self->picture));
}

void
browser_window_show_picture (BrowserWindow *self,
                             GdkTexture    *picture)
{
  if (self->stack == NULL)
    return;

  gtk_image_set_from_paintable (GTK_IMAGE (self->picture), GDK_PAINTABLE (picture));
  set_busy (self, FALSE);
  show_page (self, "repo");
  trace (self, "repo");
}

/* Something was cancelled, or has failed. */
void
browser_window_stop (BrowserWindow *self,
                     const GError  *error)
{
  if (self->stack == NULL)
    return;

  set_busy (self, FALSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_page (self, self->n_repos > 0 ? "list" : "start");
      trace (self, "cancelled");
      return;
    }

  gtk_label_set_text (GTK_LABEL (self->error), error->message);
  show_page (self, "error");
  trace (self, "error");
}

static void
search_cb (GtkEntry      *entry,
           BrowserWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_SEARCH], 0, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
row_cb (GtkListBox    *list,
        GtkListBoxRow *row,
        BrowserWindow *self)
{
  self->opened = GTK_WIDGET (row);
  g_signal_emit (self, signals[SIGNAL_OPEN], 0,
                 g_object_get_data (G_OBJECT (gtk_list_box_row_get_child (row)), "full-name"));
}

static void
cancel_cb (GtkWidget     *widget,
           BrowserWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
}

static void
retry_cb (GtkWidget     *widget,
          BrowserWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
go_back (BrowserWindow *self)
{
  show_page (self, "list");
  if (self->opened != NULL)
    gtk_widget_grab_focus (self->opened);
  trace (self, "back");
}

/* Escape cancels what is under way, or else leads back. */
static void
stop_cb (GtkWidget     *widget,
         BrowserWindow *self)
{
  if (gtk_widget_get_visible (self->progress))
    cancel_cb (widget, self);
  else if (gtk_widget_get_visible (self->back))
    go_back (self);
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  stop_cb (widget, BROWSER_WINDOW (widget));

  return TRUE;
}

static gboolean
alt_left_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  BrowserWindow *self = BROWSER_WINDOW (widget);

  if (!gtk_widget_get_visible (self->back))
    return FALSE;

  stop_cb (widget, self);

  return TRUE;
}

static gboolean
find_cb (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  GtkWidget *entry = BROWSER_WINDOW (widget)->entry;

  gtk_widget_grab_focus (entry);
  gtk_editable_select_region (GTK_EDITABLE (entry), 0, -1);

  return TRUE;
}

static void
center (GtkWidget *label)
{
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5);
}

static GtkWidget *
make_page (const char *icon,
           const char *title,
           GtkWidget  *text,
           GtkWidget  *more)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *heading = gtk_label_new (title);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_image_set_pixel_size (GTK_IMAGE (image), 64);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_widget_add_css_class (heading, "title-1");
  center (text);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), text);
  if (more != NULL)
    gtk_box_append (GTK_BOX (box), more);

  return box;
}

/* Until the first answer has come. */
static GtkWidget *
make_searching_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new ("Searching…"));

  return box;
}

/* Longer or wider than the window it can be scrolled. */
static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);

  return scrolled;
}

static GtkWidget *
make_list_page (BrowserWindow *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_show_separators (GTK_LIST_BOX (self->list), TRUE);
  set_accessible_label (self->list, "Repositories");
  gtk_widget_add_css_class (self->list, "rich-list");
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_cb), self);

  return make_scrolled (browser_style_clamp (self->list));
}

static GtkWidget *
make_repo_page (BrowserWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->picture = gtk_image_new ();
  self->name = make_label (NULL, "title-1");
  self->description = make_label (NULL, "body");
  self->details = make_label (NULL, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_image_set_pixel_size (GTK_IMAGE (self->picture), 160);
  center (self->name);
  center (self->description);
  center (self->details);
  gtk_box_append (GTK_BOX (box), self->picture);
  gtk_box_append (GTK_BOX (box), self->name);
  gtk_box_append (GTK_BOX (box), self->description);
  gtk_box_append (GTK_BOX (box), self->details);

  return make_scrolled (box);
}

static GtkWidget *
make_error_page (BrowserWindow *self)
{
  GtkWidget *retry = gtk_button_new_with_mnemonic ("_Try Again");

  self->error = make_label (NULL, "body");
  gtk_widget_set_halign (retry, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (retry, "suggested-action");
  g_signal_connect (retry, "clicked", G_CALLBACK (retry_cb), self);

  return make_page ("network-error-symbolic", "Unable to Load", self->error, retry);
}

/* The button has its place also when it is not shown, so that nothing moves. */
static GtkWidget *
make_activity (BrowserWindow *self)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic ("_Cancel");

  g_signal_connect (cancel, "clicked", G_CALLBACK (cancel_cb), self);
  gtk_stack_add_named (GTK_STACK (stack), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), "idle");
  gtk_stack_add_named (GTK_STACK (stack), cancel, "busy");

  return stack;
}

static void
make_header (BrowserWindow *self)
{
  GtkWidget *header = gtk_header_bar_new ();

  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  self->entry = gtk_search_entry_new ();
  self->activity = make_activity (self);
  gtk_widget_set_tooltip_text (self->back, "Back");
  gtk_widget_set_visible (self->back, FALSE);
  set_accessible_label (self->back, "Back");
  set_accessible_label (self->entry, "Search Repositories");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 18);
  g_object_set (self->entry, "placeholder-text", "Search Repositories", NULL);
  g_signal_connect (self->back, "clicked", G_CALLBACK (stop_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (search_cb), self);
  g_signal_connect (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), self->back);
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (header), self->entry);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), self->activity);
  gtk_window_set_titlebar (GTK_WINDOW (self), header);
}

static void
browser_window_init (BrowserWindow *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkStack *stack = GTK_STACK (gtk_stack_new ());
  GtkWidget *list = make_list_page (self);

  make_header (self);
  self->stack = GTK_WIDGET (stack);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->progress, GTK_ALIGN_START);
  gtk_widget_set_visible (self->progress, FALSE);
  gtk_widget_add_css_class (self->progress, "osd");
  gtk_progress_bar_set_pulse_step (GTK_PROGRESS_BAR (self->progress), 0.02);
  set_accessible_label (self->progress, "Progress");

  gtk_stack_add_named (stack, make_page ("system-search-symbolic", "Search Repositories",
                                         make_label ("Type a part of a name, such as “gtk”", "body"), NULL), "start");
  gtk_stack_add_named (stack, make_searching_page (), "searching");
  gtk_stack_add_named (stack, list, "list");
  gtk_stack_add_named (stack, make_page ("edit-find-symbolic", "Nothing Found",
                                         make_label ("Try another part of the name", "body"), NULL), "none");
  gtk_stack_add_named (stack, make_repo_page (self), "repo");
  gtk_stack_add_named (stack, make_error_page (self), "error");

  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->stack);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->progress);
  gtk_window_set_child (GTK_WINDOW (self), overlay);
  gtk_window_set_title (GTK_WINDOW (self), "Repositories");
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 520);
}

static void
browser_window_dispose (GObject *object)
{
  BROWSER_WINDOW (object)->stack = NULL;

  G_OBJECT_CLASS (browser_window_parent_class)->dispose (object);
}

static guint
new_signal (const char *name,
            guint       n_texts)
{
  return g_signal_new (name, BROWSER_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_texts,
                       G_TYPE_STRING);
}

static void
browser_window_class_init (BrowserWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = browser_window_dispose;
  signals[SIGNAL_SEARCH] = new_signal ("search", 1);
  signals[SIGNAL_OPEN] = new_signal ("open", 1);
  signals[SIGNAL_RETRY] = new_signal ("retry", 0);
  signals[SIGNAL_CANCEL] = new_signal ("cancel", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, alt_left_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, find_cb, NULL);
}

BrowserWindow *
browser_window_new (GtkApplication *application)
{
  BrowserWindow *self = g_object_new (BROWSER_TYPE_WINDOW, "application", application, NULL);

  trace (self, "start");

  return self;
}
