/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The command line: what it does, and what it says when it does not.
 */

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "run-support.h"
#include "small-gir.h"

/* How many files there are besides the input. */
static guint
count_outputs (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->directory, 0, NULL);
  guint n = 0;

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    if (!g_str_has_suffix (name, ".gir"))
      n++;

  return n;
}

typedef struct
{
  const char *claim;
  const char *text;             /* of the GIR; NULL for the good one */
  const char *argument;         /* instead of --output=twins; may be NULL */
  const char *message;
} Invalid;

static const Invalid invalids[] = {
  { "an-unknown-option-is-named", NULL, "--frobnicate",
    "smartasync-codegen: error: Unknown option --frobnicate\nTry 'smartasync-codegen --help'.\n" },
  { "an-unknown-word-is-answered-with-the-known-ones", NULL, "--list=xml",
    "smartasync-codegen: error: --list=xml: it is text or json\nTry 'smartasync-codegen --help'.\n" },
  { "nothing-to-do-is-an-error", NULL, "--existing=skip",
    "smartasync-codegen: error: nothing to do: give --output=PREFIX, --annotate-gir=OUT, --baseline=OLD.gir or --list\nTry 'smartasync-codegen --help'.\n" },
  { "check-needs-output", NULL, "--check",
    "smartasync-codegen: error: --check needs --output=PREFIX, which says what to compare\n"
    "Try 'smartasync-codegen --help'.\n" },
  { "files-need-a-name", NULL, "--output=",
    "smartasync-codegen: error: --output=: no header can be named like this\nTry 'smartasync-codegen --help'.\n" },
  { "dots-are-no-name", NULL, "--output=twins/..",
    "smartasync-codegen: error: --output=twins/..: no header can be named like this\n"
    "Try 'smartasync-codegen --help'.\n" },
  { "what-is-for-a-scan-is-not-for-a-file", NULL, "--gir-include=Gtk-4.0",
    "smartasync-codegen: error: --namespace, --nsversion, --pkg, --gir-include, --identifier-prefix, "
    "--symbol-prefix, --scanner, -I, -D and -U are for --scan\nTry 'smartasync-codegen --help'.\n" },
  { "a-malformed-finish-is-named", NULL, "--finish=foo",
    "smartasync-codegen: error: --finish=foo: it is ASYNC=FINISH, two C identifiers\n"
    "Try 'smartasync-codegen --help'.\n" },
  { "a-header-cannot-leave-its-line", NULL, "--include=a>\n#error",
    "smartasync-codegen: error: --include=a>\\x0a#error: this is not the name of a header\n"
    "Try 'smartasync-codegen --help'.\n" },
  { "an-empty-file-is-located", "", NULL, "foo.gir:1: error: Document was empty or contained only whitespace\n" },
  { "a-truncated-file-is-located", HEAD "<function name=\"x\"", NULL,
    "foo.gir:6: error: Document ended unexpectedly inside an element-opening tag.\n" },
  { "another-document-is-located", "<?xml version=\"1.0\"?>\n<html/>\n", NULL,
    "foo.gir:2: error: this is not introspection data: it begins with <html>, not <repository>\n" },
  { "a-file-without-namespace-is-refused", "<repository/>", NULL,
    "foo.gir: error: this is not introspection data: it has no namespace\n" },
  { "a-parameter-with-quotes-is-located", HEAD ASYNC ("a&quot;b", "const char*") FINISH TAIL, NULL,
    "foo.gir:6: error: \"a\"b\" is not a C identifier\n" },
  { "a-parameter-with-a-line-break-is-located", HEAD ASYNC ("a&#10;b", "const char*") FINISH TAIL, NULL,
    "foo.gir:6: error: \"a\\x0ab\" is not a C identifier\n" },
  { "a-type-that-ends-a-comment-is-located", HEAD ASYNC ("a", "char */ int") FINISH TAIL, NULL,
    "foo.gir:6: error: \"char */ int\" is not a C type\n" },
  { "a-type-with-a-statement-is-located", HEAD ASYNC ("a", "int; goto x") FINISH TAIL, NULL,
    "foo.gir:6: error: \"int; goto x\" is not a C type\n" },
  { "a-hostile-header-is-refused",
    "<repository><c:include name=\"a&gt;&#10;#error\"/><namespace name=\"Foo\" version=\"1\"/></repository>", NULL,
    "foo.gir: error: \"a>\\x0a#error\" is not the name of a header\n" },
  { "a-library-without-header-is-named",
    "<repository><namespace name=\"Foo\" version=\"1\">" ASYNC ("a", "int") FINISH "</namespace></repository>", NULL,
    "foo.gir: error: it does not say which header Foo has; name it with --include=HEADER\n" },
};

static void
test_invalid (Fixture       *fixture,
              gconstpointer  data)
{
  const Invalid *invalid = data;
  g_auto (Run) run = { 0, NULL, NULL };

  if (invalid->text != NULL)
    support_write (fixture->directory, "foo.gir", invalid->text);

  run = run_codegen (fixture->directory, "foo.gir", invalid->argument != NULL ? invalid->argument : "--output=twins", NULL);

  g_assert_cmpstr (run.err, ==, invalid->message);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.out, ==, "");
  g_assert_cmpuint (count_outputs (fixture), ==, 0);
}

static void
test_missing_file (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "Nowhere-9.0", "--list", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.err, ==, "Nowhere-9.0: error: there is no such file, and no such namespace in the GIR path; "
                   "install what has it, or name its folder with --gir-dir\n");
}

/* Of Foo-1.0, which includes Gio; with the type of one argument from Bar-3.0. */
#define OF_BAR "<repository version=\"1.2\">\n<include name=\"Bar\" version=\"3.0\"/>\n" \
  "<c:include name=\"gio/gio.h\"/>\n<namespace name=\"Foo\" version=\"1.0\">\n" \
  "<function name=\"get_async\" c:identifier=\"foo_get_async\">" VOID "<parameters>" \
  "<parameter name=\"kind\"><type name=\"Bar.Kind\" c:type=\"BarKind%s\"/></parameter>" \
  CALLBACK "</parameters></function>\n" FINISH TAIL
#define BAR(version) \
  "<repository><namespace name=\"Bar\" version=\"" version "\">" \
  "<enumeration name=\"Kind\" c:type=\"BarKind\"/></namespace></repository>"

static void
assert_fails (Fixture    *fixture,
              const char *name,
              const char *message)
{
  g_auto (Run) run = run_codegen (fixture->directory, "--gir-dir=.", name, "--output=twins", NULL);

  g_assert_cmpstr (run.err, ==, message);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpuint (count_outputs (fixture), ==, 0);
}

static void
test_versions (Fixture       *fixture,
               gconstpointer  data)
{
  support_write (fixture->directory, "Foo-1.0.gir", GOOD);
  support_write (fixture->directory, "Foo-2.0.gir", GOOD);
  support_write (fixture->directory, "FooBar-1.0.gir", GOOD);

  assert_fails (fixture, "Foo-3.0", "Foo-3.0: error: there is no such file, and in the GIR path only Foo-1.0, Foo-2.0; "
                "install what has it, or name its folder with --gir-dir\n");
  assert_fails (fixture, "Foo", "Foo: error: there is no such file, and in the GIR path only Foo-1.0, Foo-2.0\n");
  assert_fails (fixture, "Foo-2.0",
                "./Foo-2.0.gir: error: it has the namespace Foo-1.0, and not Foo-2.0, as its name says\n");
}

static void
test_missing_include (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *of_bar = g_strdup_printf (OF_BAR, "");

  support_write (fixture->directory, "foo.gir", of_bar);
  assert_fails (fixture, "foo.gir", "foo.gir: error: it includes Bar-3.0, and there is no such namespace in the GIR path; "
                "install what has Bar-3.0.gir, or name its folder with --gir-dir\n");
  support_write (fixture->directory, "Bar-1.0.gir", BAR ("1.0"));
  assert_fails (fixture, "foo.gir", "foo.gir: error: it includes Bar-3.0, and there is in the GIR path only Bar-1.0; "
                "install what has Bar-3.0.gir, or name its folder with --gir-dir\n");
  support_write (fixture->directory, "Bar-3.0.gir", BAR ("1.0"));
  assert_fails (fixture, "foo.gir",
                "./Bar-3.0.gir: error: it has the namespace Bar-1.0, and not Bar-3.0, as its name says\n");
  support_write (fixture->directory, "Bar-3.0.gir", "<repository");
  assert_fails (fixture, "foo.gir",
                "./Bar-3.0.gir:1: error: Document ended unexpectedly inside an element name\n");
  support_write (fixture->directory, "Bar-3.0.gir", "<repository><namespace name=\"Bar\" version=\"3.0\"><enumeration");
  assert_fails (fixture, "foo.gir",
                "./Bar-3.0.gir:1: error: Document ended unexpectedly inside an element name\n");
}

/* A pointer is a pointer, whatever it points to: nothing of Bar has to be known. */
static void
test_needless_include (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *of_bar = g_strdup_printf (OF_BAR, "*");
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.gir", of_bar);
  run = run_codegen (fixture->directory, "--gir-dir=.", "foo.gir", "--output=twins", NULL);

  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
}

#define BAR_CLASSES \
  "<repository><namespace name=\"Bar\" version=\"3.0\"><class name=\"Base\" c:type=\"BarBase\"/>" \
  "<class name=\"Kind\" c:type=\"BarKind\" parent=\"Base\"/>" \
  "<alias name=\"Mine\" c:type=\"BarMine\"><type name=\"Yours\" c:type=\"BarYours\"/></alias>" \
  "<alias name=\"Yours\" c:type=\"BarYours\"><type name=\"Base\" c:type=\"BarBase*\"/></alias></namespace></repository>"
#define OF_BAR_CLASSES \
  "<repository version=\"1.2\">\n<include name=\"Bar\" version=\"3.0\"/>\n" \
  "<c:include name=\"gio/gio.h\"/>\n<namespace name=\"Foo\" version=\"1.0\">\n" \
  "<class name=\"Own\" c:type=\"FooOwn\" parent=\"Bar.Kind\">" \
  "<method name=\"put_async\" c:identifier=\"foo_own_put_async\">" VOID "<parameters>" \
  "<instance-parameter name=\"self\"><type name=\"Own\" c:type=\"FooOwn*\"/></instance-parameter>" \
  CALLBACK "</parameters></method></class>" \
  "<function name=\"get_async\" c:identifier=\"foo_get_async\">" VOID "<parameters>" \
  "<parameter name=\"mine\"><type name=\"Bar.Mine\" c:type=\"BarMine\"/></parameter>" \
  CALLBACK "</parameters></function>\n" FINISH TAIL

/* What an included namespace has is found from there, too: parents of a parent, and aliases of an alias. */
static void
test_types_of_include (Fixture       *fixture,
                       gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };
  g_auto (Run) writing = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.gir", OF_BAR_CLASSES);
  support_write (fixture->directory, "Bar-3.0.gir", BAR_CLASSES);
  run = run_codegen (fixture->directory, "--gir-dir=.", "foo.gir", "--list", NULL);
  writing = run_codegen (fixture->directory, "--gir-dir=.", "foo.gir", "--output=twins", NULL);

  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "foo_own_put_async  refused   no-finish-function\n"));
  g_assert_nonnull (strstr (run.out, "foo_get_async      generate  foo_get_sync\n"));
  g_assert_cmpint (writing.status, ==, 0);
}

static void
test_unknown_finish (Fixture       *fixture,
                     gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--list", "--finish=foo_get_async=foo_x", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_true (g_str_has_prefix (run.err, "smartasync-codegen: error: --finish=foo_get_async=foo_x: Foo has no function foo_x\n"));
}

static void
test_failed_write (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--output=nowhere/twins", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.err, ==, "nowhere/twins.h: error: cannot be written: No such file or directory\n");
  g_assert_cmpuint (count_outputs (fixture), ==, 0);
}

/* Neither read, which might never end, nor replaced. */
static void
test_no_regular_file (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->directory, "twins.h", NULL);
  g_auto (Run) written = { 0, NULL, NULL };
  g_auto (Run) read = { 0, NULL, NULL };

  g_assert_cmpint (g_mkdir (folder, 0777), ==, 0);
  written = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);
  read = run_codegen (fixture->directory, "twins.h", "--list", NULL);
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  g_assert_cmpint (written.status, ==, 1);
  g_assert_cmpstr (written.err, ==, "twins.h: error: cannot be written: it is not a regular file\n");
  g_assert_cmpint (read.status, ==, 1);
  g_assert_cmpstr (read.err, ==, "twins.h: error: cannot be read: it is not a regular file\n");
  g_assert_cmpuint (count_outputs (fixture), ==, 0);
}

static void
test_only_nothing (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto (Run) made = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--only=foo_get_async",
                                   "--only=foo_gt_*", NULL);
  g_auto (Run) listed = run_codegen (fixture->directory, "foo.gir", "--list=json", "--only=foo_gt_*", NULL);

  g_assert_cmpint (made.status, ==, 1);
  g_assert_cmpstr (made.err, ==, "smartasync-codegen: error: --only=foo_gt_*: Foo has no async function like this\n"
                                 "Try 'smartasync-codegen --help'.\n");
  g_assert_cmpint (listed.status, ==, 0);
  g_assert_cmpstr (listed.out, ==, "[]\n");
}

static void
test_failure_keeps_old (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *header = NULL;
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "twins.h", "old\n");
  support_write (fixture->directory, "foo.gir", HEAD);
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);

  header = support_read (fixture->directory, "twins.h");
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (header, ==, "old\n");
  g_assert_cmpuint (count_outputs (fixture), ==, 1);
}

static void
test_check (Fixture       *fixture,
            gconstpointer  data)
{
  g_auto (Run) missing = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--check", NULL);
  g_auto (Run) made = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);
  g_auto (Run) fresh = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--check", NULL);
  g_auto (Run) stale = { 0, NULL, NULL };
  g_autofree char *source = NULL;

  g_assert_cmpint (missing.status, ==, 1);
  g_assert_cmpstr (missing.err, ==, "twins.h: error: is missing; run smartasync-codegen again without --check\n");
  g_assert_cmpint (made.status, ==, 0);
  g_assert_cmpint (fresh.status, ==, 0);

  support_write (fixture->directory, "twins.c", "edited\n");
  stale = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--check", NULL);
  source = support_read (fixture->directory, "twins.c");
  g_assert_cmpint (stale.status, ==, 1);
  g_assert_cmpstr (stale.err, ==,
                   "twins.c: error: is not what is generated now; run smartasync-codegen again without --check\n");
  g_assert_cmpstr (source, ==, "edited\n");
}

static void
test_unchanged (Fixture       *fixture,
                gconstpointer  data)
{
  g_auto (Run) first = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);
  g_autofree char *path = g_build_filename (fixture->directory, "twins.c", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) before = g_file_query_info (file, "unix::inode,time::*", 0, NULL, NULL);
  g_auto (Run) second = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);
  g_autoptr (GFileInfo) after = g_file_query_info (file, "unix::inode,time::*", 0, NULL, NULL);

  g_assert_cmpint (first.status, ==, 0);
  g_assert_cmpint (second.status, ==, 0);
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (before, G_FILE_ATTRIBUTE_UNIX_INODE), ==,
                    g_file_info_get_attribute_uint64 (after, G_FILE_ATTRIBUTE_UNIX_INODE));
}

static void
test_depfile (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--depfile=twins.d", NULL);
  g_autofree char *rule = support_read (fixture->directory, "twins.d");

  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_str_has_prefix (rule, "twins.h twins.c: \\\n  foo.gir"));
}

static void
test_locales (Fixture       *fixture,
              gconstpointer  data)
{
  const char * const argv[] = { g_getenv ("SMARTASYNC_CODEGEN"), "foo.gir", "--output=twins", NULL };
  static const char * const locales[] = { "C", "tr_TR.UTF-8", "C.UTF-8" };
  g_autofree char *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (locales); i++)
    {
      g_auto (Run) run = run_program (fixture->directory, locales[i], argv);
      g_autofree char *source = support_read (fixture->directory, "twins.c");
      g_autofree char *path = g_build_filename (fixture->directory, "twins.c", NULL);

      g_assert_cmpint (run.status, ==, 0);
      if (first != NULL)
        g_assert_cmpstr (source, ==, first);
      else
        first = g_steal_pointer (&source);
      g_remove (path);
    }
}

static void
test_selection (Fixture       *fixture,
                gconstpointer  data)
{
  g_auto (Run) all = run_codegen (fixture->directory, "foo.gir", "--list", NULL);
  g_auto (Run) only = run_codegen (fixture->directory, "foo.gir", "--list", "--only=bar_*", NULL);
  g_auto (Run) without = run_codegen (fixture->directory, "foo.gir", "--list", "--exclude=foo_*_async", NULL);

  g_assert_cmpstr (all.out, ==, "foo_get_async  generate  foo_get_sync\n\n"
                   "1 function: 1 to generate (100 %), 0 with a twin already (0 %), 0 refused (0 %)\n");
  g_assert_true (g_str_has_prefix (only.out, "\n0 functions: "));
  g_assert_true (g_str_has_prefix (without.out, "\n0 functions: "));
}

static void
test_refusal (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.gir", HEAD ASYNC ("text", "const char*") TAIL);
  run = run_codegen (fixture->directory, "foo.gir", "--list", NULL);

  g_assert_cmpstr (run.out, ==, "foo_get_async  refused   no-finish-function\n"
                   "    foo.gir:6: no finish function is known;\n"
                   "    name it with --finish=ASYNC=FINISH\n\n"
                   "1 function: 0 to generate (0 %), 0 with a twin already (0 %), 1 refused (100 %)\n");
}

static void
test_deep (Fixture       *fixture,
           gconstpointer  data)
{
  GString *deep = g_string_new (HEAD);
  g_auto (Run) run = { 0, NULL, NULL };

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<array>");
  support_write (fixture->directory, "foo.gir", deep->str);
  g_string_free (deep, TRUE);
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.err, ==, "foo.gir:6: error: elements are nested more than 64 deep\n");
  g_assert_cmpuint (count_outputs (fixture), ==, 0);
}

static void
test_huge (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "foo.gir", NULL);
  g_auto (Run) run = { 0, NULL, NULL };

  g_assert_cmpint (truncate (path, 100 * 1000 * 1000), ==, 0);
  run = run_codegen (fixture->directory, "foo.gir", "--list", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.err, ==, "foo.gir: error: is larger than 64 MiB, which no introspection data is\n");
}

static void
test_several (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Run) text = run_codegen (fixture->directory, "--list", "foo.gir", "foo.gir", NULL);
  g_auto (Run) json = run_codegen (fixture->directory, "--list=json", "foo.gir", "foo.gir", NULL);
  g_auto (Run) output = run_codegen (fixture->directory, "--output=twins", "foo.gir", "foo.gir", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (text.out, "\n2 functions: 2 to generate (100 %)"));
  json_parser_load_from_data (parser, json.out, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (json_parser_get_root (parser))), ==, 2);
  g_assert_cmpint (output.status, ==, 1);
  g_assert_true (g_str_has_prefix (output.err, "smartasync-codegen: error: --output, --annotate-gir and --baseline are for one GIR, and more are given\n"));
}

static void
test_annotate (Fixture       *fixture,
               gconstpointer  data)
{
  g_auto (Run) first = run_codegen (fixture->directory, "foo.gir", "--annotate-gir=one.gir", NULL);
  g_auto (Run) second = run_codegen (fixture->directory, "one.gir", "--annotate-gir=two.gir", NULL);
  g_autofree char *one = support_read (fixture->directory, "one.gir");
  g_autofree char *two = support_read (fixture->directory, "two.gir");

  g_assert_cmpstr (first.err, ==, "");
  g_assert_cmpint (second.status, ==, 0);
  g_assert_nonnull (strstr (one, "c:identifier=\"foo_get_async\" glib:finish-func=\"get_finish\">"));
  g_assert_cmpstr (one, ==, two);
}

static void
test_annotate_gio (Fixture       *fixture,
                   gconstpointer  data)
{
  const char * const compiler[] = { "g-ir-compiler", "Gio-2.0.gir", "-o", "Gio-2.0.typelib", NULL };
  g_autofree char *program = g_find_program_in_path ("g-ir-compiler");
  g_auto (Run) run = run_codegen (fixture->directory, "Gio-2.0", "--annotate-gir=Gio-2.0.gir", NULL);
  g_auto (Run) compiled = { 0, NULL, NULL };
  g_autofree char *text = support_read (fixture->directory, "Gio-2.0.gir");

  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (text, "glib:async-func=\"copy_async\""));
  g_assert_nonnull (strstr (text, "glib:sync-func=\"copy\""));
  if (program == NULL)
    return;
  compiled = run_program (fixture->directory, NULL, compiler);
  g_assert_cmpstr (compiled.err, ==, "");
  g_assert_cmpint (compiled.status, ==, 0);
}

static void
test_naming (Fixture       *fixture,
             gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--list", "--naming=gio", NULL);

  g_assert_true (g_str_has_prefix (run.out, "foo_get_async  generate  foo_get\n"));
}

static void
test_json (Fixture       *fixture,
           gconstpointer  data)
{
  static const char * const keys[] = {
    "async", "finish", "twin", "existing", "status", "reason", "returns", "parameters",
  };
  g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--list=json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  json_parser_load_from_data (parser, run.out, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (json_parser_get_root (parser))), ==, 1);
  object = json_array_get_object_element (json_node_get_array (json_parser_get_root (parser)), 0);
  g_assert_cmpuint (json_object_get_size (object), ==, G_N_ELEMENTS (keys));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (json_object_has_member (object, keys[i]));
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "generate");
  g_assert_true (json_object_get_null_member (object, "reason"));
}

static void
test_scan_failure (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "--scan", "--namespace=Foo", "--nsversion=1.0",
                                  "--output=twins", "--scanner=false", "foo.h", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.err, ==, "false: error: the scanner failed: Child process exited with code 1\n");
  g_assert_cmpuint (count_outputs (fixture), ==, 0);
}

/* What the scanner wrote is gone by then. */
static void
test_scanned_place (Fixture       *fixture,
                    gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.h",
                 "#include <gio/gio.h>\n\nvoid foo_get_async (GAsyncReadyCallback callback, gpointer user_data);\n");
  run = run_codegen (fixture->directory, "--scan", "--namespace=Foo", "--nsversion=1.0", "--list", "foo.h", NULL);

  g_assert_cmpstr (run.err, ==, "");
  g_assert_nonnull (strstr (run.out, "\n    foo.h:3: no finish function is known;\n"));
}

/* The scanner hides all three functions: one because it has to guess a callback's scope, one because of a
 * type of a header that it does not scan. */
static void
test_scanned_hidden (Fixture       *fixture,
                     gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };
  g_autofree char *twins = NULL;

  support_write (fixture->directory, "kind.h", "typedef enum { FOO_KIND_ONE } FooKind;\n");
  support_write (fixture->directory, "foo.h",
                 "#include <gio/gio.h>\n#include \"kind.h\"\n\n"
                 "void foo_put_async (FooKind kind, GAsyncReadyCallback callback, gpointer user_data);\n"
                 "int foo_put_finish (GAsyncResult *result, GError **error);\n"
                 "typedef void (*FooFunc) (int done, gpointer data);\n"
                 "void foo_get_async (FooFunc func, gpointer data, GAsyncReadyCallback callback, gpointer user_data);\n"
                 "int foo_get_finish (GAsyncResult *result, GError **error);\n"
                 "/**\n * foo_set_async: (skip)\n */\n"
                 "void foo_set_async (GAsyncReadyCallback callback, gpointer user_data);\n"
                 "int foo_set_finish (GAsyncResult *result, GError **error);\n");
  run = run_codegen (fixture->directory, "--scan", "--namespace=Foo", "--nsversion=1.0", "--output=twins", "foo.h",
                     NULL);
  g_assert_cmpint (run.status, ==, 0);

  twins = support_read (fixture->directory, "twins.c");
  g_assert_nonnull (strstr (twins, "\n * foo_get_sync:\n"));
  g_assert_nonnull (strstr (twins, "\n * foo_put_sync:\n"));
  g_assert_nonnull (strstr (twins, "\n * foo_set_sync: (skip)\n"));
}

static void
test_scanner_missing (Fixture       *fixture,
                      gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "--scan", "--namespace=Foo", "--nsversion=1.0",
                                  "--output=twins", "--scanner=no-such-scanner", "foo.h", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_true (g_str_has_prefix (run.err, "no-such-scanner: error: --scan cannot run the scanner: "));
}

static void
test_scan_without_folder (Fixture       *fixture,
                          gconstpointer  data)
{
  const char * const argv[] = { "env", "TMPDIR=no-such-folder", g_getenv ("SMARTASYNC_CODEGEN"), "--scan",
                                "--namespace=Foo", "--nsversion=1.0", "--list", "foo.h", NULL };
  g_auto (Run) run = run_program (fixture->directory, "C", argv);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_true (g_str_has_prefix (run.err, "no-such-folder: error: --scan needs a temporary file: "));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (invalids); i++)
    support_add ("cli", invalids[i].claim, test_invalid, &invalids[i]);
  support_add ("cli", "a-missing-file-is-named", test_missing_file, NULL);
  support_add ("cli", "the-versions-that-there-are-are-named", test_versions, NULL);
  support_add ("cli", "an-included-namespace-that-is-needed-must-be-there", test_missing_include, NULL);
  support_add ("cli", "an-included-namespace-that-is-not-needed-may-be-missing", test_needless_include, NULL);
  support_add ("cli", "types-are-followed-in-an-included-namespace", test_types_of_include, NULL);
  support_add ("cli", "an-unknown-finish-function-is-named", test_unknown_finish, NULL);
  support_add ("cli", "a-place-that-cannot-be-written-is-named", test_failed_write, NULL);
  support_add ("cli", "only-regular-files-are-read-and-replaced", test_no_regular_file, NULL);
  support_add ("cli", "what-only-names-is-there", test_only_nothing, NULL);
  support_add ("cli", "a-failure-leaves-the-old-files", test_failure_keeps_old, NULL);
  support_add ("cli", "check-tells-missing-fresh-and-stale", test_check, NULL);
  support_add ("cli", "a-file-that-would-not-change-is-left", test_unchanged, NULL);
  support_add ("cli", "the-depfile-names-what-was-read", test_depfile, NULL);
  support_add ("cli", "the-output-is-the-same-in-each-locale", test_locales, NULL);
  support_add ("cli", "globs-select-async-functions", test_selection, NULL);
  support_add ("cli", "a-refusal-has-place-reason-and-remedy", test_refusal, NULL);
  support_add ("cli", "several-namespaces-are-one-list", test_several, NULL);
  support_add ("cli", "pairs-are-annotated-once", test_annotate, NULL);
  support_add ("cli", "an-annotated-file-is-compiled-without-a-warning", test_annotate_gio, NULL);
  support_add ("cli", "elements-nested-without-end-are-refused", test_deep, NULL);
  support_add ("cli", "a-huge-file-is-refused", test_huge, NULL);
  support_add ("cli", "gio-naming-drops-the-suffix", test_naming, NULL);
  support_add ("cli", "the-json-list-has-these-keys", test_json, NULL);
  support_add ("cli", "a-scanner-that-fails-is-reported", test_scan_failure, NULL);
  support_add ("cli", "places-of-a-scan-are-those-of-headers", test_scanned_place, NULL);
  support_add ("cli", "only-what-is-hidden-on-purpose-stays-hidden", test_scanned_hidden, NULL);
  support_add ("cli", "a-scanner-that-is-missing-is-named", test_scanner_missing, NULL);
  support_add ("cli", "a-scan-names-the-folder-that-it-cannot-write-to", test_scan_without_folder, NULL);

  return g_test_run ();
}
