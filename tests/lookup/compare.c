/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compares what the rules of the generator say of a namespace by its typelib and by its GIR: prints each difference.
 */

#include <string.h>

#include "girepository-names.h"
#include "pair/check.h"
#include "pair/configured.h"
#include "read/gir-path.h"
#include "read/gir-reader.h"
#include "read/type-resolver.h"
#include "typelib-reader.h"

typedef struct
{
  TypelibModel *typelib;
  GirModel     *gir;
  Config       *config;
} Namespaces;

/* What bindings do not see is in no typelib, such as functions with varargs. */
static const char *
get_identifier (GirCallable *callable)
{
  return callable != NULL && !callable->is_hidden ? callable->c_identifier : "-";
}

static void
differ (GirCallable *async,
        const char  *what,
        const char  *in_gir,
        const char  *in_typelib)
{
  g_print ("%s\t%s\t%s\t%s\n", async->c_identifier, what, in_gir, in_typelib);
}

static void
compare_callables (GirCallable *async,
                   const char  *what,
                   GirCallable *in_gir,
                   GirCallable *in_typelib)
{
  if (strcmp (get_identifier (in_gir), get_identifier (in_typelib)) != 0)
    differ (async, what, get_identifier (in_gir), get_identifier (in_typelib));
}

static void
compare_roles (GirCallable *async,
               const char  *what,
               GirCallable *of_gir,
               const Role  *in_gir,
               GirCallable *of_typelib,
               const Role  *in_typelib)
{
  for (guint i = 0; i < of_gir->parameters->len && i < of_typelib->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (of_gir, i);
      g_autofree char *name = g_strdup_printf ("%s.%s", what, parameter->name);
      g_autofree char *gir_role = g_strdup_printf ("%d", in_gir[i]);
      g_autofree char *typelib_role = g_strdup_printf ("%d", in_typelib[i]);

      if (in_gir[i] != in_typelib[i])
        differ (async, name, gir_role, typelib_role);
    }
}

static void
complete_all (TypelibModel *typelib)
{
  for (guint i = 0; i < typelib->model->callables->len; i++)
    typelib_reader.complete (typelib, g_ptr_array_index (typelib->model->callables, i));
}

/* Returns whether the typelib has the function. */
static gboolean
compare (Namespaces  *both,
         GirCallable *async)
{
  GirCallable *found = gir_model_find (both->typelib->model, async->c_identifier);
  GirCallable *finish, *existing, *typelib_finish, *typelib_existing;
  g_autoptr (Roles) roles = NULL;
  g_autoptr (Roles) typelib_roles = NULL;
  const char *reason, *typelib_reason;

  if (found == NULL || found->kind == GIR_CALLABLE_INLINE)
    return FALSE;

  configured_correct (async, both->config);
  configured_correct (found, both->config);
  configured_find_halves (async, both->config, &finish, &existing, NULL);
  configured_find_halves (found, both->config, &typelib_finish, &typelib_existing, NULL);
  compare_callables (async, "finish", finish, typelib_finish);
  compare_callables (async, "existing", existing, typelib_existing);

  roles = configured_new_roles (async, finish, both->config);
  typelib_roles = configured_new_roles (found, typelib_finish, both->config);
  compare_roles (async, "async", roles->async, roles->async_roles, typelib_roles->async, typelib_roles->async_roles);
  if (finish != NULL && finish == roles->finish && typelib_finish != NULL)
    compare_roles (async, "finish", finish, roles->finish_roles, typelib_finish, typelib_roles->finish_roles);
  reason = check_pair (roles);
  typelib_reason = check_pair (typelib_roles);
  if (g_strcmp0 (reason, typelib_reason) != 0)
    differ (async, "refused", reason != NULL ? reason : "-", typelib_reason != NULL ? typelib_reason : "-");

  return TRUE;
}

/* A process has one version of a namespace, and this one may have another one already. */
static gboolean
has_version (const char *namespace,
             const char *version)
{
#if LOOKUP_GIREPOSITORY == 2 && GLIB_CHECK_VERSION (2, 86, 0)
  return gi_repository_require (gi_repository_dup_default (), namespace, version, 0, NULL) != NULL;
#elif LOOKUP_GIREPOSITORY == 1
  return g_irepository_require (NULL, namespace, version, 0, NULL) != NULL;
#else
  return TRUE;
#endif
}

static GirModel *
read_gir (const char *name)
{
  const char * const gir_dirs[] = { NULL };
  g_autofree char *file = gir_path_find (gir_dirs, name);
  g_autoptr (GError) error = NULL;
  GirModel *model = file != NULL ? gir_reader_read (file, GIR_READ_ALL, &error) : NULL;

  g_assert_no_error (error);

  return model;
}

static gboolean
namespaces_init (Namespaces *both,
                 const char *full_name,
                 const char *config_dir)
{
  const char *dash = strrchr (full_name, '-');
  const char * const config_dirs[] = { config_dir, NULL };
  g_autofree char *name = g_strndup (full_name, dash - full_name);
  g_autoptr (GError) error = NULL;

  both->gir = read_gir (full_name);
  both->typelib = both->gir != NULL && has_version (name, dash + 1) ? typelib_reader.read (name) : NULL;
  if (both->typelib == NULL || strcmp (both->typelib->model->version, dash + 1) != 0)
    return FALSE;

  both->config = config_new (name, dash + 1);
  config_add_installed (both->config, config_dirs, &error);
  g_assert_no_error (error);

  return TRUE;
}

/* Arguments: a namespace with its version, and the folder of configuration files. Prints differences, and behind them
 * how many functions were compared; returns 77 when there is nothing to compare.
 */
int
main (int    argc,
      char **argv)
{
  const char * const gir_dirs[] = { NULL };
  Namespaces both = { 0 };
  guint n_compared = 0;

  if (!namespaces_init (&both, argv[1], argv[2]))
    return 77;

  type_resolver_new (both.gir, gir_dirs);
  type_resolver_new (both.typelib->model, gir_dirs);
  complete_all (both.typelib);
  for (guint i = 0; i < both.gir->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (both.gir->callables, i);

      if (gir_model_find (both.gir, callable->c_identifier) == callable && roles_is_async (callable))
        n_compared += compare (&both, callable);
    }
  g_print ("%u\n", n_compared);

  return 0;
}
