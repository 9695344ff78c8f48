/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Small namespaces for tests of pairs, from introspection data in memory.
 */

#include "pairing-support.h"

#include <string.h>

#include "emit/list.h"
#include "read/gir-outline.h"
#include "read/gir-reader.h"

void
paired_clear (Paired *paired)
{
  g_clear_pointer (&paired->pairs, g_ptr_array_unref);
  g_clear_pointer (&paired->resolver, type_resolver_free);
  g_clear_pointer (&paired->model, gir_model_free);
}

/* What is left of a document when pairs are looked for gives the same pairs. */
static void
assert_outline_is_enough (const char           *text,
                          GPtrArray            *pairs,
                          const PairingOptions *options)
{
  g_autoptr (GError) error = NULL;
  GString *outline = gir_outline_make (text, strlen (text), GIR_READ_PAIRS);
  g_autoptr (GirModel) model = gir_reader_parse ("test.gir", outline->str, -1, GIR_READ_PAIRS, &error);
  g_autoptr (TypeResolver) resolver = type_resolver_new (model, NULL);
  g_autoptr (GPtrArray) others = pairing_run (model, options, &error);
  g_autofree char *list = list_to_json (pairs, FALSE, TRUE);
  g_autofree char *list_of_others = list_to_json (others, FALSE, TRUE);

  g_assert_no_error (error);
  g_assert_true (type_resolver_check (resolver, NULL));
  g_assert_cmpstr (list_of_others, ==, list);
  g_string_free (outline, TRUE);
}

Paired
pair_with (const char           *body,
           const PairingOptions *options)
{
  g_autofree char *text = g_strdup_printf ("<repository><namespace name='Foo' version='1' c:symbol-prefixes='foo'>%s"
                                           "</namespace></repository>", body);
  g_autoptr (GError) error = NULL;
  Paired paired = { NULL, NULL, NULL };

  paired.model = gir_reader_parse ("test.gir", text, -1, GIR_READ_ALL, &error);
  g_assert_no_error (error);
  paired.resolver = type_resolver_new (paired.model, NULL);
  paired.pairs = pairing_run (paired.model, options, &error);
  g_assert_no_error (error);
  assert_outline_is_enough (text, paired.pairs, options);

  return paired;
}

Paired
pair (const char *body)
{
  const PairingOptions options = { 0 };

  return pair_with (body, &options);
}

Pair *
get_only (Paired *paired)
{
  g_assert_cmpuint (paired->pairs->len, ==, 1);

  return g_ptr_array_index (paired->pairs, 0);
}

/* The names of a twin's parameters, separated by spaces. */
char *
get_names (Pair *pair)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < pair->twin->parameters->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", twin_get_parameter (pair->twin, i)->name);

  return g_string_free (names, FALSE);
}
