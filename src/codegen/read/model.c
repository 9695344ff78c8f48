/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the generator knows of a namespace: small structs that know C names.
 */

#include "read/model.h"

#include <string.h>

GirType *
gir_type_new (GirModel *model)
{
  GirType *type = g_new0 (GirType, 1);

  type->model = model;
  type->c_type = gir_model_get_c_type (model, NULL);
  type->length = -1;
  type->fixed_size = -1;

  return type;
}

void
gir_type_free (GirType *type)
{
  g_clear_pointer (&type->elements, g_ptr_array_unref);
  g_free (type);
}

/* The parameter of that name, or NULL. */
GirParameter *
gir_callable_find_parameter (GirCallable *callable,
                             const char  *name)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (callable, i);

      if (g_strcmp0 (parameter->name, name) == 0)
        return parameter;
    }

  return NULL;
}

GirParameter *
gir_parameter_new (GirModel *model)
{
  GirParameter *parameter = g_new0 (GirParameter, 1);

  parameter->type = gir_type_new (model);
  parameter->closure = -1;
  parameter->destroy = -1;

  return parameter;
}

void
gir_parameter_free (GirParameter *parameter)
{
  gir_type_free (parameter->type);
  g_free (parameter);
}

gboolean
gir_parameter_is (GirParameter *parameter,
                  CTypeId       id)
{
  return parameter->type->c_type->id == id;
}

GirCallable *
gir_callable_new (GirModel *model)
{
  GirCallable *callable = g_new0 (GirCallable, 1);

  callable->model = model;
  callable->returns = gir_parameter_new (model);
  callable->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) gir_parameter_free);

  return callable;
}

void
gir_callable_free (GirCallable *callable)
{
  gir_parameter_free (callable->returns);
  g_ptr_array_unref (callable->parameters);
  g_free (callable);
}

gboolean
gir_callable_has_instance (GirCallable *callable)
{
  return callable->parameters->len > 0 && gir_callable_get_parameter (callable, 0)->is_instance;
}

GirParameter *
gir_callable_get_parameter (GirCallable *callable,
                            guint        position)
{
  return g_ptr_array_index (callable->parameters, position);
}

/* The parameter that an index in the GIR means: those do not count the instance. */
GirParameter *
gir_callable_get_nth (GirCallable *callable,
                      int          index)
{
  guint position;

  if (index < 0)
    return NULL;

  position = (guint) index + (gir_callable_has_instance (callable) ? 1 : 0);
  if (position >= callable->parameters->len)
    return NULL;

  return gir_callable_get_parameter (callable, position);
}

static void
type_node_free (gpointer data)
{
  GirTypeNode *node = data;

  g_clear_pointer (&node->signature, gir_callable_free);
  g_clear_pointer (&node->fields, g_ptr_array_unref);
  g_free (node);
}

GirModel *
gir_model_new (const char *file)
{
  GirModel *model = g_new0 (GirModel, 1);

  model->file = g_strdup (file);
  model->strings = g_string_chunk_new (4096);
  model->c_includes = g_ptr_array_new_with_free_func (g_free);
  model->packages = g_ptr_array_new_with_free_func (g_free);
  model->includes = g_ptr_array_new_with_free_func (g_free);
  model->callables = g_ptr_array_new_with_free_func ((GDestroyNotify) gir_callable_free);
  model->by_identifier = g_hash_table_new (g_str_hash, g_str_equal);
  model->types = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, type_node_free);
  model->c_types = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ctype_free);

  return model;
}

void
gir_model_free (GirModel *model)
{
  g_hash_table_unref (model->types);
  g_clear_pointer (&model->by_name, g_hash_table_unref);
  g_hash_table_unref (model->by_identifier);
  g_ptr_array_unref (model->callables);
  g_hash_table_unref (model->c_types);
  g_ptr_array_unref (model->packages);
  g_ptr_array_unref (model->includes);
  g_ptr_array_unref (model->c_includes);
  g_string_chunk_free (model->strings);
  g_free (model->symbol_prefixes);
  g_free (model->identifier_prefixes);
  g_free (model->doc_format);
  g_free (model->version);
  g_free (model->name);
  g_free (model->file);
  g_free (model);
}

/* Types and names repeat a lot in a GIR, so each is kept once. */
const char *
gir_model_intern (GirModel   *model,
                  const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (model->strings, text) : NULL;
}

/* The CType for the text of a C type; that of NULL equals no other. */
const CType *
gir_model_get_c_type (GirModel   *model,
                      const char *text)
{
  const char *given = text != NULL ? text : "";
  CType *c_type = g_hash_table_lookup (model->c_types, given);

  if (c_type == NULL)
    {
      c_type = ctype_new (given);
      g_hash_table_insert (model->c_types, c_type->given, c_type);
    }

  return c_type;
}

static gboolean
is_better (GirCallable *callable,
           GirCallable *known)
{
  return known == NULL || (known->is_moved && !callable->is_moved);
}

/* A function that was moved into a class is in a GIR twice: the one in the class counts. */
void
gir_model_add_callable (GirModel    *model,
                        GirCallable *callable)
{
  GirCallable *known = gir_model_find (model, callable->c_identifier);

  g_ptr_array_add (model->callables, callable);
  if (is_better (callable, known))
    g_hash_table_insert (model->by_identifier, (gpointer) callable->c_identifier, callable);
}

/* The symbol prefixes of a GIR are a list; the longest that fits is taken off. */
const char *
gir_model_skip_prefix (GirModel   *model,
                       const char *symbol)
{
  g_auto (GStrv) prefixes = g_strsplit (model->symbol_prefixes != NULL ? model->symbol_prefixes : "", ",", -1);
  gsize skipped = 0;

  for (guint i = 0; prefixes[i] != NULL; i++)
    {
      gsize length = strlen (prefixes[i]);

      if (length > 0 && g_str_has_prefix (symbol, prefixes[i]) && symbol[length] == '_' && length + 1 > skipped)
        skipped = length + 1;
    }

  return symbol + skipped;
}

GirCallable *
gir_model_find (GirModel   *model,
                const char *c_identifier)
{
  return g_hash_table_lookup (model->by_identifier, c_identifier);
}

static char *
make_name_key (const char *container,
               const char *name)
{
  return g_strconcat (container != NULL ? container : "", ".", name, NULL);
}

static void
index_names (GirModel *model)
{
  model->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = model->callables->len; i > 0; i--)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i - 1);

      if (callable->name != NULL)
        g_hash_table_replace (model->by_name, make_name_key (callable->container, callable->name), callable);
    }
}

/* Finds a function by its name in a class, or in the namespace when @container is
 * NULL; the first one if there are several.
 */
GirCallable *
gir_model_find_named (GirModel   *model,
                      const char *container,
                      const char *name)
{
  g_autofree char *key = make_name_key (container, name);

  if (model->by_name == NULL)
    index_names (model);

  return g_hash_table_lookup (model->by_name, key);
}

GirTypeNode *
gir_model_find_type (GirModel   *model,
                     const char *name)
{
  return g_hash_table_lookup (model->types, name);
}

static gboolean
is_ready_alias (GirModel    *model,
                GirTypeNode *node)
{
  const guint max_steps = g_hash_table_size (model->types);

  for (guint i = 0; node != NULL && node->kind == GIR_TYPE_NODE_ALIAS && i < max_steps; i++)
    {
      if (node->target->id == CTYPE_ID_READY_CALLBACK)
        return TRUE;
      node = node->target_name != NULL ? gir_model_find_type (model, node->target_name) : NULL;
    }

  return FALSE;
}

static void
replace_type (GirModel   *model,
              const char *name)
{
  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      for (guint j = 0; j < callable->parameters->len; j++)
        {
          GirType *type = gir_callable_get_parameter (callable, j)->type;

          if (g_strcmp0 (type->name, name) == 0 && type->c_type->n_stars == 0)
            type->c_type = gir_model_get_c_type (model, "GAsyncReadyCallback");
        }
    }
}

/* Gives parameters whose type is another name for GAsyncReadyCallback that name: it is the same type. */
void
gir_model_replace_ready_aliases (GirModel *model)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, model->types);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    {
      if (is_ready_alias (model, node))
        replace_type (model, ((GirTypeNode *) node)->name);
    }
}
