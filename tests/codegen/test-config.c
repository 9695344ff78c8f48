/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Configuration files: what each key does, and what is said of a wrong one.
 */

#include <string.h>

#include "run-support.h"
#include "small-gir.h"

typedef struct
{
  const char *claim;
  const char *text;             /* of the configuration */
  const char *message;
} Invalid;

static const Invalid invalids[] = {
  { "an-unknown-key-is-located", "[Foo]\nnaming=gio\nfrobnicate=1\n",
    "foo.conf:3: error: there is no key \"frobnicate\"\n" },
  { "a-key-in-the-wrong-group-is-located", "[Foo]\nfinish=foo_x\n",
    "foo.conf:2: error: the key \"finish\" cannot stand in this group\n" },
  { "an-unknown-word-is-answered-with-the-known-ones", "[*]\nnaming=other\n",
    "foo.conf:2: error: the value of \"naming\" is sync|gio\n" },
  { "a-value-that-is-no-identifier-is-located", "[Foo foo_get_async]\ntwin=a b\n",
    "foo.conf:2: error: the value of \"twin\" is a C identifier\n" },
  { "a-header-that-ends-its-line-is-located", "[Foo]\ninclude=a>b\n",
    "foo.conf:2: error: the value of \"include\" is names of headers, separated by semicolons\n" },
  { "a-finish-function-that-is-not-there-is-located", "\n[Foo foo_get_*]\nfinish=foo_x\n",
    "foo.conf:2: error: [Foo foo_get_*]: Foo has no function foo_x\n" },
  { "attributes-cannot-leave-their-line", "[Foo]\nattributes=G_GNUC_PURE; int x\n",
    "foo.conf:2: error: the value of \"attributes\" is attributes of a function, separated by spaces\n" },
  { "what-comes-before-is-a-function", "[Foo foo_get_async]\nbefore=foo_x\n",
    "foo.conf:1: error: [Foo foo_get_async]: before: this is no function or twin that returns a gboolean and an error, "
    "and takes the instance and a cancellable at most\n" },
  { "what-comes-before-takes-no-more-than-there-is", "[Foo foo_get_async]\nbefore=foo_get_finish\n",
    "foo.conf:1: error: [Foo foo_get_async]: before: this is no function or twin that returns a gboolean and an error, "
    "and takes the instance and a cancellable at most\n" },
  { "a-context-is-a-main-context", "[Foo foo_get_async]\ncontext=foo_get_finish\n",
    "foo.conf:1: error: [Foo foo_get_async]: context: this is no function that returns a GMainContext * and takes the "
    "instance at most\n" },
  { "a-context-stream-is-a-stream", "[Foo foo_get_async]\ncontext-stream=true\n",
    "foo.conf:1: error: [Foo foo_get_async]: context-stream: the finish function does not return a GInputStream *\n" },
  { "another-format-is-refused", "naming=gio\n",
    "foo.conf: error: Key file does not start with a group\n" },
};

static void
test_invalid (Fixture       *fixture,
              gconstpointer  data)
{
  const Invalid *invalid = data;
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.conf", invalid->text);
  run = run_codegen (fixture->directory, "foo.gir", "--list", "--config=foo.conf", NULL);

  g_assert_cmpstr (run.err, ==, invalid->message);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.out, ==, "");
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Run) run = run_codegen (fixture->directory, "foo.gir", "--list", "--config=foo.conf", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_true (g_str_has_prefix (run.err, "foo.conf: error: cannot be read: "));
}

/* Generates with a configuration, and looks for a text in the source. */
static void
expect_source (Fixture    *fixture,
               const char *config,
               const char *expected)
{
  g_auto (Run) run = { 0, NULL, NULL };
  g_autofree char *source = NULL;
  g_autofree char *header = NULL;

  support_write (fixture->directory, "foo.conf", config);
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", NULL);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);

  source = support_read (fixture->directory, "twins.c");
  header = support_read (fixture->directory, "twins.h");
  if (strstr (source, expected) == NULL && strstr (header, expected) == NULL)
    g_error ("\"%s\" is not in\n%s%s", expected, header, source);
}

typedef struct
{
  const char *claim;
  const char *config;
  const char *expected;
} Effect;

static const Effect effects[] = {
  { "naming-is-for-all", "[*]\nnaming=gio\n", "foo_get (const char   *text,\n" },
  { "naming-is-for-a-namespace", "[Foo]\nnaming=gio\n", "foo_get (const char   *text,\n" },
  { "a-version-can-be-named", "[Foo-1.0]\nnaming=gio\n", "foo_get (const char   *text,\n" },
  { "another-version-is-not-meant", "[Foo-2.0]\nnaming=gio\n", "foo_get_sync (const char   *text,\n" },
  { "a-function-comes-before-a-glob", "[Foo foo_get_async]\ntwin=foo_one\n[Foo foo_*]\ntwin=foo_two\n", "foo_one (" },
  { "a-group-names-several-functions", "[Foo foo_g* foo_get_async]\ntwin=foo_one\n", "foo_one (" },
  { "a-function-in-a-list-comes-before-a-glob", "[Foo foo_*]\ntwin=foo_two\n[Foo foo_g* foo_get_async]\ntwin=foo_one\n",
    "foo_one (" },
  { "a-parameter-is-dropped", "[Foo foo_get_async]\ndrop=text\n", "foo_get_async (NULL, smart_async_call_ready, call)" },
  { "a-twin-has-no-cancellable", "[Foo foo_get_async]\ncancellable=false\n",
    "smart_async_run_and_finish (&operation, &args, NULL, error)" },
  { "an-affinity-is-a-policy", "[Foo]\naffinity=forward\n", "SMART_ASYNC_POLICY_FORWARD);" },
  { "a-header-is-included", "[Foo]\ninclude=foo/bar.h\n", "#include <foo/bar.h>\n" },
  { "a-promise-is-made", "[Foo]\ndefine=FOO_UNSTABLE\n", "#define FOO_UNSTABLE\n#endif\n" },
  { "a-twin-has-its-own-version", "[Foo]\nsince=2.4\n", " *\n * Since: 2.4\n */\n" },
  { "a-twin-can-be-hidden", "[Foo foo_get_async]\nskip=true\n", " * foo_get_sync: (skip)\n" },
  { "arguments-are-guarded", "[Foo]\n", "  g_return_val_if_fail (text != NULL, FALSE);\n" },
  { "guards-can-be-of-the-instance-only", "[Foo]\nguards=instance\n", "};\n\n  smart_async_run_and_finish (" },
  { "there-can-be-no-guards", "[Foo foo_get_*]\nguards=none\n", "};\n\n  smart_async_run_and_finish (" },
  { "a-prototype-has-attributes", "[*]\nattributes=G_GNUC_WARN_UNUSED_RESULT __attribute__((nonnull (1)))\n",
    "GError      **error) G_GNUC_WARN_UNUSED_RESULT __attribute__((nonnull (1)));\n" },
  { "the-source-has-headers-of-its-own", "[Foo]\nsource-include=config.h;foo-private.h\n",
    "/* Generated by smartasync-codegen. Do not edit. */\n\n#include \"config.h\"\n#include \"foo-private.h\"\n\n"
    "#include \"twins.h\"\n" },
  { "a-description-has-paragraphs", "[Foo foo_get_async]\ndescription=Gets it.\\n\\nThen */ it is there.\n",
    " *\n * Gets it.\n *\n * Then *&#47; it is there.\n *\n * Returns:" },
  { "a-prototype-is-exported", "[Foo]\nexport-macro=FOO_EXPORT\n", "\nFOO_EXPORT\ngboolean foo_get_sync (" },
};

static void
test_effect (Fixture       *fixture,
             gconstpointer  data)
{
  const Effect *effect = data;

  expect_source (fixture, effect->config, effect->expected);
}

static void
test_refuse (Fixture       *fixture,
             gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.conf", "[Foo foo_get_async]\nrefuse=it never ends\n");
  run = run_codegen (fixture->directory, "foo.gir", "--list", "--config=foo.conf", NULL);

  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "configured"));
  g_assert_nonnull (strstr (run.out, "it never ends"));
}

static void
test_command_line (Fixture       *fixture,
                   gconstpointer  data)
{
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.conf", "[Foo]\nnaming=gio\n");
  run = run_codegen (fixture->directory, "foo.gir", "--list=json", "--config=foo.conf", "--naming=sync", NULL);

  g_assert_nonnull (strstr (run.out, "\"twin\": \"foo_get_sync\""));
}

static void
test_found_by_name (Fixture       *fixture,
                    gconstpointer  data)
{
  g_auto (Run) found = { 0, NULL, NULL };
  g_auto (Run) ignored = { 0, NULL, NULL };

  support_write (fixture->directory, "Foo.conf", "[Foo]\nnaming=gio\n");
  found = run_codegen (fixture->directory, "foo.gir", "--list=json", "--config-dir=.", NULL);
  ignored = run_codegen (fixture->directory, "foo.gir", "--list=json", "--config-dir=.", "--no-config", NULL);

  g_assert_nonnull (strstr (found.out, "\"twin\": \"foo_get\""));
  g_assert_nonnull (strstr (ignored.out, "\"twin\": \"foo_get_sync\""));
}

/* Of a callback without a GDestroyNotify, many a library says that it is called for ever. */
static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  support_write (fixture->directory, "foo.gir",
                 HEAD
                 "<callback name=\"Func\" c:type=\"FooFunc\"/>\n"
                 "<function name=\"get_async\" c:identifier=\"foo_get_async\">" VOID "<parameters>"
                 "<parameter name=\"func\" scope=\"forever\" closure=\"1\"><type name=\"Func\" c:type=\"FooFunc\"/>"
                 "</parameter>"
                 "<parameter name=\"data\"><type name=\"gpointer\" c:type=\"gpointer\"/></parameter>"
                 CALLBACK "</parameters></function>\n"
                 FINISH TAIL);

  expect_source (fixture, "[Foo foo_get_async]\nprogress=func\n", " * @func: (scope call) (closure data): ");
}

static void
test_unused (Fixture       *fixture,
             gconstpointer  data)
{
  g_auto (Run) made = { 0, NULL, NULL };
  g_auto (Run) checked = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.conf", "[Foo foo_put_*]\nnaming=gio\n\n[Bar bar_*]\nnaming=gio\n");
  made = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", NULL);
  checked = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", "--check", NULL);

  g_assert_cmpint (made.status, ==, 0);
  g_assert_cmpint (checked.status, ==, 1);
  g_assert_cmpstr (checked.err, ==, "foo.conf:1: error: [Foo foo_put_*] is about no async function of Foo-1.0\n");
}

static void
test_unused_in_list (Fixture       *fixture,
                     gconstpointer  data)
{
  g_auto (Run) made = { 0, NULL, NULL };
  g_auto (Run) checked = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.conf", "[Foo foo_get_async foo_put_*]\nnaming=gio\n");
  made = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", NULL);
  checked = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", "--check", NULL);

  g_assert_cmpint (made.status, ==, 0);
  g_assert_cmpint (checked.status, ==, 1);
  g_assert_cmpstr (checked.err, ==, "foo.conf:1: error: [Foo foo_put_*] is about no async function of Foo-1.0\n");
}

static void
test_unused_word (Fixture       *fixture,
                  gconstpointer  data)
{
  g_auto (Run) made = { 0, NULL, NULL };
  g_auto (Run) checked = { 0, NULL, NULL };
  g_auto (Run) unknown = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.conf", "[Foo foo_*]\nborrow=text\n");
  made = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", NULL);
  checked = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", "--check", NULL);
  support_write (fixture->directory, "foo.conf", "[Foo foo_*]\nprogress=text\ndrop=test\n");
  unknown = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", "--check", NULL);

  g_assert_cmpint (made.status, ==, 0);
  g_assert_cmpstr (checked.err, ==, "");
  g_assert_cmpint (checked.status, ==, 0);
  g_assert_cmpint (unknown.status, ==, 1);
  g_assert_cmpstr (unknown.err, ==, "foo.conf:1: error: [Foo foo_*]: drop=test: no function has a parameter of that "
                                    "name\n");
}

#define SIBLING(name, text, arguments) \
  "<function name=\"" name "\" c:identifier=\"foo_" name "\">" VOID "<parameters>" text CALLBACK arguments \
  "</parameters></function>\n"
#define OWNED_TEXT \
  "<parameter name=\"text\" transfer-ownership=\"full\"><type name=\"utf8\" c:type=\"char*\"/></parameter>"
#define PUT_FINISH \
  "<function name=\"put_finish\" c:identifier=\"foo_put_finish\" throws=\"1\">" \
  "<return-value><type name=\"gboolean\" c:type=\"gboolean\"/></return-value><parameters>" \
  "<parameter name=\"result\"><type name=\"Gio.AsyncResult\" c:type=\"GAsyncResult*\"/></parameter>" \
  "</parameters></function>\n"
#define SIBLINGS \
  HEAD SIBLING ("put", "", "<parameter name=\"...\"><varargs/></parameter>") SIBLING ("putv", OWNED_TEXT, "") \
  PUT_FINISH TAIL

/* A function with variable arguments gets the twin of its sibling, which may come later. */
static void
test_sibling (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_auto (Run) run = { 0, NULL, NULL };

  support_write (fixture->directory, "foo.gir", SIBLINGS);
  support_write (fixture->directory, "foo.conf", "[Foo foo_*]\nborrow=text\n");
  run = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--include=foo.h", "--config=foo.conf", NULL);
  text = support_read (fixture->directory, "twins.c");

  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (text, "\nfoo_put_sync"));
  g_assert_nonnull (strstr (text, "\nfoo_putv_sync"));
  g_assert_null (strstr (text, "is_started"));
}

/* A type that no namespace has hides a twin, unless somebody knows better. */
static void
test_seen (Fixture       *fixture,
           gconstpointer  data)
{
  g_auto (GStrv) parts = g_strsplit (GOOD, "name=\"utf8\" ", 2);
  g_autofree char *unknown = g_strjoinv ("", parts);
  g_auto (Run) hidden = { 0, NULL, NULL };
  g_auto (Run) seen = { 0, NULL, NULL };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  support_write (fixture->directory, "foo.gir", unknown);
  support_write (fixture->directory, "foo.conf", "[Foo foo_get_async]\nskip=false\n");
  hidden = run_codegen (fixture->directory, "foo.gir", "--output=twins", NULL);
  before = support_read (fixture->directory, "twins.c");
  seen = run_codegen (fixture->directory, "foo.gir", "--output=twins", "--config=foo.conf", NULL);
  after = support_read (fixture->directory, "twins.c");

  g_assert_cmpint (hidden.status, ==, 0);
  g_assert_nonnull (strstr (before, " * foo_get_sync: (skip)\n"));
  g_assert_cmpint (seen.status, ==, 0);
  g_assert_nonnull (strstr (after, " * foo_get_sync:\n"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (invalids); i++)
    support_add ("config", invalids[i].claim, test_invalid, &invalids[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    support_add ("config", effects[i].claim, test_effect, &effects[i]);
  support_add ("config", "a-missing-file-is-named", test_missing, NULL);
  support_add ("config", "a-refusal-has-its-own-words", test_refuse, NULL);
  support_add ("config", "the-command-line-comes-first", test_command_line, NULL);
  support_add ("config", "a-file-is-found-by-the-namespace", test_found_by_name, NULL);
  support_add ("config", "a-twin-can-be-seen-that-would-be-hidden", test_seen, NULL);
  support_add ("config", "a-callback-ends-with-the-operation", test_progress, NULL);
  support_add ("config", "what-is-said-of-arguments-holds-for-a-sibling", test_sibling, NULL);
  support_add ("config", "check-tells-what-matched-nothing", test_unused, NULL);
  support_add ("config", "check-tells-what-in-a-list-matched-nothing", test_unused_in_list, NULL);
  support_add ("config", "check-tells-which-parameter-nothing-has", test_unused_word, NULL);

  return g_test_run ();
}
