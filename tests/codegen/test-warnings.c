/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a run says of what it does not make, and which files it does not write to.
 */

#include <glib/gstdio.h>
#include <string.h>

#include "run-support.h"
#include "small-gir.h"

#define REFUSED HEAD ASYNC ("text", "const char*") TAIL
#define TWIN "<function name=\"get_sync\" c:identifier=\"foo_get_sync\">" VOID "</function>\n"
#define EXISTING HEAD ASYNC ("text", "const char*") FINISH TWIN TAIL
#define TRY "Try 'smartasync-codegen --help'.\n"
#define BOTH HEAD ASYNC ("text", "const char*") FINISH \
  "<function name=\"put_async\" c:identifier=\"foo_put_async\">" VOID "<parameters>" CALLBACK "</parameters>" \
  "</function>\n" TAIL
#define NO_TWIN "no finish function is known; name it with --finish=ASYNC=FINISH\n"

typedef struct
{
  const char *claim;
  const char *text;             /* of the GIR; NULL for the good one */
  const char *argument;         /* besides --output=twins; may be NULL */
  int         status;
  const char *message;
} Case;

static const Case cases[] = {
  { "nothing-is-said-when-all-is-made", NULL, NULL, 0, "" },
  { "what-is-refused-is-reported", REFUSED, NULL, 0, "foo.gir:6: warning: foo_get_async has no twin: " NO_TWIN },
  { "what-is-refused-is-reported-for-a-glob", REFUSED, "--only=foo_*", 0,
    "foo.gir:6: warning: foo_get_async has no twin: " NO_TWIN },
  { "what-is-there-is-reported", EXISTING, NULL, 0,
    "foo.gir: note: 1 twin is there already, and not made again: foo_get_sync\n" },
  { "what-is-not-asked-for-is-no-news", BOTH, "--only=foo_get_*", 0, "" },
  { "what-is-not-wanted-is-no-news", BOTH, "--exclude=foo_put_*", 0, "" },
  { "what-leaves-nothing-is-told", NULL, "--exclude=foo_get_*", 0,
    "foo.gir: note: --only and --exclude leave no async function\n" },
  { "what-a-configuration-leaves-out-is-counted", BOTH, "--config=less.conf", 0,
    "foo.gir: note: 1 of 2 async functions are left out by a configuration\n" },
  { "a-name-that-is-refused-is-an-error", REFUSED, "--only=foo_get_async", 1,
    "smartasync-codegen: error: --only=foo_get_async: no twin can be made: " NO_TWIN TRY },
  { "a-name-that-has-a-twin-is-an-error", EXISTING, "--only=foo_get_async", 1,
    "smartasync-codegen: error: --only=foo_get_async: there is a twin already, foo_get_sync; --existing=generate makes "
    "another\n" TRY },
  { "what-excludes-nothing-is-told", NULL, "--exclude=foo_gt_*", 0,
    "foo.gir: warning: --exclude=foo_gt_*: Foo has no async function like this\n" },
  { "a-configuration-for-nothing-is-told", NULL, "--config=foo.conf", 0,
    "foo.conf:2: warning: [Foo foo_gt_*] is about no async function of Foo-1.0\n" },
  { "a-list-is-enough-said", REFUSED, "--list", 0, NULL },
};

static void
test_case (Fixture       *fixture,
           gconstpointer  data)
{
  const Case *of = data;
  gboolean is_list = g_strcmp0 (of->argument, "--list") == 0;
  g_auto (Run) run = { 0, NULL, NULL };

  if (of->text != NULL)
    support_write (fixture->directory, "foo.gir", of->text);
  support_write (fixture->directory, "foo.conf", "\n[Foo foo_gt_*]\ndrop=text\n");
  support_write (fixture->directory, "less.conf", "[Foo]\nexclude=foo_put_*\n");
  run = run_codegen (fixture->directory, "foo.gir", is_list ? "--list" : "--output=twins",
                     is_list ? NULL : of->argument, NULL);

  g_assert_cmpstr (run.err, ==, of->message != NULL ? of->message : "");
  g_assert_cmpint (run.status, ==, of->status);
}

/* The output is asked for under the name of what is read, or of what is written as well. */
static void
test_same_files (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const outputs[][3] = {
    { "--output=twins", "--depfile=./foo.gir",
      "./foo.gir: error: cannot be written: it is one of the files that are read\n" },
    { "--output=twins", "--annotate-gir=foo.gir",
      "foo.gir: error: cannot be written: it is one of the files that are read\n" },
    { "--output=twins", "--annotate-gir=twins.c",
      "twins.c: error: cannot be written: it is the name of two files that are written\n" },
    { "--output=twins", "--depfile=./twins.h",
      "./twins.h: error: cannot be written: it is the name of two files that are written\n" },
    { "--output=twins", "--depfile=foo.conf",
      "foo.conf: error: cannot be written: it is one of the files that are read\n" },
  };

  support_write (fixture->directory, "foo.conf", "[Foo]\n");
  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++)
    {
      g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--config=foo.conf", outputs[i][0], outputs[i][1],
                                      NULL);
      g_autofree char *gir = support_read (fixture->directory, "foo.gir");
      g_autofree char *twins = support_read (fixture->directory, "twins.c");

      g_assert_cmpstr (run.err, ==, outputs[i][2]);
      g_assert_cmpint (run.status, ==, 1);
      g_assert_cmpstr (gir, ==, GOOD);
      g_assert_null (twins);
    }
}

static void
test_link (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *link = g_build_filename (fixture->directory, "twins.h", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (link);
  g_autoptr (GError) error = NULL;
  g_auto (Run) run = { 0, NULL, NULL };

  g_file_make_symbolic_link (file, "foo.gir", NULL, &error);
  g_assert_no_error (error);
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);

  g_assert_cmpstr (run.err, ==, "twins.h: error: cannot be written: it is one of the files that are read\n");
  g_assert_cmpint (run.status, ==, 1);
}

/* In Python, client.connect() would be the twin. */
static void
test_shadowing (Fixture       *fixture,
                gconstpointer  data)
{
  const char *class = HEAD "<class name=\"Client\" c:type=\"FooClient\">\n"
    "<method name=\"connect_async\" c:identifier=\"foo_client_connect_async\">" VOID "<parameters>"
    "<instance-parameter name=\"self\"><type name=\"Client\" c:type=\"FooClient*\"/></instance-parameter>"
    CALLBACK "</parameters></method>\n</class>\n"
    "<function name=\"f\" c:identifier=\"foo_client_connect_finish\" throws=\"1\">"
    "<return-value><type name=\"gboolean\" c:type=\"gboolean\"/></return-value><parameters>"
    "<parameter name=\"result\"><type name=\"Gio.AsyncResult\" c:type=\"GAsyncResult*\"/></parameter>"
    "</parameters></function>\n" TAIL;
  g_auto (Run) gio = { 0, NULL, NULL };
  g_auto (Run) hidden = { 0, NULL, NULL };
  g_auto (Run) sync = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.gir", class);
  support_write (fixture->directory, "foo.conf", "[Foo foo_client_connect_async]\nskip=true\n");
  gio = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--naming=gio", NULL);
  hidden = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--naming=gio", "--config=foo.conf", NULL);
  sync = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);

  g_assert_cmpstr (gio.err, ==,
                   "foo.gir:7: warning: foo_client_connect takes the place of the method connect() that each object has in "
                   "Python and JavaScript; hide it with skip=true in a configuration file, or name it otherwise\n");
  g_assert_cmpint (gio.status, ==, 0);
  g_assert_cmpstr (hidden.err, ==, "");
  g_assert_cmpstr (sync.err, ==, "");
}

static Run
scan (Fixture    *fixture,
      const char *namespace,
      const char *header)
{
  support_write (fixture->directory, "foo.h", header);

  return run_codegen (fixture->directory, "--scan", namespace, "--nsversion=1.0", "--no-config", "--output=twins",
                      "foo.h", NULL);
}

#define SCANNED \
  "#include <gio/gio.h>\n" \
  "void foo_get_async (GAsyncReadyCallback callback, gpointer user_data);\n" \
  "int foo_get_finish (GAsyncResult *result, GError **error);\n"

static void
test_scanned_namespace (Fixture       *fixture,
                        gconstpointer  data)
{
  g_auto (Run) wrong = scan (fixture, "--namespace=Bar", SCANNED "static inline int foo_x (void) { return 1; }\n");
  g_auto (Run) right = scan (fixture, "--namespace=Foo", SCANNED);
  g_auto (Run) empty = scan (fixture, "--namespace=Foo", "int foo_x (int a);\n");

  g_assert_cmpstr (wrong.err, ==,
                   "Bar-1.0.gir: error: nothing that was scanned is called like a function or type of Bar, \"bar_…\" or \"Bar…\"; correct --namespace, or give --symbol-prefix and --identifier-prefix\n");
  g_assert_cmpint (wrong.status, ==, 1);
  g_assert_cmpstr (right.err, ==, "");
  g_assert_cmpint (right.status, ==, 0);
  g_assert_cmpstr (empty.err, ==, "Foo-1.0.gir: warning: no async function was found in what was scanned\n");
  g_assert_cmpint (empty.status, ==, 0);
}

static void
test_scanned_elements (Fixture       *fixture,
                       gconstpointer  data)
{
  g_auto (Run) run = scan (fixture, "--namespace=Foo",
                           "#include <gio/gio.h>\n"
                           "/**\n * foo_get_async:\n * @list: (element-type FooNowhere): a list\n */\n"
                           "void foo_get_async (GList *list, GAsyncReadyCallback callback, gpointer user_data);\n"
                           "int foo_get_finish (GAsyncResult *result, GError **error);\n");
  g_autofree char *source = support_read (fixture->directory, "twins.c");

  g_assert_cmpstr (run.err, ==,
                   "foo.h:6: warning: foo_get_async: the type of the elements of list, FooNowhere, is not in what was "
                   "scanned; name the file that has it, or its namespace with --gir-include\n");
  g_assert_nonnull (strstr (source, "(element-type FooNowhere)"));
}

/* Not every scanner reports inline functions, or of what G_DECLARE_FINAL_TYPE() makes. */
static void
test_scanned_inlines (Fixture       *fixture,
                      gconstpointer  data)
{
  g_auto (Run) run = scan (fixture, "--namespace=Foo", SCANNED
                           "G_DECLARE_FINAL_TYPE (FooClient, foo_client, FOO, CLIENT, GObject)\n"
                           "void foo_client_put_async (FooClient *self, GAsyncReadyCallback callback, gpointer data);\n"
                           "int foo_client_put_finish (FooClient *self, GAsyncResult *result, GError **error);\n"
                           "/* static inline int foo_client_put_sync (void); */\n"
                           "static inline G_GNUC_UNUSED int\nfoo_get_sync (GError **error)\n{\n  return 1;\n}\n");
  g_autofree char *source = support_read (fixture->directory, "twins.c");

  g_assert_cmpstr (run.err, ==, "Foo-1.0.gir: note: 1 twin is there already, and not made again: foo_get_sync\n");
  g_assert_nonnull (strstr (source, "foo_client_put_sync"));
  g_assert_nonnull (strstr (source, "g_return_val_if_fail (FOO_IS_CLIENT (self), -1);"));
  g_assert_null (strstr (source, "foo_get_sync"));
}

/* A header that only names a type does not have what asks for it. */
static void
test_scanned_headers (Fixture       *fixture,
                      gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };
  g_autofree char *header = NULL;

  support_write (fixture->directory, "types.h", "#include <gio/gio.h>\ntypedef struct _FooItem FooItem;\n");
  support_write (fixture->directory, "item.h",
                 "#include \"types.h\"\nG_DECLARE_FINAL_TYPE (FooItem, foo_item, FOO, ITEM, GObject)\n"
                 "void foo_item_poke (FooItem *self);\n");
  support_write (fixture->directory, "foo.h",
                 "#include \"types.h\"\nvoid foo_put_async (FooItem *item, GAsyncReadyCallback callback, gpointer data);\n"
                 "int foo_put_finish (GAsyncResult *result, GError **error);\n");
  run = run_codegen (fixture->directory, "--scan", "--namespace=Foo", "--nsversion=1.0", "--no-config",
                     "--output=twins", "foo.h", "types.h", "item.h", NULL);
  header = support_read (fixture->directory, "twins.h");

  g_assert_cmpstr (run.err, ==, "");
  g_assert_nonnull (strstr (header, "#include \"foo.h\"\n#include \"item.h\"\n"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    support_add ("warnings", cases[i].claim, test_case, &cases[i]);
  support_add ("warnings", "no-file-is-read-and-written", test_same_files, NULL);
  support_add ("warnings", "nothing-that-is-read-is-written-to-through-a-link", test_link, NULL);
  support_add ("warnings", "a-twin-that-hides-a-method-of-each-object-is-told", test_shadowing, NULL);
  support_add ("warnings", "a-namespace-that-nothing-belongs-to-is-an-error", test_scanned_namespace, NULL);
  support_add ("warnings", "an-element-type-that-is-lost-is-told", test_scanned_elements, NULL);
  support_add ("warnings", "inline-functions-of-a-header-are-known", test_scanned_inlines, NULL);

  support_add ("warnings", "what-asks-for-a-type-is-included", test_scanned_headers, NULL);

  return g_test_run ();
}
