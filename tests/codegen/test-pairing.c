/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pairs, signatures and refusals, from introspection data in memory.
 */

#include <string.h>

#include "base/diagnostics.h"
#include "pair/check.h"
#include "pairing-support.h"
#include "read/gir-outline.h"
#include "read/gir-reader.h"

static void
test_two_cancellables (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", PARAMETER ("other", "GCancellable*", ""))
                                 FINISH ("get_finish", RESULT));
  g_autofree char *names = get_names (get_only (&paired));

  g_assert_cmpstr (names, ==, "other cancellable");
  g_assert_cmpint (twin_get_parameter (get_only (&paired)->twin, 0)->role, ==, ROLE_IN);
  g_assert_cmpint (twin_get_parameter (get_only (&paired)->twin, 1)->role, ==, ROLE_CANCELLABLE);
}

static void
test_outline (void)
{
  static const char text[] =
    "<?xml version='1.0'?>\n<repository>\n<!-- <function> -->\n<namespace name='Foo' version='1'>\n"
    "<constant name='A'>\n<doc>x &gt; y</doc>\n</constant>\n"
    "<function name='f' c:identifier='foo_f'>\n<doc><![CDATA[it's </doc>]]><?what > </doc> ?></doc>\n</function>\n"
    "<class name='Thing'>\n<field name='x' a='>'/>\n</class>\n"
    "</namespace>\n</repository>\n";
  GString *outline = gir_outline_make (text, strlen (text), GIR_READ_PAIRS);

  g_assert_cmpstr (outline->str, ==,
                   "<?xml version='1.0'?>\n<repository>\n<!-- <function> -->\n<namespace name='Foo' version='1'>\n"
                   "\n\n\n<function name='f' c:identifier='foo_f'/>\n\n\n"
                   "<class name='Thing'>\n\n</class>\n</namespace>\n</repository>\n");
  g_string_free (outline, TRUE);
}

/* Of a file on the way to another one, only what it includes matters. */
static void
test_head (void)
{
  static const char text[] =
    "<?xml version='1.0'?>\n<repository>\n<!-- <namespace> -->\n<include name='Gio' version='2.0'/>\n"
    "<namespace name='Foo' version='1'>\n<class name='Thing'>what is behind is not even well-formed";
  GString *outline = gir_outline_make (text, strlen (text), GIR_READ_HEAD);

  g_assert_cmpstr (outline->str, ==,
                   "<?xml version='1.0'?>\n<repository>\n<!-- <namespace> -->\n<include name='Gio' version='2.0'/>\n"
                   "<namespace name='Foo' version='1'/></repository>");
  g_string_free (outline, TRUE);
}

/* The parser is to say what is wrong, wherever that is. */
static void
test_no_outline (void)
{
  static const char * const malformed[] = {
    "", "x", "<html/>", "<repository>", "<repository><namespace></repository>", "<repository><a></b></repository>",
    "<repository><a><b></a></b></repository>", "<repository><a x='></repository>", "<repository/></repository>",
    "<repository><a><!-- </a></repository>", "<repository><a><![CDATA[ </a> ]></a></repository>", "<repository><a",
    "<repository>< a/></repository>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      GString *outline = gir_outline_make (malformed[i], strlen (malformed[i]), GIR_READ_PAIRS);
      g_autoptr (GirModel) model = NULL;

      if (outline != NULL)
        model = gir_reader_parse ("test.gir", outline->str, (gssize) outline->len, GIR_READ_PAIRS, NULL);
      g_assert_null (model);
      if (outline != NULL)
        g_string_free (outline, TRUE);
    }
}

/* Names are compared by their length, which a NUL does not end. */
static void
test_nul_in_name (void)
{
  static const char text[] = "<repository><namespace\0\0\0\0\0\0\0\0 name='Foo'></namespace></repository>";
  GString *outline = gir_outline_make (text, sizeof text - 1, GIR_READ_PAIRS);

  g_assert_null (outline);
}

static void
test_order (void)
{
  const PairingOptions after = { .out_params = TWIN_OUTS_AFTER_CANCELLABLE };
  const char *body = ASYNC ("get_async", PARAMETER ("a", "int", "") PARAMETER ("io_priority", "int", ""))
                     FINISH ("get_finish", RESULT PARAMETER ("b", "int*", "direction='out'"));
  g_auto (Paired) first = pair (body);
  g_auto (Paired) last = pair_with (body, &after);
  g_autofree char *first_names = get_names (get_only (&first));
  g_autofree char *last_names = get_names (get_only (&last));

  g_assert_cmpstr (first_names, ==, "a b cancellable");
  g_assert_cmpstr (last_names, ==, "a cancellable b");
}

/* What follows the cancellable of the async function follows it in the twin, unless told otherwise. */
static void
test_cancellable_in_place (void)
{
  const PairingOptions before = { .out_params = TWIN_OUTS_BEFORE_CANCELLABLE };
  const char *body = FUNCTION ("get_async", "", VOID, CANCELLABLE PARAMETER ("a", "int", "") CALLBACK)
                     FINISH ("get_finish", RESULT PARAMETER ("b", "int*", "direction='out'"));
  g_auto (Paired) in_place = pair (body);
  g_auto (Paired) last = pair_with (body, &before);
  g_autofree char *names = get_names (get_only (&in_place));
  g_autofree char *last_names = get_names (get_only (&last));

  g_assert_cmpstr (names, ==, "cancellable a b");
  g_assert_cmpstr (last_names, ==, "a b cancellable");
}

static void
test_no_cancellable (void)
{
  g_auto (Paired) paired = pair (FUNCTION ("get_async", "", VOID, CALLBACK) FINISH ("get_finish", RESULT));
  g_autofree char *names = get_names (get_only (&paired));

  g_assert_cmpstr (names, ==, "cancellable");
}

static void
test_plain_outs (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "")
                                 FINISH ("get_finish", RESULT PARAMETER ("n", "gsize*", "")
                                                              PARAMETER ("s", "char**", "")));
  g_autofree char *names = get_names (get_only (&paired));

  g_assert_cmpstr (names, ==, "n s cancellable");
  g_assert_cmpint (twin_get_parameter (get_only (&paired)->twin, 0)->direction, ==, GIR_DIRECTION_OUT);
}

/* The last error that an object knows of, say. */
static void
test_error_as_result (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "")
                                 FINISH ("get_finish", RESULT PARAMETER ("last_error", "GError**", "direction='out'")));
  g_autofree char *names = get_names (get_only (&paired));

  g_assert_cmpstr (names, ==, "last_error cancellable");
  g_assert_true (get_only (&paired)->twin->throws);
}

static void
test_same_names (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", PARAMETER ("etag", "const char*", ""))
                                 FINISH ("get_finish", RESULT PARAMETER ("etag", "char**", "direction='out'")));
  g_autofree char *names = get_names (get_only (&paired));

  g_assert_cmpstr (names, ==, "etag out_etag cancellable");
}

static void
test_caller_memory (void)
{
  static const struct
  {
    const char *parameter;
    gboolean    touches;
  } cases[] = {
    { PARAMETER ("a", "const char*", ""), FALSE },
    { PARAMETER ("a", "GBytes*", ""), FALSE },
    { PARAMETER ("a", "void*", "direction='out' caller-allocates='1'"), TRUE },
    { PARAMETER ("a", "const guint8*", ""), TRUE },
    { PARAMETER ("a", "FooFunc", "scope='call'") PARAMETER ("b", "gpointer", ""), TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strconcat (
        "<function name='get_async' c:identifier='foo_get_async'>" VOID "<parameters>", cases[i].parameter,
        CALLBACK "</parameters></function>" FINISH ("get_finish", RESULT), NULL);
      g_auto (Paired) paired = pair (body);

      g_assert_cmpint (twin_uses_caller_memory (get_only (&paired)->twin), ==, cases[i].touches);
    }
}

typedef struct
{
  const char *reason;
  const char *body;
} Refusal;

static const Refusal refusals[] = {
  { "no-finish-function", ASYNC ("get_async", "") },
  { "varargs", FUNCTION ("get_async", "", VOID, CALLBACK "<parameter name='...'><varargs/></parameter>")
               FINISH ("get_finish", RESULT) },
  { "several-callbacks", ASYNC ("get_async", PARAMETER ("x", "GAsyncReadyCallback", "") PARAMETER ("y", "gpointer", ""))
                         FINISH ("get_finish", RESULT) },
  { "no-user-data", FUNCTION ("get_async", "", VOID, PARAMETER ("callback", "GAsyncReadyCallback", ""))
                    FINISH ("get_finish", RESULT) },
  { "callback-without-data",
    FUNCTION ("get_async", "", VOID, PARAMETER ("more", "FooFunc", "scope='call' closure='2'") CALLBACK)
    FINISH ("get_finish", RESULT) },
  { "callback-outlives-call",
    ASYNC ("get_async", PARAMETER ("f", "FooFunc", "scope='forever'") PARAMETER ("d", "gpointer", ""))
    FINISH ("get_finish", RESULT) },
  { "async-returns-value", FUNCTION ("get_async", "", BOOLEAN, CALLBACK) FINISH ("get_finish", RESULT) },
  { "async-throws", FUNCTION ("get_async", "throws='1'", VOID, CALLBACK) FINISH ("get_finish", RESULT) },
  { "takes-ownership", ASYNC ("get_async", PARAMETER ("a", "GBytes*", "transfer-ownership='full'"))
                       FINISH ("get_finish", RESULT) },
  { "finish-without-result", ASYNC ("get_async", "") FINISH ("get_finish", "") },
  { "finish-needs-argument", ASYNC ("get_async", "") FINISH ("get_finish", RESULT PARAMETER ("a", "GBytes*", "")) },
  { "unknown-type", ASYNC ("get_async", "")
    FUNCTION ("get_finish", "", "<return-value><type name='Nix' c:type='FooNix'/></return-value>", RESULT) },
  { "returns-by-value", "<record name='Size' c:type='FooSize'/>" ASYNC ("get_async", "")
    FUNCTION ("get_finish", "", "<return-value><type name='Size' c:type='FooSize'/></return-value>", RESULT) },
  { "no-c-type", ASYNC ("get_async", "<parameter name='a'><type name='utf8'/></parameter>")
                 FINISH ("get_finish", RESULT) },
  { "function-pointer", ASYNC ("get_async", PARAMETER ("f", "gpointer*", "")) FINISH ("get_finish", RESULT) },
};

static void
test_scope_of_data (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", PARAMETER ("f", "FooFunc", "scope='notified' closure='1'")
                                        "<parameter name='d' scope='notified' closure='0'>"
                                        "<type name='gpointer' c:type='gpointer'/></parameter>")
                                 FINISH ("get_finish", RESULT));
  Twin *twin = get_only (&paired)->twin;

  g_assert_cmpint (twin_get_parameter (twin, 0)->role, ==, ROLE_CALLBACK);
  g_assert_cmpint (twin_get_parameter (twin, 1)->role, ==, ROLE_CLOSURE);
}

static void
test_void_parameter (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", PARAMETER ("a", "const void", "")) FINISH ("get_finish", RESULT));

  g_assert_cmpstr (get_only (&paired)->reason, ==, "no-c-type");
}

static void
test_contradiction (void)
{
  g_auto (Paired) paired = pair ("<enumeration name='Kind' c:type='FooKind'/>" ASYNC ("get_async", "")
                                 FUNCTION ("get_finish", "", "<return-value><type name='Kind' c:type='FooOther'/>"
                                           "</return-value>", RESULT));

  g_assert_cmpstr (get_only (&paired)->reason, ==, "unknown-type");
}

/* Beside the twins, the file has functions and types that are named after them. */
static void
test_names_in_file (void)
{
  g_auto (Paired) paired = pair (ASYNC ("3d_async", "") FINISH ("3d_finish", RESULT)
                                 ASYNC ("read_2_async", PARAMETER ("foo_read_2_finish", "int", "")
                                                        PARAMETER ("read_2_start", "int", ""))
                                 FINISH ("read_2_finish", RESULT)
                                 ASYNC ("read2_async", "") FINISH ("read2_finish", RESULT));
  Pair *digit = g_ptr_array_index (paired.pairs, 0);
  Pair *first = g_ptr_array_index (paired.pairs, 1);
  Pair *second = g_ptr_array_index (paired.pairs, 2);
  g_autofree char *names = get_names (first);

  g_assert_cmpstr (digit->twin->start_name, ==, "the_3d_start");
  g_assert_cmpstr (digit->twin->args_type, ==, "The3dArgs");
  g_assert_cmpstr (names, ==, "the_foo_read_2_finish read_2_start cancellable");
  g_assert_cmpstr (first->twin->start_name, ==, "the_read_2_start");
  g_assert_cmpstr (second->twin->args_type, ==, "Read2Args");
}

static void
test_type_of_the_library (void)
{
  g_auto (Paired) paired = pair ("<record name='GetArgs' c:type='GetArgs'/>" ASYNC ("get_async", "")
                                 FINISH ("get_finish", RESULT)
                                 ASYNC ("put_async", PARAMETER ("a", "PutArgs*", "")) FINISH ("put_finish", RESULT));
  Pair *known = g_ptr_array_index (paired.pairs, 0);
  Pair *mentioned = g_ptr_array_index (paired.pairs, 1);

  g_assert_cmpstr (known->twin->args_type, ==, "TheGetArgs");
  g_assert_cmpstr (mentioned->twin->args_type, ==, "ThePutArgs");
}

static void
test_owned_pointer (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "<parameter name='b' transfer-ownership='full'>"
                                        "<type name='GLib.Bytes' c:type='GBytes**'/></parameter>")
                                 FINISH ("get_finish", RESULT));

  g_assert_cmpstr (get_only (&paired)->reason, ==, "takes-ownership");
}

/* The links of a list can be released, and what they have only by who knows how. */
static void
test_owned_list (void)
{
  g_auto (Paired) links = pair (ASYNC ("get_async", "<parameter name='b' transfer-ownership='container'>"
                                       "<type name='GLib.List' c:type='GList*'/></parameter>")
                                FINISH ("get_finish", RESULT));
  g_auto (Paired) all = pair (ASYNC ("get_async", "<parameter name='b' transfer-ownership='full'>"
                                     "<type name='GLib.List' c:type='GList*'/></parameter>")
                              FINISH ("get_finish", RESULT));

  g_assert_cmpstr (twin_get_parameter (get_only (&links)->twin, 0)->release, ==, "g_list_free");
  g_assert_cmpstr (get_only (&all)->reason, ==, "takes-ownership");
}

/* No more than is a name: what is called instead of a function with variable arguments. */
static void
test_hostile_sibling (void)
{
  g_autofree char *text = g_strdup ("<repository><namespace name='Foo' version='1' c:symbol-prefixes='foo'>"
                                    FUNCTION ("get_async", "shadowed-by='getv'", VOID,
                                              CALLBACK "<parameter name='...'><varargs/></parameter>")
                                    ASYNC ("getv", PARAMETER ("a*b", "int", "")) FINISH ("get_finish", RESULT)
                                    "</namespace></repository>");
  const char * const only[] = { "foo_get_async", NULL };
  const PairingOptions options = { .only = only };
  g_autoptr (GError) error = NULL;
  g_autoptr (GirModel) model = gir_reader_parse ("test.gir", text, -1, GIR_READ_ALL, &error);
  g_autoptr (TypeResolver) resolver = type_resolver_new (model, NULL);
  g_autoptr (GPtrArray) pairs = pairing_run (model, &options, &error);

  g_assert_null (pairs);
  g_assert_true (type_resolver_check (resolver, NULL));
  g_assert_error (error, DIAGNOSTICS_ERROR, DIAGNOSTICS_ERROR_INPUT);
  g_assert_cmpstr (error->message, ==, "test.gir:1: error: \"a*b\" is not a C identifier");
}

static void
test_inout (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "")
                                 FINISH ("get_finish", RESULT PARAMETER ("n", "int*", "direction='inout'")
                                                       PARAMETER ("box", "FooBox*", "direction='inout'")));
  Twin *twin = get_only (&paired)->twin;

  g_assert_cmpint (twin_get_parameter (twin, 0)->direction, ==, GIR_DIRECTION_INOUT);
  g_assert_cmpint (twin_get_parameter (twin, 1)->direction, ==, GIR_DIRECTION_INOUT);
}

static void
test_qualified_return (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "")
                                 FUNCTION ("get_finish", "throws='1'", "<return-value><type name='utf8' "
                                           "c:type='const char* const'/></return-value>", RESULT));

  g_assert_cmpstr (get_only (&paired)->twin->returns, ==, "const char *");
}

static void
test_keyword (void)
{
  const PairingOptions options = { .naming = PAIRING_NAMING_GIO };
  g_auto (Paired) paired = pair_with ("<function name='delete_async' c:identifier='delete_async'>" VOID "<parameters>"
                                      CALLBACK "</parameters></function>"
                                      "<function name='delete_finish' c:identifier='delete_finish'>" BOOLEAN
                                      "<parameters>" RESULT "</parameters></function>", &options);

  g_assert_cmpstr (get_only (&paired)->reason, ==, CHECK_NAME_TAKEN);
}

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_auto (Paired) paired = pair (refusal->body);

  g_assert_cmpint (get_only (&paired)->status, ==, PAIR_REFUSED);
  g_assert_cmpstr (get_only (&paired)->reason, ==, refusal->reason);
  g_assert_cmpuint (strlen (check_get_remedy (refusal->reason)), >, 0);
  g_assert_null (get_only (&paired)->twin);
}

static void
add (const char *claim,
     GTestFunc   test)
{
  g_autofree char *path = g_strconcat ("/smartasync/codegen/pairing/", claim, NULL);

  g_test_add_func (path, test);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("the-last-cancellable-cancels", test_two_cancellables);
  add ("what-does-not-matter-is-not-read", test_outline);
  add ("of-a-file-on-the-way-only-the-head-is-read", test_head);
  add ("what-is-malformed-is-read-as-a-whole", test_no_outline);
  add ("a-name-with-a-nul-in-it-is-another-name", test_nul_in_name);
  add ("out-parameters-stand-before-the-cancellable-or-last", test_order);
  add ("a-cancellable-stands-last-or-in-its-place", test_cancellable_in_place);
  add ("a-twin-always-has-a-cancellable", test_no_cancellable);
  add ("an-out-parameter-needs-no-annotation", test_plain_outs);
  add ("an-error-may-be-a-result", test_error_as_result);
  add ("two-parameters-of-one-name-get-two-names", test_same_names);
  add ("the-data-of-a-callback-is-none", test_scope_of_data);
  add ("no-parameter-is-void", test_void_parameter);
  add ("a-c-type-that-is-not-the-type-s-own-is-unknown", test_contradiction);
  add ("no-name-in-the-file-is-there-twice", test_names_in_file);
  add ("no-type-of-the-library-is-defined-again", test_type_of_the_library);
  add ("what-points-to-what-is-handed-over-is-not-released", test_owned_pointer);
  add ("the-links-of-a-list-are-released", test_owned_list);
  add ("a-sibling-is-named-in-c-too", test_hostile_sibling);
  add ("what-is-read-and-written-stays-so", test_inout);
  add ("a-twin-returns-what-can-be-assigned", test_qualified_return);
  add ("no-twin-is-called-like-a-keyword", test_keyword);
  add ("what-is-used-in-place-is-caller-memory", test_caller_memory);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/codegen/check/%s-is-refused", refusals[i].reason);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }

  return g_test_run ();
}
