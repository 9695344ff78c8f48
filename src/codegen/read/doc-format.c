/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In which syntax a library is documented.
 */

#include "read/model.h"

#include <string.h>

/* Old files do not say it. GTK-Doc has "#FooClient" and "%NULL"; where "[class@Foo.Client]" is found as well, a library
 * has left the old syntax behind.
 */

typedef struct
{
  gboolean has_old;
  gboolean has_new;
} Signs;

static void
look_at (Signs      *signs,
         const char *doc)
{
  static const char * const links[] = {
    "[id@", "[func@", "[method@", "[class@", "[iface@", "[ctor@", "[struct@", "[enum@", "[flags@", "[callback@",
    "[signal@", "[property@", "[type@", "[error@", "[vfunc@", "[const@", "[alias@",
  };

  if (doc == NULL || (signs->has_old && signs->has_new))
    return;

  for (gsize i = 0; !signs->has_new && i < G_N_ELEMENTS (links); i++)
    signs->has_new = strstr (doc, links[i]) != NULL;
  for (const char *p = strpbrk (doc, "#%|"); !signs->has_old && p != NULL; p = strpbrk (p + 1, "#%|"))
    signs->has_old = *p == '|' ? p[1] == '[' : g_ascii_isupper (p[1]);
}

static gboolean
looks_like_gtk_doc (GirModel *model)
{
  Signs signs = { FALSE, FALSE };

  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      look_at (&signs, callable->doc);
      look_at (&signs, callable->returns->doc);
      for (guint j = 0; j < callable->parameters->len; j++)
        look_at (&signs, gir_callable_get_parameter (callable, j)->doc);
    }

  return signs.has_old && !signs.has_new;
}

/* Whether a library is documented in the syntax of GTK-Doc, and not in that of gi-docgen. */
gboolean
gir_model_is_gtk_doc (GirModel *model)
{
  if (model->doc_format == NULL || strcmp (model->doc_format, "unknown") == 0)
    {
      g_free (model->doc_format);
      model->doc_format = g_strdup (looks_like_gtk_doc (model) ? "gtk-doc" : "gi-docgen");
    }

  return g_str_has_prefix (model->doc_format, "gtk-doc");
}
