/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The signature of a twin, and how it calls the two halves.
 */

#pragma once

#include "pair/roles.h"

G_BEGIN_DECLS

typedef enum
{
  TWIN_OUTS_UNSET,              /* as configured, or else by where the async function has its cancellable */
  TWIN_OUTS_BEFORE_CANCELLABLE,
  TWIN_OUTS_AFTER_CANCELLABLE,
} TwinOutParams;

typedef enum
{
  TWIN_GUARDS_ALL,              /* of each argument that must not be NULL, or must be of some type */
  TWIN_GUARDS_INSTANCE,         /* of the instance only */
  TWIN_GUARDS_NONE,
} TwinGuards;

typedef enum
{
  TWIN_SKIP_UNSET,              /* hidden from bindings if its async function is */
  TWIN_SKIP_TRUE,
  TWIN_SKIP_FALSE,              /* never */
} TwinSkip;

/* What a configuration, or a twin that was there, can say of a twin; strings may be NULL. */
typedef struct
{
  TwinOutParams  out_params;
  gboolean       no_cancellable; /* the twin can't be cancelled by its caller */
  TwinSkip       skip;
  TwinGuards     guards;
  gboolean       is_context_stream; /* the stream that it returns insists on the main context of the operation */
  const char    *affinity;      /* "private" or "forward" */
  const char    *returns;       /* class derived from what finish returns */
  const char    *since;         /* version of the library */
  const char    *attributes;    /* of the prototype, as they are written */
  const char    *description;   /* instead of that of the async function */
  GirCallable   *was;           /* not owned; the twin that was there, or NULL */
} TwinOptions;

typedef struct
{
  GirParameter *gir;            /* not owned; NULL in a cancellable that the async function lacks */
  GirCallable  *from;           /* not owned; the half that it is a parameter of */
  GirParameter *was;            /* not owned; the parameter of the twin that was there, or NULL */
  char         *name;
  const char   *c_type;         /* not owned */
  GirDirection  direction;
  Role          role;
  const char   *release;        /* of an argument that the async function takes over, else NULL */
  char         *annotations;    /* instead of those that the GIR tells; or NULL */
  char         *keeper;         /* local variable that holds a reference meanwhile, or NULL */
} TwinParameter;

typedef struct
{
  GirCallable *async;           /* not owned */
  GirCallable *finish;          /* not owned */
  Roles       *roles;
  char        *name;
  char        *start_name;      /* function that starts the operation; NULL when nothing is generated */
  char        *finish_name;     /* function that finishes it; likewise */
  char        *args_type;       /* C type of what those functions find; likewise */
  char        *returns;         /* C type, of a value that is copied */
  CTypeKind    returns_kind;
  gboolean     casts_return;    /* to a class derived from what finish returns */
  GPtrArray   *parameters;      /* of TwinParameter, without the GError ** */
  const char  *replaces;        /* not owned; the twin that bindings see this instead of, or NULL */
  gboolean     is_hidden;       /* from bindings */
  GirCallable *deprecated_by;   /* not owned; what is deprecated, so that the twin is; or NULL */
  TwinOptions  options;
  GirCallable *was;             /* not owned; the twin that was there, if this one can take its place, or NULL */
  char        *closing;         /* last paragraph of its description, instead of what it calls; or NULL */
  char        *difference;      /* from the twin that was there, in words; or NULL */
  char        *before;          /* call that has to succeed first, or NULL */
  char        *context;         /* call that returns the main context of the operation, or NULL */
  char        *context_name;    /* local variable that holds its reference, or NULL */
  gboolean     is_future;       /* the async function returns a future, and the finish function waits for it */
  gboolean     throws;
  char        *cancel_name;     /* local variable that holds a cancellable of libdex, or NULL */
  char        *result_name;     /* local variables, named so that no parameter and no function is hidden */
  char        *error_name;
  char        *args_name;
  char        *operation_name;
  char        *returned_name;   /* member of the Args struct; NULL when nothing is returned */
  char        *started_name;    /* likewise; NULL when nobody needs to know */
} Twin;

Twin          *twin_new            (const char    *name,
                                    Roles         *roles,
                                    const TwinOptions *options);
Twin          *twin_new_empty      (const char    *name,
                                    Roles         *roles,
                                    const TwinOptions *options);
void           twin_free           (Twin          *twin);
TwinParameter *twin_add_parameter  (Twin          *twin,
                                    GirCallable   *from,
                                    GirParameter  *gir,
                                    Role           role);
void           twin_add_cancellable (Twin         *twin);
void           twin_take_over_former (Twin       *twin);
gboolean       twin_keeps_cancellable_in_place (Roles *roles,
                                    TwinOutParams  out_params);
TwinParameter *twin_get_parameter  (Twin          *twin,
                                    guint          position);
TwinParameter *twin_find_parameter (Twin          *twin,
                                    GirParameter  *gir);
TwinParameter *twin_find_notify    (Twin          *twin,
                                    TwinParameter *parameter);
const char    *twin_get_cancellable_name (Twin    *twin);
gboolean       twin_has_cancellable (Twin         *twin);
void           twin_choose_locals  (Twin          *twin);
void           twin_choose_context_name (Twin     *twin);
char          *twin_choose_name    (Twin          *twin,
                                    const char    *name,
                                    const char    *prefix);
gboolean       twin_uses_caller_memory (Twin      *twin);
gboolean       caller_memory_is_used (GirParameter *parameter);
gboolean       twin_is_member      (TwinParameter *parameter);
gboolean       twin_has_members    (Twin          *twin);
gboolean       twin_has_arguments  (Twin          *twin);
gboolean       twin_has_parameter  (Twin          *twin,
                                    const char    *name);
gboolean       twin_has_name       (Twin          *twin,
                                    const char    *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Twin, twin_free)

G_END_DECLS
