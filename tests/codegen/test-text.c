/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * C types, columns and documentation text, as text.
 */

#include <string.h>

#include "base/ctype.h"
#include "emit/columns.h"
#include "emit/doc-text.h"

static void
test_identifiers (void)
{
  g_assert_true (ctype_is_identifier ("foo_bar2"));
  g_assert_true (ctype_is_identifier ("_x"));
  g_assert_false (ctype_is_identifier (""));
  g_assert_false (ctype_is_identifier (NULL));
  g_assert_false (ctype_is_identifier ("2x"));
  g_assert_false (ctype_is_identifier ("a b"));
  g_assert_false (ctype_is_identifier ("a\"b"));
  g_assert_false (ctype_is_identifier ("größe"));
  g_assert_true (ctype_is_keyword ("while"));
  g_assert_true (ctype_is_keyword ("class"));
}

static void
assert_made (const char *text,
             const char *expected)
{
  g_autofree char *name = ctype_make_identifier (text);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_foreign_names (void)
{
  assert_made ("plain_2", "plain_2");
  assert_made ("gr\303\266\303\237e", "gro_e");
  assert_made ("\320\277\321\203\321\202\321\214", "____");
  assert_made ("na\303\257ve", "naive");
  assert_made ("", NULL);
  assert_made ("a b", NULL);
  assert_made ("2x", NULL);
  assert_made ("a\342\200\256b", NULL);
  assert_made ("\377", NULL);
}

static gboolean
is_valid (const char *text)
{
  g_autoptr (CType) c_type = ctype_new (text);

  return c_type->is_valid;
}

static void
test_valid_types (void)
{
  g_assert_true (is_valid ("const char* const*"));
  g_assert_true (is_valid ("unsigned long long"));
  g_assert_true (is_valid ("struct foo *"));
  g_assert_true (is_valid ("volatile int const"));
  g_assert_true (is_valid ("char * restrict const * const"));
  g_assert_true (is_valid ("long double"));
  g_assert_false (is_valid ("GCancellable * cancellable"));
  g_assert_false (is_valid ("FooThing bar"));
  g_assert_false (is_valid ("struct foo bar"));
  g_assert_false (is_valid ("foo struct"));
  g_assert_false (is_valid ("struct const foo"));
  g_assert_false (is_valid ("struct"));
  g_assert_false (is_valid ("const"));
  g_assert_false (is_valid ("const const char *"));
  g_assert_false (is_valid ("restrict int"));
  g_assert_false (is_valid ("long float"));
  g_assert_false (is_valid ("int char"));
  g_assert_false (is_valid ("struct long"));
  g_assert_false (is_valid ("long long long"));
  g_assert_false (is_valid ("wchar_t"));
  g_assert_false (is_valid ("guint8[16]"));
  g_assert_false (is_valid ("void (*)(int)"));
  g_assert_false (is_valid ("char char"));
  g_assert_false (is_valid ("const*int"));
  g_assert_false (is_valid (""));
  g_assert_false (is_valid ("*int"));
  g_assert_false (is_valid (" int"));
  g_assert_false (is_valid ("int; return"));
  g_assert_false (is_valid ("return x"));
  g_assert_false (is_valid ("char */"));
  g_assert_false (is_valid ("int\n#error"));
  g_assert_false (is_valid ("3d"));
}

static void
test_normal_form (void)
{
  static const char * const types[][2] = {
    { "const char* const*", "const char * const *" },
    { "GFile*", "GFile *" },
    { "char  **", "char **" },
    { "char * *", "char **" },
    { "int", "int" },
    { "char const*", "const char *" },
    { "char const * const *", "const char * const *" },
    { "int const", "const int" },
    { "int volatile const *", "const volatile int *" },
    { "long unsigned int", "unsigned long" },
    { "int long unsigned long", "unsigned long long" },
    { "unsigned", "unsigned int" },
    { "char signed", "signed char" },
    { "signed", "int" },
    { "double long*", "long double *" },
    { "const\tstruct _Foo*", "const struct _Foo *" },
    { "char * restrict", "char *" },
    { "char * __restrict__ * restrict const", "char * __restrict * const" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (CType) c_type = ctype_new (types[i][0]);
      g_autoptr (CType) same = ctype_new (types[i][1]);
      g_autoptr (CType) other = ctype_new ("GFile **");

      g_assert_cmpstr (c_type->text, ==, types[i][1]);
      g_assert_cmpstr (c_type->given, ==, types[i][0]);
      g_assert_true (ctype_equal (c_type, same));
      g_assert_false (ctype_equal (c_type, other));
    }
}

static void
test_qualifiers (void)
{
  static const char * const types[][2] = {
    { "const gboolean", "gboolean" },
    { "int const", "int" },
    { "char* const", "char *" },
    { "const char*", "const char *" },
    { "const char* const", "const char *" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (CType) c_type = ctype_new (types[i][0]);
      g_autoptr (CType) value = ctype_new (c_type->value);

      g_assert_cmpstr (c_type->value, ==, types[i][1]);
      g_assert_cmpint (c_type->is_const, ==, !ctype_equal (c_type, value));
      g_assert_true (c_type->has_const);
      g_assert_false (value->is_const);
    }
}

static void
test_pointers (void)
{
  g_autoptr (CType) c_type = ctype_new ("const char*const**");
  g_autoptr (CType) hidden = ctype_new ("gpointer");

  g_assert_cmpuint (c_type->n_stars, ==, 3);
  g_assert_cmpstr (c_type->target->text, ==, "const char * const *");
  g_assert_cmpstr (c_type->target->target->text, ==, "const char * const");
  g_assert_true (c_type->target->target->is_const);
  g_assert_null (c_type->target->target->target);
  g_assert_null (hidden->target);
  g_assert_cmpint (hidden->kind, ==, CTYPE_KIND_POINTER);
}

static CTypeId
get_id (const char *text)
{
  g_autoptr (CType) c_type = ctype_new (text);

  return c_type->id;
}

static void
test_ids (void)
{
  g_assert_cmpint (get_id ("GCancellable*"), ==, CTYPE_ID_CANCELLABLE);
  g_assert_cmpint (get_id ("GError  * *"), ==, CTYPE_ID_ERROR);
  g_assert_cmpint (get_id ("void*"), ==, CTYPE_ID_POINTER);
  g_assert_cmpint (get_id ("const void*"), ==, CTYPE_ID_CONST_POINTER);
  g_assert_cmpint (get_id ("GCancellable**"), ==, CTYPE_ID_OTHER);
  g_assert_cmpint (get_id (""), ==, CTYPE_ID_OTHER);
}

static void
test_special_names (void)
{
  g_assert_true (ctype_is_special ("g_free"));
  g_assert_true (ctype_is_special ("G_IO_ERROR_CANCELLED"));
  g_assert_true (ctype_is_special ("SMART_ASYNC_OPERATION_NONE"));
  g_assert_true (ctype_is_special ("GError"));
  g_assert_true (ctype_is_special ("gsize"));
  g_assert_true (ctype_is_special ("errno"));
  g_assert_true (ctype_is_special ("unix"));
  g_assert_true (ctype_is_special ("linux"));
  g_assert_true (ctype_is_special ("typeof_unqual"));
  g_assert_true (ctype_is_special ("_Atomic"));
  g_assert_true (ctype_is_special ("__typeof__"));
  g_assert_true (ctype_is_special ("st_mtime"));
  g_assert_true (ctype_is_special ("EOF"));
  g_assert_false (ctype_is_special ("gravity"));
  g_assert_false (ctype_is_special ("_private"));
}

static CTypeKind
get_kind (const char *text)
{
  g_autoptr (CType) c_type = ctype_new (text);

  return c_type->kind;
}

static void
test_kinds (void)
{
  g_assert_cmpint (get_kind ("void"), ==, CTYPE_KIND_VOID);
  g_assert_cmpint (get_kind ("void*"), ==, CTYPE_KIND_POINTER);
  g_assert_cmpint (get_kind ("gboolean"), ==, CTYPE_KIND_BOOLEAN);
  g_assert_cmpint (get_kind ("gssize"), ==, CTYPE_KIND_SIGNED);
  g_assert_cmpint (get_kind ("gsize"), ==, CTYPE_KIND_UNSIGNED);
  g_assert_cmpint (get_kind ("const gsize"), ==, CTYPE_KIND_UNSIGNED);
  g_assert_cmpint (get_kind ("GAsyncReadyCallback"), ==, CTYPE_KIND_CALLBACK);
  g_assert_cmpint (get_kind ("FooBar"), ==, CTYPE_KIND_UNKNOWN);
}

static void
test_columns (void)
{
  const Column columns[] = { { "FooClient *", "self" }, { "guint", "id" }, { "GError **", "error" } };
  g_autoptr (GString) text = g_string_new (NULL);
  gsize width = columns_measure (columns, G_N_ELEMENTS (columns));

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      columns_append (text, columns[i].c_type, width, columns[i].name);
      g_string_append_c (text, '\n');
    }

  g_assert_cmpstr (text->str, ==, "FooClient *self\nguint      id\nGError   **error\n");
}

static void
test_sanitize (void)
{
  g_autofree char *ended = doc_text_sanitize ("a */ b /* c **/ d /*/ e");
  g_autofree char *trigraph = doc_text_sanitize ("a ?" "?/");
  g_autofree char *hidden = doc_text_sanitize ("a\xe2\x80\xae" "b\x01" "c");

  g_assert_null (strstr (ended, "*/"));
  g_assert_null (strstr (ended, "/*"));
  g_assert_null (strstr (trigraph, "?" "?/"));
  g_assert_cmpstr (hidden, ==, "abc");
}

static void
test_wrap (void)
{
  g_autoptr (GString) comment = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  doc_text_append_wrapped (comment, " * ", " *   ",
                           "@x: a text that is long enough for a line, and just where that ends comes Returns: and "
                           "goes on\n\n@y: with an empty line");
  lines = g_strsplit (comment->str, "\n", -1);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_assert_true (g_str_has_prefix (lines[i], " *   "));
      g_assert_null (strstr (lines[i], " *   Returns:"));
      g_assert_null (strstr (lines[i], " *   @"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/codegen/text/identifiers-are-those-of-c", test_identifiers);
  g_test_add_func ("/smartasync/codegen/text/names-of-other-alphabets-have-a-plain-one", test_foreign_names);
  g_test_add_func ("/smartasync/codegen/text/a-type-is-words-and-stars", test_valid_types);
  g_test_add_func ("/smartasync/codegen/text/types-are-written-in-one-way", test_normal_form);
  g_test_add_func ("/smartasync/codegen/text/a-value-is-no-less-assignable-for-being-returned", test_qualifiers);
  g_test_add_func ("/smartasync/codegen/text/a-pointer-knows-what-it-points-to", test_pointers);
  g_test_add_func ("/smartasync/codegen/text/types-that-mean-something-are-known-however-they-are-written", test_ids);
  g_test_add_func ("/smartasync/codegen/text/what-generated-code-uses-is-special", test_special_names);
  g_test_add_func ("/smartasync/codegen/text/basic-types-are-known", test_kinds);
  g_test_add_func ("/smartasync/codegen/text/names-line-up-behind-their-stars", test_columns);
  g_test_add_func ("/smartasync/codegen/text/nothing-ends-or-hides-in-a-comment", test_sanitize);
  g_test_add_func ("/smartasync/codegen/text/no-line-looks-like-another-entry", test_wrap);

  return g_test_run ();
}
