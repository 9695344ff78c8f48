/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The two functions of an asynchronous pair for a function that blocks.
 */

#include "pair/signature.h"

#include "read/type-resolver.h"

/* Both are a Twin, as the generated function of the other direction is: what writes prototypes, documentation and
 * annotations needs to know no more. The function that blocks stands for both halves there.
 */

static GirParameter *
make_parameter (GirModel   *model,
                const char *name,
                const char *type,
                const char *c_type,
                const char *doc)
{
  GirParameter *parameter = gir_parameter_new (model);

  parameter->name = name;
  parameter->doc = doc;
  parameter->closure = -1;
  parameter->destroy = -1;
  parameter->type->name = type;
  parameter->type->c_type = gir_model_get_c_type (model, c_type);

  return parameter;
}

void
signature_extras_init (SignatureExtras *extras,
                       GirModel        *model)
{
  extras->priority = make_parameter (model, "io_priority", "gint", "int",
                                     "the priority of what is dispatched in the caller's main context");
  extras->callback = make_parameter (model, "callback", "Gio.AsyncReadyCallback", "GAsyncReadyCallback",
                                     "called in the caller's main context when the function has returned");
  extras->callback->nullable = TRUE;
  extras->user_data = make_parameter (model, "user_data", "gpointer", "gpointer", "data for @callback");
  extras->result = make_parameter (model, "result", "Gio.AsyncResult", "GAsyncResult *", "the result");
}

void
signature_extras_clear (SignatureExtras *extras)
{
  g_clear_pointer (&extras->priority, gir_parameter_free);
  g_clear_pointer (&extras->callback, gir_parameter_free);
  g_clear_pointer (&extras->user_data, gir_parameter_free);
  g_clear_pointer (&extras->result, gir_parameter_free);
}

static Twin *
signature_new (const char        *name,
               GirCallable       *blocking,
               const TwinOptions *options)
{
  const RolesOptions roles_options = { TRUE, NULL };
  Twin *twin = twin_new_empty (name, roles_new (blocking, NULL, &roles_options), options);

  twin->async = blocking;
  twin->finish = blocking;
  twin->is_hidden = options->skip == TWIN_SKIP_UNSET ? blocking->is_hidden : options->skip == TWIN_SKIP_TRUE;
  twin->deprecated_by = blocking->deprecated ? blocking : NULL;

  return twin;
}

/* A callback is called until the function has returned, and not at the time of the call. */
static void
add_callback (Twin             *twin,
              BlockingCallback *callback)
{
  TwinParameter *parameter = twin_add_parameter (twin, twin->async, callback->gir, ROLE_CALLBACK);
  TwinParameter *data = twin_add_parameter (twin, twin->async, callback->data, ROLE_CLOSURE);
  TwinParameter *destroy = twin_add_parameter (twin, twin->async, callback->destroy, ROLE_DESTROY);

  parameter->annotations = g_strdup_printf ("%s (scope notified) (closure %s) (destroy %s)",
                                            callback->gir->nullable ? " (nullable)" : "", data->name, destroy->name);
}

static void
add_argument (Twin      *twin,
              guint      position,
              GPtrArray *callbacks,
              gboolean   has_closures)
{
  GirParameter *gir = gir_callable_get_parameter (twin->async, position);
  Role role = twin->roles->async_roles[position];

  for (guint i = 0; role == ROLE_CALLBACK && i < callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (callbacks, i);

      if (callback->gir == gir && has_closures)
        twin_add_parameter (twin, twin->async, callback->closure, ROLE_IN);
      else if (callback->gir == gir)
        add_callback (twin, callback);
    }

  if (role != ROLE_CANCELLABLE && role != ROLE_CALLBACK && role != ROLE_CLOSURE && gir->direction == GIR_DIRECTION_IN)
    twin_add_parameter (twin, twin->async, gir, role);
}

/* The arguments of the function, in the order that it has them in, and what starts an operation. */
Twin *
signature_new_async (const char        *name,
                     GirCallable       *blocking,
                     SignatureExtras   *extras,
                     GPtrArray         *callbacks,
                     gboolean           has_closures,
                     gboolean           has_priority,
                     const TwinOptions *options)
{
  Twin *twin = signature_new (name, blocking, options);

  twin->returns = g_strdup ("void");
  twin->returns_kind = CTYPE_KIND_VOID;
  for (guint i = 0; i < blocking->parameters->len; i++)
    add_argument (twin, i, callbacks, has_closures);
  if (has_priority)
    twin_add_parameter (twin, blocking, extras->priority, ROLE_PRIORITY);
  twin_add_cancellable (twin);
  twin_add_parameter (twin, blocking, extras->callback, ROLE_READY);
  twin_add_parameter (twin, blocking, extras->user_data, ROLE_USER_DATA);
  twin_choose_locals (twin);

  return twin;
}

/* The instance, the result, and what the function gives. Functions of a namespace, as bindings see those of a library
 * beside the one that has the class, finish with the result alone: it knows its object.
 */
Twin *
signature_new_finish (const char        *name,
                      GirCallable       *blocking,
                      SignatureExtras   *extras,
                      gboolean           has_instance,
                      const TwinOptions *options)
{
  Twin *twin = signature_new (name, blocking, options);

  twin->throws = TRUE;
  twin->returns = g_strdup (blocking->returns->type->c_type->value);
  twin->returns_kind = gir_type_get_kind (blocking->returns->type);
  if (has_instance && gir_callable_has_instance (blocking))
    twin_add_parameter (twin, blocking, gir_callable_get_parameter (blocking, 0), ROLE_IN);
  twin_add_parameter (twin, blocking, extras->result, ROLE_RESULT);
  for (guint i = 0; i < blocking->parameters->len; i++)
    {
      GirParameter *gir = gir_callable_get_parameter (blocking, i);

      if (gir->direction == GIR_DIRECTION_OUT)
        twin_add_parameter (twin, blocking, gir, ROLE_OUT);
    }
  twin_choose_locals (twin);

  return twin;
}
