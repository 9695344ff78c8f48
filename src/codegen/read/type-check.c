/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How code asks whether something is of a type.
 */

#include "read/type-check.h"

#include <string.h>

#include "read/type-resolver.h"

#define GET_TYPE "get_type"

/* The function of a type that headers alone know: beside its methods. */
static char *
find_beside_methods (GirModel    *model,
                     GirTypeNode *node)
{
  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);
      g_autofree char *get_type = NULL;
      gsize length = strlen (callable->c_identifier);

      if (g_strcmp0 (callable->container, node->name) != 0 || callable->name == NULL ||
          !g_str_has_suffix (callable->c_identifier, callable->name))
        continue;
      get_type = g_strdup_printf ("%.*s" GET_TYPE, (int) (length - strlen (callable->name)), callable->c_identifier);
      if (gir_model_find (model, get_type) != NULL)
        return g_steal_pointer (&get_type);
    }

  return NULL;
}

/* Types that GObject has without a function say "intern". */
static char *
find_get_type (GirModel    *model,
               GirTypeNode *node)
{
  if (node->get_type == NULL)
    return find_beside_methods (model, node);

  return g_str_has_suffix (node->get_type, "_" GET_TYPE) && ctype_is_identifier (node->get_type)
         ? g_strdup (node->get_type) : NULL;
}

/* Whether a type has a GType, as far as a file, or headers alone, tell. */
gboolean
type_check_has_gtype (GirModel    *model,
                      GirTypeNode *node)
{
  g_autofree char *get_type = node->get_type == NULL ? find_beside_methods (model, node) : NULL;

  return node->get_type != NULL || get_type != NULL;
}

/* "foo_client_get_type" → "FOO_IS_CLIENT", if that is there. */
static char *
find_macro (GirModel   *model,
            const char *get_type)
{
  const char *name = gir_model_skip_prefix (model, get_type);
  g_autofree char *mixed = g_strdup_printf ("%.*sis_%.*s", (int) (name - get_type), get_type,
                                            (int) (strlen (name) - strlen ("_" GET_TYPE)), name);
  g_autofree char *macro = g_ascii_strup (mixed, -1);

  return name != get_type && gir_model_find (model, macro) != NULL ? g_steal_pointer (&macro) : NULL;
}

/* The function that a type is known by; NULL when it has no GType, or is not known. */
static char *
find_known (GirType   *type,
            GirModel **model)
{
  GirTypeNode *node;

  *model = type->model;
  node = type->name != NULL ? type_resolver_try (type->model->resolver, model, type->name) : NULL;
  if (node == NULL || type->c_type->target == NULL || node->is_deprecated || !gir_type_has_instances (node, *model) ||
      strcmp (type->c_type->target->text, node->c_type->text) != 0)
    return NULL;

  return find_get_type (*model, node);
}

/* An expression that tells whether @argument is of a type; NULL when none can. */
char *
type_check_make (GirType    *type,
                 const char *argument)
{
  GirModel *model;
  g_autofree char *get_type = find_known (type, &model);
  g_autofree char *macro = NULL;

  if (get_type == NULL)
    return NULL;

  macro = find_macro (model, get_type);
  if (macro != NULL)
    return g_strdup_printf ("%s (%s)", macro, argument);

  get_type[strlen (get_type) - strlen ("_" GET_TYPE)] = '\0';

  return g_strdup_printf ("is_%s (%s)", get_type, argument);
}

/* The function that such an expression calls where the library has no macro that is known; NULL where it has. */
char *
type_check_make_function (GirType *type)
{
  GirModel *model;
  g_autofree char *get_type = find_known (type, &model);
  g_autofree char *macro = get_type != NULL ? find_macro (model, get_type) : NULL;

  if (get_type == NULL || macro != NULL)
    return NULL;

  return g_strdup_printf ("static gboolean G_GNUC_NO_INLINE\nis_%.*s (gpointer object)\n{\n"
                          "  return G_TYPE_CHECK_INSTANCE_TYPE (object, %s ());\n}\n",
                          (int) (strlen (get_type) - strlen ("_" GET_TYPE)), get_type, get_type);
}

/* The header that has what such an expression calls, as a scanner saw it; NULL when that is not known. */
const char *
type_check_get_header (GirType *type)
{
  GirModel *model;
  g_autofree char *get_type = find_known (type, &model);
  GirCallable *callable = get_type != NULL ? gir_model_find (model, get_type) : NULL;

  return callable != NULL ? callable->header : NULL;
}
