/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which functions belong together, by name and by annotation.
 */

#include "pair/check.h"
#include "pair/visibility.h"
#include "pairing-support.h"

static void
test_suffix (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "") FINISH ("get_finish", RESULT));

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_get_finish");
  g_assert_cmpstr (get_only (&paired)->twin->name, ==, "foo_get_sync");
}

static void
test_no_suffix (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get", "") FINISH ("get_finish", RESULT));

  g_assert_cmpstr (get_only (&paired)->twin->name, ==, "foo_get_sync");
}

static void
test_long_finish (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "") FINISH ("get_async_finish", RESULT));

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_get_async_finish");
}

static void
test_annotation (void)
{
  static const char * const names[] = { "end_it", "foo_end_it" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *body = g_strdup_printf (
        "<function name='get_async' c:identifier='foo_get_async' glib:finish-func='%s'>" VOID
        "<parameters>" CALLBACK "</parameters></function>%s", names[i],
        FINISH ("end_it", RESULT) FINISH ("get_finish", RESULT));
      g_auto (Paired) paired = pair (body);

      g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_end_it");
    }
}

static void
test_given_finish (void)
{
  static const char * const finish[] = { "foo_get_async=foo_other", NULL };
  const PairingOptions options = { .finish = finish };
  g_auto (Paired) paired = pair_with (ASYNC ("get_async", "") FINISH ("get_finish", RESULT) FINISH ("other", RESULT),
                                      &options);

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_other");
}

/* Of a function that is neither called a finish function nor takes a result, only the name is read. */
static void
test_given_no_finish (void)
{
  static const char * const finish[] = { "foo_get_async=foo_other", NULL };
  const PairingOptions options = { .finish = finish };
  g_auto (Paired) paired = pair_with (ASYNC ("get_async", "") FINISH ("other", PARAMETER ("a", "int", "")), &options);

  g_assert_cmpstr (get_only (&paired)->reason, ==, "finish-without-result");
}

static void
test_existing (void)
{
  const PairingOptions generate = { .existing = PAIRING_EXISTING_GENERATE };
  const char *body = ASYNC ("get_async", "") FINISH ("get_finish", RESULT) FUNCTION ("get_sync", "", BOOLEAN, "");
  g_auto (Paired) skipped = pair (body);
  g_auto (Paired) generated = pair_with (body, &generate);

  g_assert_cmpint (get_only (&skipped)->status, ==, PAIR_EXISTING);
  g_assert_cmpstr (get_only (&skipped)->existing->c_identifier, ==, "foo_get_sync");
  g_assert_cmpint (get_only (&generated)->status, ==, PAIR_GENERATE);
  g_assert_cmpstr (get_only (&generated)->twin->name, ==, "foo_get_smart_sync");
}

static void
test_deprecated_twin (void)
{
  const PairingOptions generate = { .existing = PAIRING_EXISTING_GENERATE };
  g_auto (Paired) paired = pair_with (ASYNC ("get_async", "") FINISH ("get_finish", RESULT)
                                      FUNCTION ("get_sync", "deprecated='1'", BOOLEAN, ""), &generate);

  g_assert_true (get_only (&paired)->twin->deprecated_by == get_only (&paired)->existing);
}

static void
test_async_sibling (void)
{
  g_auto (Paired) paired = pair (ASYNC ("get_async", "") FINISH ("get_finish", RESULT) ASYNC ("get", ""));

  g_assert_cmpuint (paired.pairs->len, ==, 2);
  g_assert_null (((Pair *) g_ptr_array_index (paired.pairs, 0))->existing);
  g_assert_cmpstr (((Pair *) g_ptr_array_index (paired.pairs, 1))->reason, ==, CHECK_NAME_TAKEN);
}

static void
test_moved (void)
{
  g_auto (Paired) paired = pair (
    "<record name='Bar' c:type='FooBar'>" ASYNC ("get_async", "") FINISH ("get_finish", RESULT) "</record>"
    FUNCTION ("get_async", "moved-to='Bar.get_async'", VOID, CALLBACK));

  g_assert_cmpstr (get_only (&paired)->async->container, ==, "Bar");
}

#define INSTANCE(name) \
  "<instance-parameter name='self'><type name='" name "' c:type='Foo" name "*'/></instance-parameter>"
#define METHOD(name, parameters) \
  "<method name='" name "' c:identifier='foo_" name "'>" BOOLEAN "<parameters>" parameters "</parameters></method>"
#define BAR_ASYNC(attributes) \
  "<method name='get_async' c:identifier='foo_bar_get_async' " attributes ">" VOID \
  "<parameters>" INSTANCE ("Bar") CALLBACK "</parameters></method>"
#define CLASS(name, body) "<class name='" name "' c:type='Foo" name "'>" body "</class>"

/* A class can have one finish function for all. */
static void
test_generic_finish (void)
{
  static const struct
  {
    const char *body;
    const char *finish;
  } cases[] = {
    { CLASS ("Bar", BAR_ASYNC ("") METHOD ("bar_generic_finish", INSTANCE ("Bar") RESULT)),
      "foo_bar_generic_finish" },
    { CLASS ("Bar", BAR_ASYNC ("") METHOD ("bar_generic_finish", INSTANCE ("Bar") RESULT)
                    METHOD ("bar_get_finish", INSTANCE ("Bar") RESULT)),
      "foo_bar_get_finish" },
    { CLASS ("Bar", BAR_ASYNC ("") METHOD ("bar_generic_finish", INSTANCE ("Bar"))), NULL },
    { CLASS ("Bar", BAR_ASYNC ("") METHOD ("bar_generic_finish", INSTANCE ("Bar") RESULT)
                    METHOD ("bar_more_generic_finish", INSTANCE ("Bar") RESULT)), NULL },
    { CLASS ("Bar", BAR_ASYNC (""))
      CLASS ("Baz", METHOD ("baz_generic_finish", INSTANCE ("Baz") RESULT)), NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Paired) paired = pair (cases[i].body);
      GirCallable *finish = get_only (&paired)->finish;

      g_assert_cmpstr (finish != NULL ? finish->c_identifier : NULL, ==, cases[i].finish);
    }
}

/* What is a method of something that the async function does not have cannot finish it. */
static void
test_annotation_of_other_class (void)
{
  g_auto (Paired) paired = pair (
    CLASS ("Bar", BAR_ASYNC ("glib:finish-func='foo_baz_generic_finish'")
                  METHOD ("bar_generic_finish", INSTANCE ("Bar") RESULT))
    CLASS ("Baz", METHOD ("baz_generic_finish", INSTANCE ("Baz") RESULT)));
  g_auto (Paired) without = pair (
    CLASS ("Bar", BAR_ASYNC ("glib:finish-func='foo_baz_generic_finish'"))
    CLASS ("Baz", METHOD ("baz_generic_finish", INSTANCE ("Baz") RESULT)));

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_bar_generic_finish");
  g_assert_cmpstr (get_only (&without)->reason, ==, "finish-needs-argument");
}

/* Some libraries annotate what is no finish function. */
static void
test_annotated_without_result (void)
{
  g_auto (Paired) paired = pair (FUNCTION ("get_async", "glib:finish-func='get_started'", VOID, CALLBACK)
                                 FUNCTION ("get_started", "", VOID, "") FINISH ("get_finish", RESULT));

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_get_finish");
}

static void
test_annotated_nowhere (void)
{
  g_auto (Paired) paired = pair (FUNCTION ("get_async", "glib:finish-func='end_it' glib:sync-func='wait_for_it'", VOID,
                                           CALLBACK) FINISH ("get_finish", RESULT)
                                 FUNCTION ("get_sync", "", BOOLEAN, ""));

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_get_finish");
  g_assert_cmpstr (get_only (&paired)->existing->c_identifier, ==, "foo_get_sync");
}

static void
test_annotated_twin (void)
{
  static const char * const annotations[] = {
    "glib:sync-func='wait_for_it'>", "glib:sync-func='foo_wait_for_it'>",
    "><attribute name='glib:sync-func' value='wait_for_it'/>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (annotations); i++)
    {
      g_autofree char *body = g_strconcat (
        "<function name='get_async' c:identifier='foo_get_async' ", annotations[i], VOID
        "<parameters>" CALLBACK "</parameters></function>" FINISH ("get_finish", RESULT)
        FUNCTION ("wait_for_it", "", BOOLEAN, "") FUNCTION ("get_sync", "", BOOLEAN, "")
        FUNCTION ("get", "", BOOLEAN, ""), NULL);
      g_auto (Paired) paired = pair (body);

      g_assert_cmpstr (get_only (&paired)->existing->c_identifier, ==, "foo_wait_for_it");
    }
}

/* Scanners since 1.80 look for X only, and annotate it. */
static void
test_guessed_twin (void)
{
  g_auto (Paired) paired = pair (FUNCTION ("get_async", "glib:sync-func='get'", VOID, CALLBACK)
                                 FINISH ("get_finish", RESULT) FUNCTION ("get", "", BOOLEAN, "")
                                 FUNCTION ("get_sync", "", BOOLEAN, ""));
  g_auto (Paired) alone = pair (FUNCTION ("get_async", "glib:sync-func='get'", VOID, CALLBACK)
                                FINISH ("get_finish", RESULT) FUNCTION ("get", "", BOOLEAN, ""));

  g_assert_cmpstr (get_only (&paired)->existing->c_identifier, ==, "foo_get_sync");
  g_assert_cmpstr (get_only (&alone)->existing->c_identifier, ==, "foo_get");
}

/* Bindings see another function, which takes closures; C has the one that takes callbacks. */
static void
test_closures (void)
{
  g_auto (Paired) paired = pair (
    FUNCTION ("copy_async", "shadowed-by='copy_async_with_closures' glib:finish-func='copy_finish'", VOID,
              PARAMETER ("progress", "FooFunc", "scope='call' closure='1'") PARAMETER ("progress_data", "gpointer", "")
              CALLBACK)
    FUNCTION ("copy_async_with_closures", "shadows='copy_async' glib:finish-func='copy_finish'", VOID,
              PARAMETER ("progress", "GClosure*", "") PARAMETER ("ready", "GClosure*", ""))
    FINISH ("copy_finish", RESULT));
  Pair *only = get_only (&paired);
  g_autofree char *names = get_names (only);

  g_assert_cmpstr (only->async->c_identifier, ==, "foo_copy_async");
  g_assert_cmpint (only->status, ==, PAIR_GENERATE);
  g_assert_cmpstr (only->twin->name, ==, "foo_copy_sync");
  g_assert_cmpstr (names, ==, "progress progress_data cancellable");
  visibility_apply (paired.pairs);
  g_assert_false (only->twin->is_hidden);
  g_assert_null (only->twin->replaces);
}

#define METHOD_OF(name, class, attributes, returns, parameters) \
  "<method name='" name "' c:identifier='foo_" class "_" name "' " attributes ">" returns "<parameters>" \
  "<instance-parameter name='self'><type name='" class "' c:type='Foo" class "*'/></instance-parameter>" \
  parameters "</parameters></method>"

static void
test_inherited (void)
{
  g_auto (Paired) paired = pair (
    "<class name='Base' c:type='FooBase'>" METHOD_OF ("get_finish", "Base", "", BOOLEAN, RESULT)
    METHOD_OF ("end", "Base", "", BOOLEAN, RESULT) "</class><class name='Derived' c:type='FooDerived' parent='Base'>"
    METHOD_OF ("get_async", "Derived", "", VOID, CALLBACK)
    METHOD_OF ("put_async", "Derived", "glib:finish-func='end'", VOID, CALLBACK) "</class>");
  const char * const finish[] = { "foo_Base_get_finish", "foo_Base_end" };

  g_assert_cmpuint (paired.pairs->len, ==, G_N_ELEMENTS (finish));
  for (guint i = 0; i < paired.pairs->len; i++)
    {
      Pair *one = g_ptr_array_index (paired.pairs, i);

      g_assert_cmpstr (one->finish->c_identifier, ==, finish[i]);
      g_assert_null (one->reason);
    }
}

/* What cannot finish it does not stand in the way, and its own class comes first. */
static void
test_inherited_or_generic (void)
{
  static const char * const parents[] = { "", RESULT };

  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++)
    {
      g_autofree char *body = g_strdup_printf (
        "<class name='Base' c:type='FooBase'>"
        "<method name='get_finish' c:identifier='foo_base_get_finish'>" BOOLEAN "<parameters>" INSTANCE ("Base")
        "%s</parameters></method></class>"
        "<class name='Bar' c:type='FooBar' parent='Base'>" BAR_ASYNC ("")
        METHOD ("bar_generic_finish", INSTANCE ("Bar") RESULT) "</class>", parents[i]);
      g_auto (Paired) paired = pair (body);

      g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_bar_generic_finish");
    }
}

/* A parent class hides what its own parents have of that name only if it can finish. */
static void
test_inherited_from_grandparent (void)
{
  g_auto (Paired) paired = pair (
    "<class name='Base' c:type='FooBase'>" METHOD_OF ("get_finish", "Base", "", BOOLEAN, RESULT) "</class>"
    "<class name='Middle' c:type='FooMiddle' parent='Base'>" METHOD_OF ("get_finish", "Middle", "", BOOLEAN, "")
    "</class><class name='Derived' c:type='FooDerived' parent='Middle'>"
    METHOD_OF ("get_async", "Derived", "", VOID, CALLBACK) "</class>");

  g_assert_cmpstr (get_only (&paired)->finish->c_identifier, ==, "foo_Base_get_finish");
}

/* In a finished file, what has no name is of a type that no namespace has. */
static void
test_unknown_type (void)
{
  g_auto (Paired) paired = pair (
    ASYNC ("get_async", PARAMETER ("a", "int", "")) FINISH ("get_finish", RESULT)
    ASYNC ("put_async", "<parameter name='notify'><type c:type='OTHER_NOTIFY'/></parameter>")
    FINISH ("put_finish", RESULT));

  visibility_hide_unknown (paired.pairs);
  g_assert_false (((Pair *) g_ptr_array_index (paired.pairs, 0))->twin->is_hidden);
  g_assert_true (((Pair *) g_ptr_array_index (paired.pairs, 1))->twin->is_hidden);
}

/* Two callbacks in a row may have one piece of data. Bindings could pass only that of one of them. */
static void
test_shared_data (void)
{
  static const char * const bodies[] = {
    ASYNC ("get_async", PARAMETER ("f", "FooFunc", "scope='call'") PARAMETER ("g", "FooFunc", "scope='call'")
                        PARAMETER ("d", "gpointer", "")) FINISH ("get_finish", RESULT),
    ASYNC ("get_async", PARAMETER ("f", "FooFunc", "scope='call' closure='1'") PARAMETER ("d", "gpointer", "")
                        PARAMETER ("g", "FooFunc", "scope='call' closure='1'")) FINISH ("get_finish", RESULT),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (Paired) paired = pair (bodies[i]);

      g_assert_cmpint (get_only (&paired)->status, ==, PAIR_GENERATE);
      g_assert_true (twin_uses_caller_memory (get_only (&paired)->twin));
      visibility_apply (paired.pairs);
      g_assert_true (get_only (&paired)->twin->is_hidden);
    }
}

static void
add (const char *claim,
     GTestFunc   test)
{
  g_autofree char *path = g_strconcat ("/smartasync/codegen/halves/", claim, NULL);

  g_test_add_func (path, test);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("an-async-suffix-is-replaced", test_suffix);
  add ("a-name-without-suffix-gets-one", test_no_suffix);
  add ("a-finish-function-may-keep-async-in-its-name", test_long_finish);
  add ("an-annotation-comes-before-a-name", test_annotation);
  add ("the-command-line-comes-before-both", test_given_finish);
  add ("a-parent-class-has-it-for-derived-ones", test_inherited);
  add ("the-class-itself-comes-before-its-parents", test_inherited_or_generic);
  add ("what-cannot-finish-is-not-inherited", test_inherited_from_grandparent);
  add ("what-takes-no-result-is-no-finish-function", test_given_no_finish);
  add ("a-hand-written-twin-keeps-its-name", test_existing);
  add ("a-deprecated-twin-makes-its-namesake-deprecated", test_deprecated_twin);
  add ("an-async-sibling-is-no-twin", test_async_sibling);
  add ("a-moved-function-is-paired-once", test_moved);
  add ("an-annotated-function-without-a-result-is-no-finish-function", test_annotated_without_result);
  add ("an-annotation-of-what-is-not-there-says-nothing", test_annotated_nowhere);
  add ("an-annotated-twin-comes-before-a-name", test_annotated_twin);
  add ("the-scanner-s-guess-comes-behind-a-name", test_guessed_twin);
  add ("what-takes-closures-is-not-paired-besides", test_closures);
  add ("a-class-may-have-one-finish-function-for-all", test_generic_finish);
  add ("a-method-of-another-class-finishes-nothing", test_annotation_of_other_class);
  add ("callbacks-that-share-data-hide-the-twin", test_shared_data);
  add ("a-type-that-no-namespace-has-hides-the-twin", test_unknown_type);

  return g_test_run ();
}
