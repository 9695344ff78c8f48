/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which operations use memory of the caller, by what their arguments can point to.
 */

#include "pairing-support.h"

#define TYPES \
  "<record name='Stat' c:type='FooStat'><field name='size'><type name='gint' c:type='int'/></field></record>" \
  "<union name='Either' c:type='FooEither'/>" \
  "<record name='Counted' c:type='FooCounted'><field name='a'><type name='gint' c:type='int'/></field>" \
  "<method name='ref' c:identifier='foo_counted_ref'/></record>" \
  "<record name='Hidden' c:type='FooHidden' disguised='1'/>" \
  "<record name='Boxed' c:type='FooBoxed' glib:get-type='foo_boxed_get_type'/>" \
  "<record name='Iter' c:type='FooIter' glib:get-type='foo_iter_get_type'>" \
  "<field name='at'><type name='gint' c:type='int'/></field></record>" \
  "<record name='Thing' c:type='FooThing'/><record name='ThingClass' c:type='FooThingClass'/>" \
  "<record name='Face' c:type='FooFace'/><record name='FaceInterface' c:type='FooFaceInterface'/>" \
  "<class name='Client' c:type='FooClient'/><interface name='Source' c:type='FooSource'/>" \
  "<enumeration name='Kind' c:type='FooKind'/>" \
  "<alias name='Size' c:type='FooSize'><type name='gsize' c:type='gsize'/></alias>" \
  "<alias name='Data' c:type='FooData'><type name='gpointer' c:type='void*'/></alias>" \
  "<alias name='More' c:type='FooMore'><type name='Data' c:type='FooData'/></alias>" \
  "<alias name='Place' c:type='FooPlace'><type name='gint' c:type='int*'/></alias>" \
  "<alias name='StatPlace' c:type='FooStatPlace'><type name='Stat' c:type='FooStat*'/></alias>" \
  "<alias name='Text' c:type='FooText'><type name='utf8' c:type='const char*'/></alias>" \
  "<alias name='Peer' c:type='FooPeer'><type name='Client' c:type='FooClient*'/></alias>"
#define A(name, c_type, attributes) \
  "<parameter name='a' " attributes "><type name='" name "' c:type='" c_type "'/></parameter>"
#define ARRAY(c_type, attributes) \
  "<parameter name='a'><array c:type='" c_type "' " attributes "><type name='utf8'/></array></parameter>" \
  PARAMETER ("n", "gsize", "")

typedef struct
{
  const char *claim;
  gboolean    is_used;
  const char *parameter;
} Case;

static const Case cases[] = {
  { "a-plain-struct", TRUE, A ("Stat", "FooStat*", "") },
  { "a-plain-struct-that-may-be-null", TRUE, A ("Stat", "FooStat*", "nullable='1'") },
  { "a-plain-struct-by-its-tag", TRUE, A ("gpointer", "_FooStat*", "") },
  { "a-struct-of-c", TRUE, A ("gpointer", "tm*", "") },
  { "a-union", TRUE, A ("Either", "FooEither*", "") },
  { "a-boxed-struct-with-fields", TRUE, A ("Iter", "FooIter*", "") },
  { "a-struct-of-which-nothing-is-known", TRUE, A ("Hidden", "FooHidden*", "") },
  { "a-type-of-which-nothing-is-known", TRUE, A ("Nowhere", "FooNowhere*", "") },
  { "a-number", TRUE, A ("gint", "int*", "") },
  { "a-number-by-another-name", TRUE, A ("Size", "FooSize*", "") },
  { "an-enumeration", TRUE, A ("Kind", "FooKind*", "") },
  { "a-boolean", TRUE, A ("gboolean", "gboolean*", "") },
  { "text-that-is-not-constant", TRUE, A ("utf8", "char*", "") },
  { "a-place-for-a-string", TRUE, A ("utf8", "char**", "") },
  { "a-place-for-a-constant-string", TRUE, A ("utf8", "const char**", "") },
  { "a-place-for-an-object", TRUE, A ("Client", "FooClient**", "") },
  { "anything", TRUE, A ("gpointer", "gpointer", "") },
  { "anything-by-another-name", TRUE, A ("More", "FooMore", "") },
  { "a-place-for-a-number-by-another-name", TRUE, A ("Place", "FooPlace", "") },
  { "a-plain-struct-whose-star-does-not-show", TRUE, A ("StatPlace", "FooStatPlace", "") },
  { "what-nothing-is-known-of-and-is-a-pointer", TRUE, A ("Hidden", "FooHidden", "") },
  { "constant-bytes", TRUE, A ("guint8", "const guint8*", "") },
  { "constant-bytes-of-c", TRUE, A ("guint8", "const uint8_t*", "") },
  { "constant-bytes-of-old-c", TRUE, A ("guint8", "const unsigned char*", "") },
  { "constant-bytes-with-a-sign", TRUE, A ("gint8", "const int8_t*", "") },
  { "a-constant-struct", FALSE, A ("Stat", "const FooStat*", "") },
  { "a-struct-that-is-handed-over", FALSE, A ("GLib.Bytes", "GBytes*", "transfer-ownership='full'") },
  { "a-counted-struct", FALSE, A ("Counted", "FooCounted*", "") },
  { "a-boxed-type-without-fields", FALSE, A ("Boxed", "FooBoxed*", "") },
  { "an-object", FALSE, A ("Client", "FooClient*", "") },
  { "an-interface", FALSE, A ("Source", "FooSource*", "") },
  { "an-object-of-a-header", FALSE, A ("Thing", "FooThing*", "") },
  { "an-interface-of-a-header", FALSE, A ("Face", "FooFace*", "") },
  { "an-object-whose-star-does-not-show", FALSE, A ("Peer", "FooPeer", "") },
  { "constant-text-by-another-name", FALSE, A ("Text", "FooText", "") },
  { "strings-by-glib-s-name", FALSE, A ("GLib.Strv", "GStrv", "") },
  { "constant-text", FALSE, A ("utf8", "const char*", "") },
  { "constant-strings", FALSE, A ("utf8", "const char* const*", "") },
  { "a-list-of-strings", FALSE, ARRAY ("char**", "zero-terminated='1'") },
  { "a-number-by-value", FALSE, A ("gint", "int", "") },
  { "a-list", FALSE,
    "<parameter name='a'><type name='GLib.List' c:type='GList*'><type name='utf8'/></type></parameter>" },
};

static void
test_case (gconstpointer data)
{
  const Case *of = data;
  g_autofree char *body = g_strconcat (TYPES "<function name='get_async' c:identifier='foo_get_async'>" VOID
                                       "<parameters>", of->parameter, CALLBACK "</parameters></function>"
                                       FINISH ("get_finish", RESULT), NULL);
  g_auto (Paired) paired = pair (body);

  g_assert_cmpint (get_only (&paired)->status, ==, PAIR_GENERATE);
  g_assert_cmpint (twin_uses_caller_memory (get_only (&paired)->twin), ==, of->is_used);
}

/* A method of a struct is called on memory of the caller; that of an object is not. */
static void
test_instance (void)
{
  const char *method = "<method name='get_async' c:identifier='foo_get_async'>" VOID "<parameters>"
                       "<instance-parameter name='self'><type name='%s' c:type='Foo%s*'/></instance-parameter>"
                       CALLBACK "</parameters></method>";
  static const char * const names[] = { "Stat", "Client" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf (method, names[i], names[i]);
      g_autofree char *body = g_strconcat (
        "<record name='Stat' c:type='FooStat'>", i == 0 ? text : "", "</record>",
        "<class name='Client' c:type='FooClient'>", i == 1 ? text : "", "</class>",
        FINISH ("get_finish", RESULT), NULL);
      g_auto (Paired) paired = pair (body);

      g_assert_cmpint (twin_uses_caller_memory (get_only (&paired)->twin), ==, i == 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/codegen/caller-memory/%s-is%s", cases[i].claim,
                                               cases[i].is_used ? "" : "-not");

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smartasync/codegen/caller-memory/a-struct-whose-method-is-called-is", test_instance);

  return g_test_run ();
}
