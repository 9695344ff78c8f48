/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compares a twin with the one that was there, and takes over what that was called and annotated with.
 */

#include "pair/twin.h"

#include <string.h>

#include "pair/ownership.h"

/* Adds to the differences, in words. */
static void G_GNUC_PRINTF (2, 3)
add (GString    *words,
     const char *format,
     ...)
{
  va_list arguments;

  if (words->len > 0)
    g_string_append (words, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (words, format, arguments);
  va_end (arguments);
}

/* GLib's names of C's own types, which are used in their places. */
static const char * const names_of_glib[][2] = {
  { "gchar", "char" }, { "guchar", "unsignedchar" }, { "gshort", "short" }, { "gushort", "unsignedshort" },
  { "gint", "int" }, { "guint", "unsignedint" }, { "glong", "long" }, { "gulong", "unsignedlong" },
  { "gfloat", "float" }, { "gdouble", "double" }, { "gpointer", "void*" }, { "gconstpointer", "void*" },
};

static const char *
get_name_of_c (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names_of_glib); i++)
    {
      if (strcmp (word, names_of_glib[i][0]) == 0)
        return names_of_glib[i][1];
    }

  return word;
}

/* A type as callers see it: neither the ABI nor introspection data knows what is constant. */
static char *
simplify (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *rest = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strcmp (words[i], "const") != 0)
        g_string_append (rest, get_name_of_c (words[i]));
    }

  return g_string_free (rest, FALSE);
}

static gboolean
is_same_type (const char *a,
              const char *b)
{
  g_autofree char *plain_a = simplify (a);
  g_autofree char *plain_b = simplify (b);

  return strcmp (plain_a, plain_b) == 0;
}

static gboolean
is_same_parameter (GirParameter  *was,
                   TwinParameter *parameter)
{
  return !was->is_varargs && is_same_type (was->type->c_type->text, parameter->c_type);
}

static gboolean
are_all_same (GirCallable *was,
              Twin        *twin)
{
  for (guint i = 0; i < MIN (was->parameters->len, twin->parameters->len); i++)
    {
      if (!is_same_parameter (gir_callable_get_parameter (was, i), twin_get_parameter (twin, i)))
        return FALSE;
    }

  return was->parameters->len == twin->parameters->len;
}

/* The parameter that took the place of one that was there: it has its name, or its type and its place. */
static TwinParameter *
find_successor (GirCallable *was,
                guint        position,
                Twin        *twin)
{
  GirParameter *parameter = gir_callable_get_parameter (was, position);
  TwinParameter *other;

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *candidate = twin_get_parameter (twin, i);

      if (g_strcmp0 (candidate->name, parameter->name) == 0 ||
          (parameter->is_instance && candidate->gir != NULL && candidate->gir->is_instance))
        return candidate;
    }

  other = was->parameters->len == twin->parameters->len ? twin_get_parameter (twin, position) : NULL;

  return other != NULL && gir_callable_find_parameter (was, other->name) == NULL &&
         is_same_parameter (parameter, other) ? other : NULL;
}

static void
add_order (GString     *words,
           GirCallable *was,
           Twin        *twin)
{
  g_string_append (words, "the order was");
  for (guint i = 0; i < was->parameters->len; i++)
    g_string_append_printf (words, "%s %s", i > 0 ? "," : "", gir_callable_get_parameter (was, i)->name);
  g_string_append (words, ", and is");
  for (guint i = 0; i < twin->parameters->len; i++)
    g_string_append_printf (words, "%s %s", i > 0 ? "," : "", twin_get_parameter (twin, i)->name);
}

static void
add_parameters (GString     *words,
                GirCallable *was,
                Twin        *twin)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  gsize before = words->len;

  for (guint i = 0; i < was->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (was, i);
      TwinParameter *successor = find_successor (was, i, twin);

      g_hash_table_add (known, successor);
      if (successor == NULL)
        add (words, "\"%s\" is missing", parameter->is_varargs ? "..." : parameter->name);
      else if (!is_same_parameter (parameter, successor))
        add (words, "\"%s\" was \"%s\", and is \"%s\"", successor->name, parameter->type->c_type->text,
             successor->c_type);
    }
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      if (!g_hash_table_contains (known, parameter))
        add (words, "\"%s\" is additional", parameter->name);
    }
  if (words->len == before)
    add_order (words, was, twin);
}

static const char *
describe_transfer (GirTransfer transfer)
{
  static const char * const words[] = {
    [GIR_TRANSFER_UNKNOWN] = "unknown", [GIR_TRANSFER_NONE] = "none", [GIR_TRANSFER_CONTAINER] = "container",
    [GIR_TRANSFER_FULL] = "full",
  };

  return words[transfer];
}

static void
add_transfer (GString      *words,
              GirParameter *was,
              GirCallable  *half,
              GirParameter *gir)
{
  g_autofree char *name = gir == half->returns ? g_strdup ("what it returns")
                                               : g_strdup_printf ("\"%s\"", was->name);

  add (words, "%s was (transfer %s), and %s says (transfer %s)", name, describe_transfer (was->transfer),
       half->c_identifier, describe_transfer (gir->transfer));
}

/* A twin takes over what its async function takes over. Callers of the one that was there would free too much or
 * nothing if that was said of only one of the two.
 */
static void
add_owners (GString     *words,
            GirCallable *was,
            Twin        *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);
      GirParameter *former = gir_callable_get_parameter (was, i);

      if (parameter->role == ROLE_IN && ownership_is_taken (parameter->gir) != ownership_is_taken (former))
        add_transfer (words, former, parameter->from, parameter->gir);
    }
}

/* Whether C code calls the twin as it has called the one that was there. Adds to @words what differs. */
static gboolean
compare (GirCallable *was,
         Twin        *twin,
         GString     *words)
{
  const char *returned = was->returns->type->c_type->value;

  if (!is_same_type (returned, twin->returns))
    add (words, "it returned \"%s\", and returns \"%s\"", returned, twin->returns);
  if (roles_has_varargs (was))
    {
      add (words, "it had variable arguments");
      return FALSE;
    }
  if (!are_all_same (was, twin))
    add_parameters (words, was, twin);
  else
    add_owners (words, was, twin);
  if (was->throws != twin->throws)
    add (words, was->throws ? "it had an error, and has none" : "it had no error, and has one");

  return words->len == 0;
}

/* Whether two functions say of the same value that it is handed over in two ways. */
static gboolean
contradict (GirParameter *a,
            GirParameter *b)
{
  return a->transfer != b->transfer && a->transfer != GIR_TRANSFER_UNKNOWN && b->transfer != GIR_TRANSFER_UNKNOWN;
}

/* What comes back is what the finish function gives. If that is described in two ways, one of them is wrong, and nobody
 * here knows which.
 */
static void
add_results (GString     *words,
             GirCallable *was,
             Twin        *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      if (parameter->direction != GIR_DIRECTION_IN && contradict (parameter->was, parameter->gir))
        add_transfer (words, parameter->was, parameter->from, parameter->gir);
    }
  if (contradict (was->returns, twin->finish->returns))
    add_transfer (words, was->returns, twin->finish, twin->finish->returns);
}

static gboolean
is_usable (Twin       *twin,
           const char *name)
{
  return name != NULL && !ctype_is_special (name) && strcmp (name, twin->async->c_identifier) != 0 &&
         strcmp (name, twin->finish->c_identifier) != 0;
}

/* Whether the names that were there can be names of a function's parameters. */
static gboolean
are_usable (Twin        *twin,
            GirCallable *was)
{
  for (guint i = 0; i < was->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (was, i);

      if (!is_usable (twin, parameter->name) || gir_callable_find_parameter (was, parameter->name) != parameter)
        return FALSE;
    }

  return TRUE;
}

static void
take_parameters (Twin        *twin,
                 GirCallable *was)
{
  gboolean has_names = are_usable (twin, was);

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      parameter->was = gir_callable_get_parameter (was, i);
      if (!has_names)
        continue;
      g_free (parameter->name);
      parameter->name = g_strdup (parameter->was->name);
    }
}

/* Compares a twin with the one that was there, if there was one: its parameters get their names and annotations if C
 * code calls both in the same way.
 */
void
twin_take_over_former (Twin *twin)
{
  GirCallable *was = twin->options.was;
  GString *words;

  if (was == NULL)
    return;

  words = g_string_new (NULL);
  if (compare (was, twin, words))
    {
      twin->was = was;
      take_parameters (twin, was);
      add_results (words, was, twin);
    }
  twin->difference = g_string_free (words, words->len == 0);
}
