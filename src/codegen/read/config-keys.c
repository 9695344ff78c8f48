/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The keys of configuration files, and what can be their values.
 */

#include "read/config-keys.h"

#include <string.h>

#include "read/names.h"

#define ANYWHERE (CONFIG_PLACE_ALL | CONFIG_PLACE_NAMESPACE | CONFIG_PLACE_FUNCTION)
#define OUTSIDE  (CONFIG_PLACE_ALL | CONFIG_PLACE_NAMESPACE)

typedef enum
{
  VALUE_TEXT,
  VALUE_IDENTIFIER,
  VALUE_IDENTIFIERS,
  VALUE_GLOBS,
  VALUE_NUMBER,
  VALUE_HEADERS,
  VALUE_ATTRIBUTES,
  VALUE_TYPE,
  VALUE_WORD,
} ValueKind;

static const struct
{
  const char  *key;
  guint        places;
  ValueKind    kind;
  const char  *words;           /* of VALUE_WORD */
} keys[] = {
  { CONFIG_AFFINITY, ANYWHERE, VALUE_WORD, "any|private|forward" },
  { CONFIG_ASYNC, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_ATTRIBUTES, ANYWHERE, VALUE_ATTRIBUTES, NULL },
  { CONFIG_BEFORE, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_BORROW, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIERS, NULL },
  { CONFIG_CANCELLABLE, ANYWHERE, VALUE_WORD, "true|false" },
  { CONFIG_COALESCE, ANYWHERE, VALUE_IDENTIFIERS, NULL },
  { CONFIG_CONTEXT, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_CONTEXT_STREAM, CONFIG_PLACE_FUNCTION, VALUE_WORD, "true|false" },
  { CONFIG_DEFINE, CONFIG_PLACE_NAMESPACE, VALUE_IDENTIFIERS, NULL },
  { CONFIG_DESCRIPTION, CONFIG_PLACE_FUNCTION, VALUE_TEXT, NULL },
  { CONFIG_DROP, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIERS, NULL },
  { CONFIG_EXCLUDE, OUTSIDE, VALUE_GLOBS, NULL },
  { CONFIG_EXISTING, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_EXPORT_MACRO, OUTSIDE, VALUE_IDENTIFIER, NULL },
  { CONFIG_FINISH, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_GUARDS, ANYWHERE, VALUE_WORD, "all|instance|none" },
  { CONFIG_INCLUDE, CONFIG_PLACE_NAMESPACE, VALUE_HEADERS, NULL },
  { CONFIG_KEEP_IO_PRIORITY, ANYWHERE, VALUE_WORD, "true|false" },
  { CONFIG_MAIN_THREAD, CONFIG_PLACE_NAMESPACE, VALUE_WORD, "true|false" },
  { CONFIG_NAMING, ANYWHERE, VALUE_WORD, "sync|gio" },
  { CONFIG_OUT_PARAMS, ANYWHERE, VALUE_WORD, "before-cancellable|after-cancellable" },
  { CONFIG_PROGRESS, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIERS, NULL },
  { CONFIG_REFUSE, CONFIG_PLACE_FUNCTION, VALUE_TEXT, NULL },
  { CONFIG_RESOLVES, CONFIG_PLACE_FUNCTION, VALUE_TYPE, NULL },
  { CONFIG_RETURNS, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_SERIALISE, ANYWHERE, VALUE_IDENTIFIER, NULL },
  { CONFIG_SINCE, ANYWHERE, VALUE_TEXT, NULL },
  { CONFIG_SKIP, CONFIG_PLACE_FUNCTION, VALUE_WORD, "true|false" },
  { CONFIG_SOURCE_INCLUDE, OUTSIDE, VALUE_HEADERS, NULL },
  { CONFIG_THREAD_CONTEXT, ANYWHERE, VALUE_WORD, "private|none" },
  { CONFIG_THREAD_SAFE, ANYWHERE, VALUE_IDENTIFIERS, NULL },
  { CONFIG_TWIN, CONFIG_PLACE_FUNCTION, VALUE_IDENTIFIER, NULL },
  { CONFIG_UNANSWERED, ANYWHERE, VALUE_NUMBER, NULL },
};

static gboolean
is_glob (const char *text)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "*?", '_');

  return ctype_is_identifier (plain);
}

/* Words such as G_GNUC_WARN_UNUSED_RESULT and G_GNUC_PRINTF(1, 2), separated by spaces; parentheses match. */
static gboolean
are_attributes (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("^(?:[A-Za-z_]\\w*(?: ?(\\((?:[\\w, \"-]++|(?1))*\\)))?(?: (?!$)|$))+$",
                                          G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);

  return g_regex_match (regex, text, G_REGEX_MATCH_DEFAULT, NULL);
}

/* "Foo.Bar", "string", and "GLib.List(Foo.Bar)". */
static gboolean
is_type (const char *text)
{
  return g_regex_match_simple ("^[A-Za-z][\\w.]*(?:\\([\\w., ]+\\))?$", text, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

static gboolean
check_each (const char  *value,
            gboolean   (*is_right) (const char *word))
{
  g_auto (GStrv) words = g_strsplit (value, ";", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0' && !is_right (words[i]))
        return FALSE;
    }

  return *value != '\0';
}

static gboolean
check_value (gsize       i,
             const char *value)
{
  g_auto (GStrv) words = NULL;

  switch (keys[i].kind)
    {
    case VALUE_IDENTIFIER:
      return ctype_is_identifier (value);
    case VALUE_IDENTIFIERS:
      return check_each (value, ctype_is_identifier);
    case VALUE_GLOBS:
      return check_each (value, is_glob);
    case VALUE_NUMBER:
      return g_ascii_string_to_signed (value, 10, G_MININT, G_MAXINT, NULL, NULL);
    case VALUE_HEADERS:
      return check_each (value, names_is_header);
    case VALUE_ATTRIBUTES:
      return are_attributes (value);
    case VALUE_TYPE:
      return is_type (value);
    case VALUE_WORD:
      words = g_strsplit (keys[i].words, "|", -1);
      return g_strv_contains ((const char * const *) words, value);
    case VALUE_TEXT:
    default:
      return *value != '\0';
    }
}

static char *
describe (gsize i)
{
  static const char * const descriptions[] = {
    [VALUE_TEXT] = "a text", [VALUE_IDENTIFIER] = "a C identifier",
    [VALUE_IDENTIFIERS] = "C identifiers, separated by semicolons",
    [VALUE_GLOBS] = "C identifiers with wildcards, separated by semicolons",
    [VALUE_ATTRIBUTES] = "attributes of a function, separated by spaces",
    [VALUE_NUMBER] = "a number",
    [VALUE_TYPE] = "the name of a type in introspection data, with what is in it in parentheses",
    [VALUE_HEADERS] = "names of headers, separated by semicolons",
  };

  return keys[i].kind == VALUE_WORD ? g_strdup (keys[i].words) : g_strdup (descriptions[keys[i].kind]);
}

/* Whether @key can stand at @place with @value; sets @message when not. */
gboolean
config_keys_check (const char   *key,
                   const char   *value,
                   ConfigPlace   place,
                   char        **message)
{
  g_autofree char *description = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (strcmp (keys[i].key, key) != 0)
        continue;
      if ((keys[i].places & place) == 0)
        {
          *message = g_strdup_printf ("the key \"%s\" cannot stand in this group", key);
          return FALSE;
        }
      if (check_value (i, value))
        return TRUE;
      description = describe (i);
      *message = g_strdup_printf ("the value of \"%s\" is %s", key, description);
      return FALSE;
    }

  *message = g_strdup_printf ("there is no key \"%s\"", key);

  return FALSE;
}
