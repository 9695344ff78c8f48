/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What each parameter of an async function and of its finish function is for.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

typedef enum
{
  /* of both */
  ROLE_IN,                      /* async: the twin has it too; finish: it is one of those */
  /* of an async function */
  ROLE_READY,                   /* the GAsyncReadyCallback */
  ROLE_USER_DATA,
  ROLE_PRIORITY,
  ROLE_CANCELLABLE,
  ROLE_CALLBACK,                /* another callback */
  ROLE_CLOSURE,                 /* the data of that */
  ROLE_DESTROY,                 /* a GDestroyNotify */
  ROLE_DROPPED,                 /* passed as what means nothing */
  ROLE_FUTURE_CANCELLABLE,      /* a cancellable of libdex, which the twin makes of its own */
  ROLE_NOTIFY,                  /* likewise, which the twin has too */
  /* of a finish function */
  ROLE_RESULT,
  ROLE_OUT,
  ROLE_ERROR,
} Role;

/* Departures from the rules. */
typedef struct
{
  gboolean            keep_priority; /* the twin has the priority too */
  const char * const *drop;     /* parameters that the twin lacks; may be NULL */
} RolesOptions;

typedef struct
{
  GirCallable *async;
  GirCallable *finish;          /* NULL when there is none */
  Role        *async_roles;     /* as many as the function has parameters */
  Role        *finish_roles;
  int         *finish_sources;  /* of ROLE_IN: position among the async's parameters, or -1 */
  gboolean    *finish_casts;    /* of ROLE_IN: the async has a class derived from what finish takes */
} Roles;

Roles    *roles_new          (GirCallable        *async,
                              GirCallable        *finish,
                              const RolesOptions *options);
void      roles_free         (Roles              *roles);
gboolean  roles_is_async     (GirCallable        *callable);
gboolean  roles_is_future    (GirCallable        *callable);
gboolean  roles_is_started   (GirCallable        *callable);
gboolean  roles_has_varargs  (GirCallable        *callable);
gboolean  roles_is_argument  (Role                role);
void      roles_assign_callbacks (Roles          *roles);
int       roles_find_data    (Roles              *roles,
                              guint               position);
int       roles_find_notify  (Roles              *roles,
                              guint               position);
guint     roles_count_async  (Roles              *roles,
                              Role                role);
guint     roles_count_finish (Roles              *roles,
                              Role                role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Roles, roles_free)

G_END_DECLS
