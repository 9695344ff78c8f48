/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the reader does at each element of introspection data.
 */

#include "read/gir-elements.h"

#include <string.h>

static const char *
get_string (GirReader           *reader,
            const GirAttributes *attributes,
            const char          *name)
{
  return gir_model_intern (reader->model, gir_attributes_get (attributes, name));
}

static const CType *
get_c_type (GirReader           *reader,
            const GirAttributes *attributes)
{
  return gir_model_get_c_type (reader->model, gir_attributes_get (attributes, "c:type"));
}

static void
begin_include (GirReader           *reader,
               const GirAttributes *attributes)
{
  const char *name = gir_attributes_get (attributes, "name");
  const char *version = gir_attributes_get (attributes, "version");

  if (name != NULL && version != NULL)
    g_ptr_array_add (reader->model->includes, g_strdup_printf ("%s-%s", name, version));
}

static void
add_name (GPtrArray           *names,
          const GirAttributes *attributes)
{
  if (gir_attributes_get (attributes, "name") != NULL)
    g_ptr_array_add (names, g_strdup (gir_attributes_get (attributes, "name")));
}

static void
begin_c_include (GirReader           *reader,
                 const GirAttributes *attributes)
{
  add_name (reader->model->c_includes, attributes);
}

static void
begin_doc_format (GirReader           *reader,
                  const GirAttributes *attributes)
{
  g_free (reader->model->doc_format);
  reader->model->doc_format = g_strdup (gir_attributes_get (attributes, "name"));
}

static void
begin_package (GirReader           *reader,
               const GirAttributes *attributes)
{
  add_name (reader->model->packages, attributes);
}

static void
begin_namespace (GirReader           *reader,
                 const GirAttributes *attributes)
{
  GirModel *model = reader->model;

  if (reader->has_namespace)
    return;

  reader->has_namespace = TRUE;
  model->name = g_strdup (gir_attributes_get (attributes, "name"));
  model->version = g_strdup (gir_attributes_get (attributes, "version"));
  model->identifier_prefixes = g_strdup (gir_attributes_get (attributes, "c:identifier-prefixes"));
  model->symbol_prefixes = g_strdup (gir_attributes_get (attributes, "c:symbol-prefixes"));
}

static void
begin_type_node (GirReader           *reader,
                 const GirAttributes *attributes)
{
  const char *name = get_string (reader, attributes, "name");
  GirTypeNode *node = g_new0 (GirTypeNode, 1);

  if (name == NULL)
    name = get_string (reader, attributes, "glib:name");
  node->kind = (GirTypeNodeKind) reader->kind;
  node->name = name != NULL ? name : "";
  node->c_type = get_c_type (reader, attributes);
  node->target = gir_model_get_c_type (reader->model, NULL);
  node->parent = get_string (reader, attributes, "parent");
  node->symbol_prefix = get_string (reader, attributes, "c:symbol-prefix");
  node->get_type = get_string (reader, attributes, "glib:get-type");
  gir_attributes_read_node (attributes, node);

  reader->node = node;
  g_hash_table_replace (reader->model->types, (gpointer) node->name, node);
}

static void
begin_alias_type (GirReader           *reader,
                  const GirAttributes *attributes)
{
  reader->node->target = get_c_type (reader, attributes);
  reader->node->target_name = get_string (reader, attributes, "name");
}

static void
end_type_node (GirReader *reader)
{
  reader->node = NULL;
}

static void
begin_field (GirReader           *reader,
             const GirAttributes *attributes)
{
  reader->node->has_fields = reader->node->has_fields || !gir_attributes_get_flag (attributes, "private");
}

static void
add_field_type (GirTypeNode *node,
                const char  *name)
{
  if (node->fields == NULL)
    node->fields = g_ptr_array_new ();
  g_ptr_array_add (node->fields, (gpointer) name);
}

static void
begin_field_type (GirReader           *reader,
                  const GirAttributes *attributes)
{
  const CType *c_type = get_c_type (reader, attributes);
  const char *name = get_string (reader, attributes, "name");

  if (name == NULL || c_type->n_stars > 0)
    reader->node->has_pointers = TRUE;
  else
    add_field_type (reader->node, name);
}

/* An array is in the struct itself if its size is known; one of no elements stands for those behind the struct. */
static void
begin_field_array (GirReader           *reader,
                   const GirAttributes *attributes)
{
  reader->node->has_pointers = reader->node->has_pointers || gir_attributes_get_number (attributes, "fixed-size") <= 0;
}

static void
begin_opaque_field (GirReader           *reader,
                    const GirAttributes *attributes)
{
  reader->node->has_pointers = TRUE;
}

static void
begin_callable (GirReader           *reader,
                const GirAttributes *attributes)
{
  GirCallable *callable = gir_callable_new (reader->model);

  callable->kind = (GirCallableKind) reader->kind;
  callable->file = reader->model->file;
  callable->line = reader->line;
  callable->name = get_string (reader, attributes, "name");
  callable->c_identifier = get_string (reader, attributes, "c:identifier");
  callable->container = reader->node != NULL ? reader->node->name : NULL;
  callable->version = get_string (reader, attributes, "version");
  callable->deprecated = gir_attributes_get_flag (attributes, "deprecated");
  callable->deprecated_version = get_string (reader, attributes, "deprecated-version");
  callable->finish_func = get_string (reader, attributes, "glib:finish-func");
  callable->sync_func = get_string (reader, attributes, "glib:sync-func");
  callable->shadows = get_string (reader, attributes, "shadows");
  callable->shadowed_by = get_string (reader, attributes, "shadowed-by");
  callable->stability = get_string (reader, attributes, "stability");
  callable->throws = gir_attributes_get_flag (attributes, "throws");
  callable->is_hidden = g_strcmp0 (gir_attributes_get (attributes, "introspectable"), "0") == 0;
  callable->is_moved = gir_attributes_get (attributes, "moved-to") != NULL;
  reader->callable = callable;
}

static void
end_callable (GirReader *reader)
{
  g_autoptr (GirCallable) callable = g_steal_pointer (&reader->callable);

  if (callable->c_identifier != NULL)
    gir_model_add_callable (reader->model, g_steal_pointer (&callable));
}

/* A callback is a type, and has parameters. */
static void
begin_callback (GirReader           *reader,
                const GirAttributes *attributes)
{
  begin_type_node (reader, attributes);
  begin_callable (reader, attributes);
  reader->callable->c_identifier = reader->node->c_type->text;
  reader->callable->container = NULL;
}

static void
end_callback (GirReader *reader)
{
  reader->node->signature = g_steal_pointer (&reader->callable);
  end_type_node (reader);
}

/* The way to annotate with a scanner that knows neither (finish-func) nor (sync-func). */
static void
begin_attribute (GirReader           *reader,
                 const GirAttributes *attributes)
{
  const char *name = gir_attributes_get (attributes, "name");

  if (g_strcmp0 (name, "glib:finish-func") == 0 || g_strcmp0 (name, "glib.finish-func") == 0)
    reader->callable->finish_func = get_string (reader, attributes, "value");
  else if (g_strcmp0 (name, "glib:sync-func") == 0 || g_strcmp0 (name, "glib.sync-func") == 0)
    reader->callable->sync_func = get_string (reader, attributes, "value");
}

static void
begin_source_position (GirReader           *reader,
                       const GirAttributes *attributes)
{
  reader->callable->header = get_string (reader, attributes, "filename");
  reader->callable->header_line = gir_attributes_get_number (attributes, "line");
}

static GirParameter *
read_parameter (GirReader           *reader,
                const GirAttributes *attributes)
{
  reader->parameter = gir_parameter_new (reader->model);
  reader->parameter->name = get_string (reader, attributes, "name");
  reader->parameter->line = reader->line;
  gir_attributes_read_parameter (attributes, reader->parameter);

  return reader->parameter;
}

static void
begin_parameter (GirReader           *reader,
                 const GirAttributes *attributes)
{
  g_ptr_array_add (reader->callable->parameters, read_parameter (reader, attributes));
}

static void
begin_instance_parameter (GirReader           *reader,
                          const GirAttributes *attributes)
{
  begin_parameter (reader, attributes);
  reader->parameter->is_instance = reader->callable->parameters->len == 1;
}

static void
begin_return_value (GirReader           *reader,
                    const GirAttributes *attributes)
{
  GirParameter *parameter = read_parameter (reader, attributes);

  gir_parameter_free (reader->callable->returns);
  reader->callable->returns = parameter;
}

static void
end_parameter (GirReader *reader)
{
  reader->parameter = NULL;
}

static void
begin_varargs (GirReader           *reader,
               const GirAttributes *attributes)
{
  reader->parameter->is_varargs = TRUE;
}

/* Puts a new type where it belongs: inside the open one, or into the parameter. */
static void
open_type (GirReader *reader,
           GirType   *type)
{
  GirType *outer = NULL;

  if (reader->types->len > 0)
    outer = g_ptr_array_index (reader->types, reader->types->len - 1);

  if (outer == NULL)
    {
      gir_type_free (reader->parameter->type);
      reader->parameter->type = type;
    }
  else
    {
      if (outer->elements == NULL)
        outer->elements = g_ptr_array_new_with_free_func ((GDestroyNotify) gir_type_free);
      g_ptr_array_add (outer->elements, type);
    }

  g_ptr_array_add (reader->types, type);
}

static void
begin_type (GirReader           *reader,
            const GirAttributes *attributes)
{
  GirType *type = gir_type_new (reader->model);

  type->name = get_string (reader, attributes, "name");
  type->c_type = get_c_type (reader, attributes);
  open_type (reader, type);
}

static void
begin_array (GirReader           *reader,
             const GirAttributes *attributes)
{
  const char *zero_terminated = gir_attributes_get (attributes, "zero-terminated");
  GirType *type = gir_type_new (reader->model);

  type->is_array = TRUE;
  type->name = get_string (reader, attributes, "name");
  type->c_type = get_c_type (reader, attributes);
  type->length = gir_attributes_get_number (attributes, "length");
  type->fixed_size = gir_attributes_get_number (attributes, "fixed-size");
  type->zero_terminated = zero_terminated != NULL ? strcmp (zero_terminated, "1") == 0
                                                  : type->length < 0 && type->fixed_size < 0;
  open_type (reader, type);
}

static void
end_type (GirReader *reader)
{
  g_ptr_array_set_size (reader->types, (int) reader->types->len - 1);
}

static const char *
take_text (GirReader *reader)
{
  return g_string_chunk_insert_len (reader->model->strings, reader->text->str, (gssize) reader->text->len);
}

static void
begin_text (GirReader           *reader,
            const GirAttributes *attributes)
{
  g_string_truncate (reader->text, 0);
}

static void
end_callable_doc (GirReader *reader)
{
  reader->callable->doc = take_text (reader);
}

static void
end_deprecated_doc (GirReader *reader)
{
  reader->callable->deprecated_doc = take_text (reader);
}

static void
end_parameter_doc (GirReader *reader)
{
  reader->parameter->doc = take_text (reader);
}

/* Everything that matters: other elements are passed over with what they contain. */
static const GirElement elements[] = {
  { AT_DOCUMENT, "repository", AT_REPOSITORY, NULL, NULL, 0 },
  { AT_REPOSITORY, "include", AT_LEAF, begin_include, NULL, 0 },
  { AT_REPOSITORY, "c:include", AT_LEAF, begin_c_include, NULL, 0 },
  { AT_REPOSITORY, "doc:format", AT_LEAF, begin_doc_format, NULL, 0 },
  { AT_REPOSITORY, "package", AT_LEAF, begin_package, NULL, 0 },
  { AT_REPOSITORY, "namespace", AT_NAMESPACE, begin_namespace, NULL, 0 },
  { AT_NAMESPACE, "class", AT_CONTAINER, begin_type_node, end_type_node, GIR_TYPE_NODE_CLASS },
  { AT_NAMESPACE, "interface", AT_CONTAINER, begin_type_node, end_type_node, GIR_TYPE_NODE_INTERFACE },
  { AT_NAMESPACE, "record", AT_RECORD, begin_type_node, end_type_node, GIR_TYPE_NODE_RECORD },
  { AT_NAMESPACE, "union", AT_RECORD, begin_type_node, end_type_node, GIR_TYPE_NODE_UNION },
  { AT_NAMESPACE, "glib:boxed", AT_RECORD, begin_type_node, end_type_node, GIR_TYPE_NODE_RECORD },
  { AT_NAMESPACE, "enumeration", AT_CONTAINER, begin_type_node, end_type_node, GIR_TYPE_NODE_ENUM },
  { AT_NAMESPACE, "bitfield", AT_CONTAINER, begin_type_node, end_type_node, GIR_TYPE_NODE_FLAGS },
  { AT_NAMESPACE, "callback", AT_CALLABLE, begin_callback, end_callback, GIR_TYPE_NODE_CALLBACK },
  { AT_NAMESPACE, "alias", AT_ALIAS, begin_type_node, end_type_node, GIR_TYPE_NODE_ALIAS },
  { AT_NAMESPACE, "function", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_FUNCTION },
  { AT_NAMESPACE, "function-inline", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_INLINE },
  { AT_NAMESPACE, "function-macro", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_INLINE },
  { AT_ALIAS, "type", AT_LEAF, begin_alias_type, NULL, 0 },
  { AT_RECORD, "field", AT_FIELD, begin_field, NULL, 0 },
  { AT_RECORD, "record", AT_LEAF, begin_opaque_field, NULL, 0 },
  { AT_RECORD, "union", AT_LEAF, begin_opaque_field, NULL, 0 },
  { AT_FIELD, "type", AT_LEAF, begin_field_type, NULL, 0 },
  { AT_FIELD, "array", AT_FIELD, begin_field_array, NULL, 0 },
  { AT_FIELD, "callback", AT_LEAF, begin_opaque_field, NULL, 0 },
  { AT_CONTAINER, "method", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_METHOD },
  { AT_CONTAINER, "constructor", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_CONSTRUCTOR },
  { AT_CONTAINER, "function", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_FUNCTION },
  { AT_CONTAINER, "method-inline", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_INLINE },
  { AT_CONTAINER, "function-inline", AT_CALLABLE, begin_callable, end_callable, GIR_CALLABLE_INLINE },
  { AT_CALLABLE, "doc", AT_TEXT, begin_text, end_callable_doc, 0 },
  { AT_CALLABLE, "doc-deprecated", AT_TEXT, begin_text, end_deprecated_doc, 0 },
  { AT_CALLABLE, "source-position", AT_LEAF, begin_source_position, NULL, 0 },
  { AT_CALLABLE, "attribute", AT_LEAF, begin_attribute, NULL, 0 },
  { AT_CALLABLE, "return-value", AT_PARAMETER, begin_return_value, end_parameter, 0 },
  { AT_CALLABLE, "parameters", AT_PARAMETERS, NULL, NULL, 0 },
  { AT_PARAMETERS, "parameter", AT_PARAMETER, begin_parameter, end_parameter, 0 },
  { AT_PARAMETERS, "instance-parameter", AT_PARAMETER, begin_instance_parameter, end_parameter, 0 },
  { AT_PARAMETER, "type", AT_TYPE, begin_type, end_type, 0 },
  { AT_PARAMETER, "array", AT_TYPE, begin_array, end_type, 0 },
  { AT_PARAMETER, "varargs", AT_LEAF, begin_varargs, NULL, 0 },
  { AT_PARAMETER, "doc", AT_TEXT, begin_text, end_parameter_doc, 0 },
  { AT_TYPE, "type", AT_TYPE, begin_type, end_type, 0 },
  { AT_TYPE, "array", AT_TYPE, begin_array, end_type, 0 },
};

/* Whether an element is a type that has parameters. */
gboolean
gir_elements_is_callback (const GirElement *element)
{
  return element->begin == begin_callback;
}

/* Whether an element of the table is read. Of an included file only the types are of interest, and what says of one
 * that it is counted, or how code asks whether something is of it.
 */
gboolean
gir_elements_is_wanted (const GirElement *element,
                        GirReadMode       mode,
                        const char       *name)
{
  return mode != GIR_READ_TYPES || element->place != AT_CALLABLE || gir_elements_is_callback (element) ||
         (name != NULL && (strcmp (name, "ref") == 0 || g_str_has_prefix (name, "IS_")));
}

/* A record has all that others have, and fields. */
static gboolean
is_inside (const GirElement *element,
           GirPlace          parent)
{
  return element->parent == parent || (parent == AT_RECORD && element->parent == AT_CONTAINER);
}

/* @name need not end with a NUL, and may have one inside. */
const GirElement *
gir_elements_find (GirPlace    parent,
                   const char *name,
                   gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      if (is_inside (&elements[i], parent) && elements[i].name[0] == name[0] &&
          strlen (elements[i].name) == length && memcmp (elements[i].name, name, length) == 0)
        return &elements[i];
    }

  return NULL;
}
