/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a type is besides its C type; opens an included file only when one of its types must be known.
 */

#include "read/type-resolver.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/gir-path.h"
#include "read/gir-reader.h"

/* Aliases of aliases and chains of parents end after a handful of steps; a file
 * in which they do not is not followed for ever.
 */
#define MAX_STEPS 32

struct _TypeResolver
{
  GirModel    *model;           /* not owned; the namespace that is generated for */
  char       **gir_dirs;
  GHashTable  *loaded;          /* NAME-VERSION → GirModel */
  GPtrArray   *files;           /* of char *; what was opened, in that order */
  GError      *failure;         /* why the first namespace that was needed and is nowhere is nowhere */
};

/* A table for type_resolver_set_loaded(). */
GHashTable *
type_resolver_new_loaded (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) gir_model_free);
}

/* Knows the types of @model from now on. */
TypeResolver *
type_resolver_new (GirModel           *model,
                   const char * const *gir_dirs)
{
  TypeResolver *resolver = g_new0 (TypeResolver, 1);

  resolver->model = model;
  model->resolver = resolver;
  resolver->gir_dirs = g_strdupv ((char **) gir_dirs);
  resolver->loaded = type_resolver_new_loaded ();
  resolver->files = g_ptr_array_new_with_free_func (g_free);

  return resolver;
}

/* Lets several resolvers share what they have read; their folders are the same. */
void
type_resolver_set_loaded (TypeResolver *resolver,
                          GHashTable   *loaded)
{
  g_hash_table_unref (resolver->loaded);
  resolver->loaded = g_hash_table_ref (loaded);
}

void
type_resolver_free (TypeResolver *resolver)
{
  g_clear_error (&resolver->failure);
  g_ptr_array_unref (resolver->files);
  g_hash_table_unref (resolver->loaded);
  g_strfreev (resolver->gir_dirs);
  g_free (resolver);
}

/* The included files that had to be opened. */
GPtrArray *
type_resolver_get_files (TypeResolver *resolver)
{
  return resolver->files;
}

/* Fails when a type had to be known whose namespace could not be had. */
gboolean
type_resolver_check (TypeResolver  *resolver,
                     GError       **error)
{
  if (resolver->failure != NULL)
    g_propagate_error (error, g_error_copy (resolver->failure));

  return resolver->failure == NULL;
}

static GirModel *
load_file (TypeResolver  *resolver,
           GirModel      *from,
           const char    *include,
           GError       **error)
{
  const char * const *gir_dirs = (const char * const *) resolver->gir_dirs;
  g_autofree char *file = gir_path_find (gir_dirs, include);
  g_autofree char *explanation = NULL;
  GirModel *model;

  if (file == NULL)
    {
      explanation = gir_path_explain (gir_dirs, include);
      diagnostics_set_error_at (error, from->file, 0, "it includes %s, and there is %s; install what has %s.gir, "
                                "or name its folder with --gir-dir", include, explanation, include);
      return NULL;
    }

  model = gir_reader_read_named (file, include, GIR_READ_TYPES, error);
  if (model != NULL)
    g_ptr_array_add (resolver->files, g_steal_pointer (&file));

  return model;
}

/* Sets @failure, unless there was one before. */
static GirModel *
load (TypeResolver  *resolver,
      GirModel      *from,
      const char    *include,
      GError       **failure)
{
  GirModel *model = g_hash_table_lookup (resolver->loaded, include);

  if (model != NULL)
    return model;

  model = load_file (resolver, from, include, *failure == NULL ? failure : NULL);
  if (model != NULL)
    g_hash_table_insert (resolver->loaded, g_strdup (include), model);

  return model;
}

static gboolean
include_is (const char *include,
            const char *name)
{
  gsize length = strlen (name);

  return strncmp (include, name, length) == 0 && include[length] == '-';
}

/* Appends what @model includes, unless it is there already; only the wanted file
 * when @model includes that itself.
 */
static void
enqueue_includes (TypeResolver  *resolver,
                  GPtrArray     *queue,
                  GirModel      *model,
                  const char    *wanted,
                  GError       **failure)
{
  guint first = queue->len;

  for (guint i = 0; i < model->includes->len; i++)
    {
      const char *include = g_ptr_array_index (model->includes, i);
      GirModel *included = include_is (include, wanted) ? load (resolver, model, include, failure) : NULL;

      if (included != NULL)
        {
          g_ptr_array_insert (queue, (int) first, included);
          return;
        }
    }

  for (guint i = 0; i < model->includes->len; i++)
    {
      GirModel *included = load (resolver, model, g_ptr_array_index (model->includes, i), failure);

      if (included != NULL && !g_ptr_array_find (queue, included, NULL))
        g_ptr_array_add (queue, included);
    }
}

/* Finds a namespace among the includes of @from, then among theirs: a GIR lists
 * only what it includes itself. Files are opened nearest first, each once. One that
 * cannot be had matters only if what is looked for is found nowhere else.
 */
static GirModel *
find_namespace (TypeResolver *resolver,
                GirModel     *from,
                const char   *name)
{
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;

  g_ptr_array_add (queue, from);
  for (guint i = 0; i < queue->len; i++)
    {
      GirModel *model = g_ptr_array_index (queue, i);

      if (strcmp (model->name, name) == 0)
        return model;
      enqueue_includes (resolver, queue, model, name, &failure);
    }

  if (resolver->failure == NULL)
    resolver->failure = g_steal_pointer (&failure);

  return NULL;
}

/* Finds a type by its name, "File" or "Gio.File", as seen from @model; sets
 * @model to where it is.
 */
static GirTypeNode *
find_type (TypeResolver  *resolver,
           GirModel     **model,
           const char    *name)
{
  const char *dot = strchr (name, '.');
  g_autofree char *namespace = NULL;

  if (dot == NULL)
    return gir_model_find_type (*model, name);

  namespace = g_strndup (name, dot - name);
  *model = find_namespace (resolver, *model, namespace);

  return *model != NULL ? gir_model_find_type (*model, dot + 1) : NULL;
}

/* Whether values of a type can be written down. */
static gboolean
is_plain (GirTypeNode *node)
{
  return node->kind == GIR_TYPE_NODE_ENUM || node->kind == GIR_TYPE_NODE_ALIAS;
}

static CTypeKind
get_node_kind (GirTypeNode *node)
{
  switch (node->kind)
    {
    case GIR_TYPE_NODE_ENUM:
      return CTYPE_KIND_ENUM;
    case GIR_TYPE_NODE_CALLBACK:
      return CTYPE_KIND_CALLBACK;
    case GIR_TYPE_NODE_CLASS:
    case GIR_TYPE_NODE_INTERFACE:
    case GIR_TYPE_NODE_RECORD:
    case GIR_TYPE_NODE_UNION:
      return CTYPE_KIND_STRUCT;
    case GIR_TYPE_NODE_ALIAS:
    default:
      return CTYPE_KIND_UNKNOWN;
    }
}

/* Whether a C type is the one that belongs to a type of the introspection data. Annotations can give any type
 * to a parameter of another C type; how its values look in C is not known then.
 */
static gboolean
is_c_type_of (GirTypeNode *node,
              const CType *c_type)
{
  return strcmp (node->c_type->text, c_type->value) == 0;
}

static CTypeKind
find_kind (TypeResolver *resolver,
           const CType  *c_type,
           const char   *name)
{
  GirModel *model = resolver->model;
  gboolean has_text = *c_type->text != '\0';
  CTypeKind kind = c_type->kind;

  for (guint i = 0; kind == CTYPE_KIND_UNKNOWN && name != NULL && i < MAX_STEPS; i++)
    {
      GirTypeNode *node = find_type (resolver, &model, name);

      if (node == NULL || (i == 0 && is_plain (node) && has_text && !is_c_type_of (node, c_type)))
        return CTYPE_KIND_UNKNOWN;
      if (node->kind != GIR_TYPE_NODE_ALIAS)
        return get_node_kind (node);
      kind = node->target->kind;
      name = node->target_name;
    }

  return kind;
}

/* The name says what the elements of an array are, if anything. */
static CTypeKind
find_kind_of (GirType     *type,
              const CType *c_type)
{
  return find_kind (type->model->resolver, c_type, type->is_array ? NULL : type->name);
}

/* What the introspection data says of the type that one is called by, or NULL. Sets @model, which may be NULL, to the
 * namespace that has it.
 */
GirTypeNode *
gir_type_get_node (GirType   *type,
                   GirModel **model)
{
  GirModel *found_in = type->model;
  GirTypeNode *node = type->name != NULL && !type->is_array
                      ? find_type (found_in->resolver, &found_in, type->name) : NULL;

  if (model != NULL)
    *model = found_in;

  return node;
}

/* A value whose fields nobody sees cannot be copied: it is a pointer that does not show. */
static gboolean
is_hidden_pointer (GirType *type)
{
  GirTypeNode *node = gir_type_get_node (type, NULL);

  return node != NULL && node->is_disguised && is_c_type_of (node, type->c_type);
}

CTypeKind
gir_type_get_kind (GirType *type)
{
  if (type->kind == CTYPE_KIND_UNRESOLVED)
    type->kind = find_kind_of (type, type->c_type);
  if (type->kind == CTYPE_KIND_STRUCT && is_hidden_pointer (type))
    type->kind = CTYPE_KIND_POINTER;

  return type->kind;
}

/* The kind of type that a pointer points to, if its C type shows that it is a pointer. */
CTypeKind
gir_type_get_target_kind (GirType *type)
{
  if (type->target_kind == CTYPE_KIND_UNRESOLVED)
    type->target_kind = find_kind_of (type, type->c_type->target);

  return type->target_kind;
}

/* Whether a type is or derives from @ancestor, a name as in the GIR. */
gboolean
gir_type_is_a (GirType    *type,
               const char *ancestor)
{
  TypeResolver *resolver = type->model->resolver;
  GirModel *wanted_model = resolver->model;
  GirModel *model = resolver->model;
  GirTypeNode *wanted = find_type (resolver, &wanted_model, ancestor);
  const char *name = type->name;

  for (guint i = 0; wanted != NULL && name != NULL && i < MAX_STEPS; i++)
    {
      GirTypeNode *node = find_type (resolver, &model, name);

      if (node == wanted)
        return TRUE;
      name = node != NULL ? node->parent : NULL;
    }

  return FALSE;
}

/* Headers alone do not tell what a class is; a record that has a class struct is one. */
static gboolean
has_class_struct (GirModel    *model,
                  GirTypeNode *node)
{
  g_autofree char *name = g_strconcat (node->name, "Class", NULL);

  return node->kind == GIR_TYPE_NODE_RECORD && gir_model_find_type (model, name) != NULL;
}

/* Whether values are released with g_object_unref(). */
gboolean
gir_type_is_object (GirType *type)
{
  GirModel *model = NULL;
  GirTypeNode *node = gir_type_get_node (type, &model);

  if (node == NULL)
    return FALSE;

  return node->kind == GIR_TYPE_NODE_INTERFACE || has_class_struct (model, node) ||
         (node->kind == GIR_TYPE_NODE_CLASS && gir_type_is_a (type, "GObject.Object"));
}

/* A type's name as one sees it from any namespace: "Gio.File" for "File". */
char *
gir_type_qualify (GirType *type)
{
  const char *name = type->name != NULL ? type->name : "gpointer";

  if (strchr (name, '.') != NULL || gir_model_find_type (type->model, name) == NULL)
    return g_strdup (name);

  return g_strconcat (type->model->name, ".", name, NULL);
}
