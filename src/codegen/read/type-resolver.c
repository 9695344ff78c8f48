/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds types by their names; reads an included file only when one of its types must be known, and of those on the way
 * to it only what they include.
 */

#include "read/type-resolver.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/gir-path.h"
#include "read/gir-reader.h"

struct _TypeResolver
{
  GirModel    *model;           /* not owned; the namespace that is generated for */
  char       **gir_dirs;
  GHashTable  *loaded;          /* NAME-VERSION → GirModel, of some only the head */
  TypeResolverLoader loader;    /* or NULL: namespaces are files */
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

/* Gets other namespaces from somewhere else than from files. */
void
type_resolver_set_loader (TypeResolver       *resolver,
                          TypeResolverLoader  loader)
{
  resolver->loader = loader;
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
           GirReadMode    mode,
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

  model = gir_reader_read_named (file, include, mode, error);
  if (model != NULL && !g_ptr_array_find_with_equal_func (resolver->files, file, g_str_equal, NULL))
    g_ptr_array_add (resolver->files, g_steal_pointer (&file));

  return model;
}

/* Reads an included file, or only its head. Sets @failure, unless there was one before. */
static GirModel *
load (TypeResolver  *resolver,
      GirModel      *from,
      const char    *include,
      GirReadMode    mode,
      GError       **failure)
{
  GirModel *model = g_hash_table_lookup (resolver->loaded, include);

  if (resolver->loader != NULL)
    return resolver->loader (include);
  if (model != NULL && (mode == GIR_READ_HEAD || model->mode == mode))
    return model;

  model = load_file (resolver, from, include, mode, *failure == NULL ? failure : NULL);
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

/* Appends what the file at @position of @queue includes, unless it is there already; only the wanted file, as the next
 * one, when it includes that itself.
 */
static void
enqueue_includes (TypeResolver  *resolver,
                  GPtrArray     *queue,
                  guint          position,
                  const char    *wanted,
                  GError       **failure)
{
  GirModel *model = g_ptr_array_index (queue, position);

  for (guint i = 0; i < model->includes->len; i++)
    {
      const char *include = g_ptr_array_index (model->includes, i);
      GirModel *included = include_is (include, wanted)
                           ? load (resolver, model, include, GIR_READ_TYPES, failure) : NULL;

      if (included != NULL)
        {
          g_ptr_array_insert (queue, (int) position + 1, included);
          return;
        }
    }

  for (guint i = 0; i < model->includes->len; i++)
    {
      const char *include = g_ptr_array_index (model->includes, i);
      GirModel *included = include_is (include, wanted)
                           ? NULL : load (resolver, model, include, GIR_READ_HEAD, failure);

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
      enqueue_includes (resolver, queue, i, name, &failure);
    }

  if (resolver->failure == NULL)
    resolver->failure = g_steal_pointer (&failure);

  return NULL;
}

/* Finds a type by its name, "File" or "Gio.File", as seen from @model; sets
 * @model to where it is.
 */
GirTypeNode *
type_resolver_find (TypeResolver  *resolver,
                    GirModel     **model,
                    const char    *name)
{
  const char *dot = strchr (name, '.');
  g_autofree char *namespace = NULL;

  if (dot == NULL)
    return gir_model_find_type (*model, name);

  namespace = g_strndup (name, dot - name);
  *model = find_namespace (resolver, *model, namespace);
  if (*model == NULL)
    return NULL;

  /* What is included may be shared by several namespaces, one after another. */
  (*model)->resolver = resolver;

  return gir_model_find_type (*model, dot + 1);
}

/* Likewise, but it is no failure that a namespace is not there. */
GirTypeNode *
type_resolver_try (TypeResolver  *resolver,
                   GirModel     **model,
                   const char    *name)
{
  GError *failure = g_steal_pointer (&resolver->failure);
  GirTypeNode *node = type_resolver_find (resolver, model, name);

  g_clear_error (&resolver->failure);
  resolver->failure = failure;

  return node;
}
