/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins that take the place of others.
 */

#include <string.h>

#include "run-support.h"
#include "small-gir.h"

#define TRY "Try 'smartasync-codegen --help'.\n"
#define TEXT "<parameter name=\"text\"><type name=\"utf8\" c:type=\"const char*\"/></parameter>"
#define CANCELLABLE \
  "<parameter name=\"cancellable\" nullable=\"1\"><type name=\"Gio.Cancellable\" c:type=\"GCancellable*\"/></parameter>"
#define NUMBER "<parameter name=\"number\"><type name=\"gint\" c:type=\"int\"/></parameter>"
#define BOOLEAN "<return-value><type name=\"gboolean\" c:type=\"gboolean\"/></return-value>"
#define FORMER(attributes, parameters) \
  HEAD ASYNC ("text", "const char*") FINISH \
  "<function name=\"get_sync\" c:identifier=\"foo_get_sync\" throws=\"1\" " attributes ">" BOOLEAN \
  "<parameters>" parameters "</parameters></function>\n" TAIL
#define SAME "foo.gir: note: 1 of 1 twins that are not written by hand any more are as in old.gir\n"
#define DIFFERS "foo.gir:6: warning: foo_get_sync differs from that of old.gir: "
#define NONE "foo.gir: note: 0 of 1 twins that are not written by hand any more are as in old.gir\n"
#define REFUSED "foo.gir:6: warning: foo_get_async has no twin: no finish function is known; name it with " \
  "--finish=ASYNC=FINISH\n"

typedef struct
{
  const char *claim;
  const char *text;             /* of foo.gir; NULL for the good one */
  const char *former;           /* of old.gir */
  const char *argument;         /* besides; may be NULL */
  const char *message;
} Case;

static const Case cases[] = {
  { "what-is-as-it-was-is-counted", NULL, FORMER ("", TEXT CANCELLABLE), NULL, SAME },
  { "another-name-is-taken-over", NULL, FORMER ("", "<parameter name=\"words\"><type name=\"utf8\" "
    "c:type=\"const char*\"/></parameter>" CANCELLABLE), NULL, SAME },
  { "what-is-constant-is-no-difference", NULL, FORMER ("", "<parameter name=\"text\"><type name=\"utf8\" "
    "c:type=\"char*\"/></parameter>" CANCELLABLE), NULL, SAME },
  { "names-of-glib-are-no-difference", NULL, FORMER ("", "<parameter name=\"text\"><type name=\"utf8\" "
    "c:type=\"const gchar*\"/></parameter>" CANCELLABLE), NULL, SAME },
  { "a-twin-keeps-its-name", NULL, FORMER ("", TEXT CANCELLABLE), "--naming=gio", SAME },
  { "what-is-missing-is-reported", NULL, FORMER ("", TEXT NUMBER CANCELLABLE), NULL,
    DIFFERS "\"number\" is missing\n" NONE },
  { "what-is-additional-is-reported", NULL, FORMER ("", NUMBER CANCELLABLE NUMBER), NULL,
    DIFFERS "\"number\" is missing; \"number\" is missing; \"text\" is additional\n" NONE },
  { "another-type-is-reported", NULL, FORMER ("", "<parameter name=\"text\"><type name=\"gint\" c:type=\"int\"/>"
    "</parameter>" CANCELLABLE), NULL, DIFFERS "\"text\" was \"int\", and is \"const char *\"\n" NONE },
  { "another-order-is-reported", NULL, FORMER ("", CANCELLABLE TEXT), NULL,
    DIFFERS "the order was cancellable, text, and is text, cancellable\n" NONE },
  { "variable-arguments-are-reported", NULL, FORMER ("", TEXT CANCELLABLE "<parameter name=\"...\"><varargs/>"
    "</parameter>"), NULL, DIFFERS "it had variable arguments\n" NONE },
  { "what-is-new-is-reported", NULL, GOOD, NULL,
    "foo.gir: warning: 1 twin is not in old.gir, and new ABI: foo_get_sync\n" },
  { "what-cannot-be-made-is-missing", HEAD ASYNC ("text", "const char*") TAIL, FORMER ("", TEXT CANCELLABLE), NULL,
    REFUSED "foo.gir: warning: 1 twin is in old.gir, and missing here: foo_get_sync\n" NONE },
  { "what-went-with-its-async-function-is-missing", HEAD TAIL, FORMER ("", TEXT CANCELLABLE), NULL,
    "foo.gir: warning: 1 twin is in old.gir, and missing here: foo_get_sync\n" NONE },
  { "what-is-left-out-is-not-missing", NULL, FORMER ("", TEXT CANCELLABLE), "--exclude=foo_*",
    "foo.gir: note: --only and --exclude leave no async function\n" },
  { "what-is-written-by-hand-still-is-not-compared", FORMER ("", TEXT), FORMER ("", NUMBER), NULL,
    "foo.gir: note: 1 twin is there already, and not made again: foo_get_sync\n" },
  { "twins-with-a-prefix-take-no-places", NULL, FORMER ("", TEXT CANCELLABLE), "--name-prefix=my_",
    "foo.gir: warning: 1 twin is not in old.gir, and new ABI: my_foo_get_sync\n" },
};

static void
test_case (Fixture       *fixture,
           gconstpointer  data)
{
  const Case *of = data;
  g_auto (Run) run = { 0, NULL, NULL };

  if (of->text != NULL)
    support_write (fixture->directory, "foo.gir", of->text);
  support_write (fixture->directory, "old.gir", of->former);
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--baseline=old.gir", of->argument, NULL);

  g_assert_cmpstr (run.err, ==, of->message);
  g_assert_cmpint (run.status, ==, 0);
}

/* A comparison writes nothing, and a check says nothing. */
static void
test_alone (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto (Run) compared = { 0, NULL, NULL };
  g_auto (Run) made = { 0, NULL, NULL };
  g_auto (Run) checked = { 0, NULL, NULL };
  g_autofree char *none = NULL;

  support_write (fixture->directory, "old.gir", FORMER ("", NUMBER CANCELLABLE));
  compared = run_codegen (fixture->directory, "foo.gir", "--baseline=old.gir", NULL);
  none = support_read (fixture->directory, "twins.c");
  made = run_codegen (fixture->directory, "foo.gir", "--baseline=old.gir", "--output=twins", NULL);
  checked = run_codegen (fixture->directory, "foo.gir", "--baseline=old.gir", "--output=twins", "--check", NULL);

  g_assert_cmpstr (compared.err, ==, DIFFERS "\"number\" is missing; \"text\" is additional\n" NONE);
  g_assert_cmpstr (compared.out, ==, "");
  g_assert_null (none);
  g_assert_cmpstr (made.err, ==, compared.err);
  g_assert_cmpstr (checked.err, ==, "");
  g_assert_cmpint (checked.status, ==, 0);
}

typedef struct
{
  const char *claim;
  const char *arguments[2];
  const char *message;
} Failure;

static const Failure failures[] = {
  { "a-missing-file-is-an-error", { "--baseline=nothing.gir", NULL }, NULL },
  { "another-namespace-is-an-error", { "--baseline=bar.gir", NULL },
    "bar.gir: error: this is no former Foo-1.0, but Bar-1.0\n" },
  { "another-version-is-an-error", { "--baseline=two.gir", NULL },
    "two.gir: error: this is no former Foo-1.0, but Foo-2.0\n" },
  { "what-is-no-type-is-an-error", { "--baseline=hostile.gir", NULL },
    "hostile.gir:8: error: \"int; evil\" is not a C type\n" },
  { "a-configuration-is-not-written-over-what-was", { "--baseline=old.gir", "--write-config=./old.gir" },
    "./old.gir: error: cannot be written: it is one of the files that are read\n" },
  { "a-configuration-is-not-written-over-twins", { "--baseline=old.gir", "--write-config=twins.c" },
    "twins.c: error: cannot be written: it is the name of two files that are written\n" },
  { "a-depfile-is-not-written-over-what-was", { "--baseline=old.gir", "--depfile=old.gir" },
    "old.gir: error: cannot be written: it is one of the files that are read\n" },
  { "a-configuration-is-made-from-what-was", { "--write-config=foo.conf", NULL },
    "smartasync-codegen: error: --write-config needs --baseline=OLD.gir, which says how twins were\n" TRY },
  { "what-was-is-that-of-one-namespace", { "--baseline=old.gir", "bar.gir" },
    "smartasync-codegen: error: --output, --annotate-gir and --baseline are for one GIR, and more are given\n" TRY },
};

static void
write_with (Fixture    *fixture,
            const char *name,
            const char *text,
            const char *from,
            const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);
  g_autofree char *changed = g_strjoinv (to, parts);

  support_write (fixture->directory, name, changed);
}

/* Nothing is written. */
static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  const Failure *of = data;
  const char *former = FORMER ("", TEXT NUMBER CANCELLABLE);
  g_auto (Run) run = { 0, NULL, NULL };
  g_autofree char *left = NULL;
  g_autofree char *twins = NULL;

  support_write (fixture->directory, "old.gir", former);
  write_with (fixture, "bar.gir", former, "name=\"Foo\"", "name=\"Bar\"");
  write_with (fixture, "two.gir", former, "<namespace name=\"Foo\" version=\"1.0\"",
              "<namespace name=\"Foo\" version=\"2.0\"");
  write_with (fixture, "hostile.gir", former, "c:type=\"int\"", "c:type=\"int; evil\"");
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", of->arguments[0], of->arguments[1], NULL);
  left = support_read (fixture->directory, "old.gir");
  twins = support_read (fixture->directory, "twins.c");

  if (of->message != NULL)
    g_assert_cmpstr (run.err, ==, of->message);
  else
    g_assert_true (g_str_has_prefix (run.err, "nothing.gir: error: there is no such file, and "));
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (left, ==, former);
  g_assert_null (twins);
}

static void
assert_has (Fixture    *fixture,
            const char *name,
            const char *text)
{
  g_autofree char *all = support_read (fixture->directory, name);

  g_assert_nonnull (all);
  if (strstr (all, text) == NULL)
    g_error ("%s has not \"%s\":\n%s", name, text, all);
}

/* What a group for the function says comes before what was, and that before what the namespace has. */
static void
test_precedence (Fixture       *fixture,
                 gconstpointer  data)
{
  g_auto (Run) namespace = { 0, NULL, NULL };
  g_auto (Run) function = { 0, NULL, NULL };

  support_write (fixture->directory, "old.gir", FORMER ("version=\"1.2\"", TEXT CANCELLABLE));
  support_write (fixture->directory, "all.conf", "[Foo]\nsince=2.0\n");
  support_write (fixture->directory, "one.conf", "[Foo foo_get_*]\nsince=1.4\n");
  namespace = run_codegen (fixture->directory, "foo.gir", "--baseline=old.gir", "--config=all.conf", "--output=twins",
                           NULL);
  assert_has (fixture, "twins.c", "Since: 1.2\n");
  function = run_codegen (fixture->directory, "foo.gir", "--baseline=old.gir", "--config=one.conf", "--output=twins",
                          "--write-config=written", NULL);
  assert_has (fixture, "twins.c", "Since: 1.4\n");

  g_assert_cmpstr (namespace.err, ==, SAME);
  g_assert_cmpstr (function.err, ==, SAME);
  assert_has (fixture, "written", "# Foo-1.0: twins as they were in old.gir.\n");
}

/* A twin that had no version gets none from the namespace. */
static void
test_no_version (Fixture       *fixture,
                 gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };
  g_autofree char *source = NULL;

  support_write (fixture->directory, "old.gir", FORMER ("", TEXT CANCELLABLE));
  support_write (fixture->directory, "all.conf", "[Foo]\nsince=2.0\n");
  run = run_codegen (fixture->directory, "foo.gir", "--baseline=old.gir", "--config=all.conf", "--output=twins", NULL);
  source = support_read (fixture->directory, "twins.c");

  g_assert_cmpint (run.status, ==, 0);
  g_assert_null (strstr (source, "Since:"));
}

/* With the configuration alone, the twins that were there are made as with what was there, and no others. */
static void
test_written (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *gir = g_build_filename (g_getenv ("GOLDEN_DIR"), "baseline.gir", NULL);
  g_autofree char *baseline = g_strconcat ("--baseline=", g_getenv ("GOLDEN_DIR"), "/baseline.old.gir", NULL);
  g_auto (Run) first = run_codegen (fixture->directory, gir, baseline, "--write-config=foo.conf", NULL);
  g_auto (Run) alone = run_codegen (fixture->directory, gir, "--config=foo.conf", "--output=twins", NULL);
  g_auto (Run) checked = run_codegen (fixture->directory, gir, "--config=foo.conf", "--output=twins", "--check", NULL);
  g_auto (Run) again = run_codegen (fixture->directory, gir, baseline, "--config=foo.conf", "--write-config=rest",
                                    NULL);
  g_autofree char *header = support_read (fixture->directory, "twins.h");
  g_autofree char *rest = support_read (fixture->directory, "rest");

  g_assert_cmpint (first.status, ==, 0);
  g_assert_cmpint (alone.status, ==, 0);
  g_assert_cmpstr (checked.err, ==, "");
  g_assert_cmpint (checked.status, ==, 0);
  g_assert_cmpint (again.status, ==, 0);
  g_assert_cmpstr (rest, ==, "# Foo-1.0: twins as they were in baseline.old.gir.\n");
  g_assert_null (strstr (header, "foo_client_wait_sync"));
  g_assert_null (strstr (header, "foo_client_move_sync"));
  assert_has (fixture, "twins.h", "gboolean foo_client_open      (FooClient    *self,");
  assert_has (fixture, "twins.h", "gboolean foo_client_poke_sync (FooClient  *self,");
  assert_has (fixture, "twins.c", " * foo_client_hide_sync: (skip)\n");
}

/* An async function with a type that nobody knows is hidden, but its twin was not. */
static void
test_visible (Fixture       *fixture,
              gconstpointer  data)
{
  const char *unknown = "<type c:type=\"FooSecret*\"/>";
  const char *known = "<type name=\"utf8\" c:type=\"const char*\"/>";
  g_auto (Run) hidden = { 0, NULL, NULL };
  g_auto (Run) seen = { 0, NULL, NULL };
  g_auto (Run) configured = { 0, NULL, NULL };

  write_with (fixture, "foo.gir", GOOD, known, unknown);
  write_with (fixture, "old.gir", FORMER ("", "<parameter name=\"text\"><type c:type=\"FooSecret*\"/></parameter>"
                                          CANCELLABLE), known, unknown);
  hidden = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);
  assert_has (fixture, "twins.c", " * foo_get_sync: (skip)\n");
  seen = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--baseline=old.gir", "--write-config=foo.conf",
                      NULL);
  assert_has (fixture, "twins.c", " * foo_get_sync:\n");
  assert_has (fixture, "foo.conf", "[Foo foo_get_async]\nskip=false\n");
  configured = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", NULL);
  assert_has (fixture, "twins.c", " * foo_get_sync:\n");

  g_assert_cmpint (hidden.status, ==, 0);
  g_assert_cmpstr (seen.err, ==, SAME);
  g_assert_cmpint (configured.status, ==, 0);
}

/* A library is scanned, and compared with what it was. */
static void
test_scanned (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "old.gir", FORMER ("version=\"1.2\"", "<parameter name=\"words\" nullable=\"1\">"
                                                        "<type name=\"utf8\" c:type=\"const char*\"/></parameter>"
                                                        CANCELLABLE));
  support_write (fixture->directory, "foo.h",
                 "#include <gio/gio.h>\n"
                 "void foo_get_async (const char *text, GAsyncReadyCallback callback, gpointer user_data);\n"
                 "gboolean foo_get_finish (GAsyncResult *result, GError **error);\n");
  run = run_codegen (fixture->directory, "--scan", "--namespace=Foo", "--nsversion=1.0", "--no-config",
                     "--baseline=old.gir", "--output=twins", "foo.h", NULL);

  g_assert_cmpstr (run.err, ==,
                   "Foo-1.0.gir: note: 1 of 1 twins that are not written by hand any more are as in old.gir\n");
  assert_has (fixture, "twins.c", " * @words: (nullable)");
  assert_has (fixture, "twins.c", " * Since: 1.2\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    support_add ("baseline", cases[i].claim, test_case, &cases[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    support_add ("baseline", failures[i].claim, test_failure, &failures[i]);
  support_add ("baseline", "twins-are-compared-without-being-made", test_alone, NULL);
  support_add ("baseline", "what-was-comes-between-function-and-namespace", test_precedence, NULL);
  support_add ("baseline", "what-had-no-version-gets-none", test_no_version, NULL);
  support_add ("baseline", "what-is-written-does-without-what-was", test_written, NULL);
  support_add ("baseline", "what-is-scanned-is-compared", test_scanned, NULL);
  support_add ("baseline", "what-bindings-saw-they-see", test_visible, NULL);

  return g_test_run ();
}
