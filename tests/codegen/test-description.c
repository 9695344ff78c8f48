/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a twin's documentation takes over from that of its async function.
 */

#include <string.h>

#include "emit/description.h"
#include "pairing-support.h"

#define CALLS " *\n * Calls [id@foo_get_async] and waits until it is done.\n"

typedef struct
{
  const char *claim;
  const char *doc;
  const char *description;      /* without the last paragraph */
} Case;

static const Case cases[] = {
  { "all-that-holds-is-taken-over", "Gets it.  If @text is long,\nmuch is got.\n\nIt is there then.",
    " *\n * Gets it. If @text is long, much is got.\n *\n * It is there then.\n" },
  { "no-twin-is-asynchronous", "Asynchronously loads the file. More.\n\nCopies it\nasynchronously. See also: x.",
    " *\n * Loads the file. More.\n *\n * Copies it. See also: x.\n" },
  { "what-is-said-of-the-callback-is-left-out",
    "Gets it.\n\nWhen it is done, @callback is called. You can then call foo_get_finish(). The text is kept.",
    " *\n * Gets it.\n *\n * The text is kept.\n" },
  { "a-version-of-another-function-says-nothing", "Async version of foo_get().", "" },
  { "what-starts-only-is-left-out", "Starts to copy. The rest is right.", " *\n * The rest is right.\n" },
  { "a-parameter-that-the-twin-lacks-is-not-mentioned", "Gets it. The @io_priority counts. The @text counts.",
    " *\n * Gets it. The @text counts.\n" },
  { "the-twin-does-not-refer-to-itself", "Gets it. See foo_get_sync() for more. See foo_put().",
    " *\n * Gets it. See foo_put().\n" },
  { "an-abbreviation-ends-no-sentence", "Gets it, e.g. from a callback. It is fast.", "" },
  { "code-is-left-out",
    "Gets it, so:\n\n|[<!-- language=\"C\" -->\nfoo_get_async (x);\n\nfoo ();\n]|\n\nSee [id@foo_put].",
    " *\n * See [id@foo_put].\n" },
  { "code-between-backticks-is-left-out", "Gets it.\n\n```c\nfoo_get_async (x);\n\n# comment\n```\n\nIt is fast.",
    " *\n * Gets it.\n *\n * It is fast.\n" },
  { "a-list-keeps-its-lines", "Gets it, from:\n\n- here\n- there, or\n  elsewhere\n",
    " *\n * Gets it, from:\n *\n * - here\n * - there, or elsewhere\n" },
  { "a-headline-is-left-out", "Gets it.\n\n# Details\n\nIt is fast.", " *\n * Gets it.\n *\n * It is fast.\n" },
  { "nothing-looks-like-a-tag", "Gets it.\n\nReturns: more\n\n@text: a text\n\n(skip)\n\nIt is fast.",
    " *\n * Gets it.\n *\n * It is fast.\n" },
  { "there-may-be-nothing", "", "" },
};

static char *
describe (const char *doc)
{
  g_autofree char *body = g_strconcat (
    "<function name='get_async' c:identifier='foo_get_async'><doc>", doc, "</doc>" VOID "<parameters>",
    PARAMETER ("text", "const char*", "") PARAMETER ("io_priority", "int", "") CALLBACK "</parameters></function>"
    FINISH ("get_finish", RESULT), NULL);
  g_auto (Paired) paired = pair (body);
  GString *text = g_string_new (NULL);

  description_append (text, get_only (&paired)->twin);

  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *of = data;
  g_autofree char *escaped = g_markup_escape_text (of->doc, -1);
  g_autofree char *description = describe (escaped);
  g_autofree char *expected = g_strconcat (of->description, CALLS, NULL);

  g_assert_cmpstr (description, ==, expected);
}

/* Of the old syntax are signs in any documentation; a link in the new one counts more. */
static void
test_syntax (void)
{
  static const char * const docs[][2] = {
    { "Gets it from a #FooClient.", "foo_get_async()" },
    { "Gets it, or %NULL.", "foo_get_async()" },
    { "Gets 100 % of it # plainly.", "[id@foo_get_async]" },
    { "Gets it from a [class@Foo.Client], or %NULL.", "[id@foo_get_async]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (docs); i++)
    {
      g_autofree char *description = describe (docs[i][0]);

      g_assert_nonnull (strstr (description, docs[i][1]));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smartasync/codegen/description/", cases[i].claim, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smartasync/codegen/description/links-are-in-the-syntax-of-the-library", test_syntax);

  return g_test_run ();
}
