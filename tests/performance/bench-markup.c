/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Parses the files that are named, and does nothing with what is in them.
 */

#include <glib.h>

static void
start_element_cb (GMarkupParseContext  *context,
                  const char           *name,
                  const char          **attribute_names,
                  const char          **attribute_values,
                  gpointer              user_data,
                  GError              **error)
{
}

static void
end_element_cb (GMarkupParseContext  *context,
                const char           *name,
                gpointer              user_data,
                GError              **error)
{
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
}

int
main (int    argc,
      char **argv)
{
  static const GMarkupParser parser = { start_element_cb, end_element_cb, text_cb, NULL, NULL };

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GMappedFile) mapped = g_mapped_file_new (argv[i], FALSE, NULL);
      g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);

      g_assert_true (g_markup_parse_context_parse (context, g_mapped_file_get_contents (mapped),
                                                   (gssize) g_mapped_file_get_length (mapped), NULL));
    }

  return 0;
}
