/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the text of a C type says.
 */

#include "base/ctype.h"

#include <string.h>

static const struct
{
  const char *name;
  CTypeKind kind;
} basic_types[] = {
  { "void", CTYPE_KIND_VOID },
  { "gboolean", CTYPE_KIND_BOOLEAN },       { "bool", CTYPE_KIND_BOOLEAN },
  { "_Bool", CTYPE_KIND_BOOLEAN },
  { "gpointer", CTYPE_KIND_POINTER },       { "gconstpointer", CTYPE_KIND_POINTER },
  { "GStrv", CTYPE_KIND_POINTER },
  { "char", CTYPE_KIND_SIGNED },            { "gchar", CTYPE_KIND_SIGNED },
  { "signed char", CTYPE_KIND_SIGNED },     { "short", CTYPE_KIND_SIGNED },
  { "gshort", CTYPE_KIND_SIGNED },          { "int", CTYPE_KIND_SIGNED },
  { "gint", CTYPE_KIND_SIGNED },            { "long", CTYPE_KIND_SIGNED },
  { "glong", CTYPE_KIND_SIGNED },           { "long long", CTYPE_KIND_SIGNED },
  { "gint8", CTYPE_KIND_SIGNED },           { "int8_t", CTYPE_KIND_SIGNED },
  { "gint16", CTYPE_KIND_SIGNED },          { "int16_t", CTYPE_KIND_SIGNED },
  { "gint32", CTYPE_KIND_SIGNED },          { "int32_t", CTYPE_KIND_SIGNED },
  { "gint64", CTYPE_KIND_SIGNED },          { "int64_t", CTYPE_KIND_SIGNED },
  { "gssize", CTYPE_KIND_SIGNED },          { "ssize_t", CTYPE_KIND_SIGNED },
  { "goffset", CTYPE_KIND_SIGNED },         { "off_t", CTYPE_KIND_SIGNED },
  { "gintptr", CTYPE_KIND_SIGNED },         { "time_t", CTYPE_KIND_SIGNED },
  { "pid_t", CTYPE_KIND_SIGNED },
  { "unsigned char", CTYPE_KIND_UNSIGNED }, { "guchar", CTYPE_KIND_UNSIGNED },
  { "gushort", CTYPE_KIND_UNSIGNED },       { "unsigned short", CTYPE_KIND_UNSIGNED },
  { "guint", CTYPE_KIND_UNSIGNED },         { "unsigned", CTYPE_KIND_UNSIGNED },
  { "unsigned int", CTYPE_KIND_UNSIGNED },  { "gulong", CTYPE_KIND_UNSIGNED },
  { "unsigned long", CTYPE_KIND_UNSIGNED }, { "gunichar", CTYPE_KIND_UNSIGNED },
  { "unsigned long long", CTYPE_KIND_UNSIGNED },
  { "guint8", CTYPE_KIND_UNSIGNED },        { "uint8_t", CTYPE_KIND_UNSIGNED },
  { "guint16", CTYPE_KIND_UNSIGNED },       { "uint16_t", CTYPE_KIND_UNSIGNED },
  { "guint32", CTYPE_KIND_UNSIGNED },       { "uint32_t", CTYPE_KIND_UNSIGNED },
  { "guint64", CTYPE_KIND_UNSIGNED },       { "uint64_t", CTYPE_KIND_UNSIGNED },
  { "gsize", CTYPE_KIND_UNSIGNED },         { "size_t", CTYPE_KIND_UNSIGNED },
  { "guintptr", CTYPE_KIND_UNSIGNED },      { "GType", CTYPE_KIND_UNSIGNED },
  { "GQuark", CTYPE_KIND_UNSIGNED },        { "uid_t", CTYPE_KIND_UNSIGNED },
  { "gid_t", CTYPE_KIND_UNSIGNED },
  { "float", CTYPE_KIND_FLOATING },         { "gfloat", CTYPE_KIND_FLOATING },
  { "double", CTYPE_KIND_FLOATING },        { "gdouble", CTYPE_KIND_FLOATING },
  { "long double", CTYPE_KIND_FLOATING },
};

/* As they are written in C. */
static const struct
{
  const char *text;
  CTypeId id;
} known_types[] = {
  { "void", CTYPE_ID_VOID },
  { "char", CTYPE_ID_CHAR },                          { "gchar", CTYPE_ID_CHAR },
  { "guint8", CTYPE_ID_BYTE },                        { "const guint8", CTYPE_ID_BYTE },
  { "guchar", CTYPE_ID_BYTE },                        { "const guchar", CTYPE_ID_BYTE },
  { "uint8_t", CTYPE_ID_BYTE },                       { "const uint8_t", CTYPE_ID_BYTE },
  { "unsigned char", CTYPE_ID_BYTE },                 { "const unsigned char", CTYPE_ID_BYTE },
  { "gint8", CTYPE_ID_BYTE },                         { "const gint8", CTYPE_ID_BYTE },
  { "int8_t", CTYPE_ID_BYTE },                        { "const int8_t", CTYPE_ID_BYTE },
  { "signed char", CTYPE_ID_BYTE },                   { "const signed char", CTYPE_ID_BYTE },
  { "int", CTYPE_ID_INT },                            { "gint", CTYPE_ID_INT },
  { "gpointer", CTYPE_ID_POINTER },                   { "void *", CTYPE_ID_POINTER },
  { "gconstpointer", CTYPE_ID_CONST_POINTER },        { "const void *", CTYPE_ID_CONST_POINTER },
  { "void const *", CTYPE_ID_CONST_POINTER },         { "gpointer *", CTYPE_ID_POINTER_POINTER },
  { "GAsyncReadyCallback", CTYPE_ID_READY_CALLBACK }, { "GDestroyNotify", CTYPE_ID_DESTROY_NOTIFY },
  { "GCancellable *", CTYPE_ID_CANCELLABLE },         { "GAsyncResult *", CTYPE_ID_RESULT },
  { "GError **", CTYPE_ID_ERROR },                    { "GVariant *", CTYPE_ID_VARIANT },
  { "DexFuture *", CTYPE_ID_FUTURE },                   { "DexCancellable *", CTYPE_ID_FUTURE_CANCELLABLE },
  { "va_list", CTYPE_ID_VA_LIST },
};

static guint
count_stars (const char *text)
{
  guint n_stars = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '*')
        n_stars++;
    }

  return n_stars;
}

static gboolean
is_const (CType *c_type)
{
  return g_str_has_suffix (c_type->text, " const") ||
         (g_str_has_prefix (c_type->text, "const ") && c_type->n_stars == 0);
}

/* A value that is copied is no less assignable for being const. */
static char *
make_value (CType *c_type)
{
  const char *text = c_type->text;

  if (!c_type->is_const)
    return g_strdup (text);
  if (g_str_has_suffix (text, " const"))
    return g_strndup (text, strlen (text) - strlen (" const"));

  return g_strdup (text + strlen ("const "));
}

static CTypeId
find_id (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_types); i++)
    {
      if (strcmp (text, known_types[i].text) == 0)
        return known_types[i].id;
    }

  return CTYPE_ID_OTHER;
}

/* What a type is that C or GLib has, by its name; UNKNOWN for others. */
CTypeKind
ctype_get_kind (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (basic_types); i++)
    {
      if (name[0] == basic_types[i].name[0] && strcmp (name, basic_types[i].name) == 0)
        return basic_types[i].kind;
    }

  return CTYPE_KIND_UNKNOWN;
}

static CTypeKind
find_kind (CType *c_type)
{
  if (c_type->n_stars > 0)
    return CTYPE_KIND_POINTER;
  if (c_type->id == CTYPE_ID_READY_CALLBACK || c_type->id == CTYPE_ID_DESTROY_NOTIFY)
    return CTYPE_KIND_CALLBACK;

  return ctype_get_kind (g_str_has_prefix (c_type->text, "const ") ? c_type->text + strlen ("const ") : c_type->text);
}

static CType *look_at (const char *given,
                       guint       n_steps);

/* What a pointer points to, or NULL when @c_type is none that shows. */
static CType *
look_at_target (CType *c_type,
                guint  n_steps)
{
  g_autofree char *target = NULL;

  if (n_steps == 0 || !g_str_has_suffix (c_type->value, "*"))
    return NULL;

  target = g_strndup (c_type->value, strlen (c_type->value) - 1);

  return look_at (g_strchomp (target), n_steps - 1);
}

static CType *
look_at (const char *given,
         guint       n_steps)
{
  CType *c_type = g_new0 (CType, 1);

  c_type->given = g_strdup (given);
  c_type->text = ctype_normalize (given, &c_type->is_valid);
  c_type->n_stars = count_stars (c_type->text);
  c_type->is_const = is_const (c_type);
  c_type->has_const = strstr (c_type->text, "const") != NULL;
  c_type->value = make_value (c_type);
  c_type->id = find_id (c_type->text);
  c_type->kind = find_kind (c_type);
  c_type->target = look_at_target (c_type, n_steps);

  return c_type;
}

/* Looks at the text of a type, which nobody does again. Nobody asks what is behind more than two stars,
 * of which a hostile file may have any number.
 */
CType *
ctype_new (const char *given)
{
  return look_at (given, 2);
}

void
ctype_free (CType *c_type)
{
  g_clear_pointer (&c_type->target, ctype_free);
  g_free (c_type->given);
  g_free (c_type->text);
  g_free (c_type->value);
  g_free (c_type);
}

/* Whether two types are the same, however they are written. */
gboolean
ctype_equal (const CType *a,
             const CType *b)
{
  return strcmp (a->text, b->text) == 0;
}

/* Whether it is a struct or a union that is called by its tag. */
gboolean
ctype_has_tag (const CType *c_type)
{
  const char *text = c_type->text;

  if (g_str_has_prefix (text, "const "))
    text += strlen ("const ");

  return c_type->n_stars == 0 && (g_str_has_prefix (text, "struct ") || g_str_has_prefix (text, "union "));
}

/* Whether it points to anything. */
gboolean
ctype_is_untyped (const CType *c_type)
{
  return c_type->id == CTYPE_ID_POINTER || c_type->id == CTYPE_ID_CONST_POINTER;
}
