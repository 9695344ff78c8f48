/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the generator knows of a namespace: small structs that know C names.
 */

#pragma once

#include "base/ctype.h"

G_BEGIN_DECLS

typedef struct _GirType GirType;
typedef struct _GirParameter GirParameter;
typedef struct _GirCallable GirCallable;
typedef struct _GirTypeNode GirTypeNode;
typedef struct _GirModel GirModel;
typedef struct _TypeResolver TypeResolver;

typedef enum
{
  GIR_DIRECTION_IN,
  GIR_DIRECTION_OUT,
  GIR_DIRECTION_INOUT,
} GirDirection;

typedef enum
{
  GIR_TRANSFER_UNKNOWN,
  GIR_TRANSFER_NONE,
  GIR_TRANSFER_CONTAINER,
  GIR_TRANSFER_FULL,
} GirTransfer;

typedef enum
{
  GIR_SCOPE_NONE,
  GIR_SCOPE_CALL,
  GIR_SCOPE_ASYNC,
  GIR_SCOPE_NOTIFIED,
  GIR_SCOPE_FOREVER,
} GirScope;

typedef enum
{
  GIR_CALLABLE_FUNCTION,
  GIR_CALLABLE_METHOD,
  GIR_CALLABLE_CONSTRUCTOR,
  GIR_CALLABLE_INLINE,          /* what no library has a symbol of: an inline function, or a macro */
} GirCallableKind;

typedef enum
{
  GIR_TYPE_NODE_CLASS,
  GIR_TYPE_NODE_INTERFACE,
  GIR_TYPE_NODE_RECORD,
  GIR_TYPE_NODE_UNION,
  GIR_TYPE_NODE_ENUM,
  GIR_TYPE_NODE_FLAGS,
  GIR_TYPE_NODE_CALLBACK,
  GIR_TYPE_NODE_ALIAS,
} GirTypeNodeKind;

/* Whether a struct has nothing but numbers, also in the structs inside it. */
typedef enum
{
  GIR_PLAINNESS_UNKNOWN,        /* nobody has asked yet */
  GIR_PLAINNESS_PLAIN,
  GIR_PLAINNESS_OTHER,
} GirPlainness;

/* How much of a file is read. */
typedef enum
{
  GIR_READ_ALL,
  GIR_READ_PAIRS,               /* of functions that are neither half of a pair, only the names */
  GIR_READ_TYPES,               /* what an included file is opened for, and what says more of them */
  GIR_READ_HEAD,                /* only what is in front of the namespace, such as includes */
} GirReadMode;

/* Strings in all of these belong to the model's string chunk. */
struct _GirType
{
  GirModel    *model;           /* not owned */
  const char  *name;            /* as in the GIR; NULL in an array, and where the GIR has no type */
  const CType *c_type;          /* not owned; never NULL */
  gboolean     is_array;
  gboolean     zero_terminated;
  int          length;          /* index without the instance, or -1 */
  int          fixed_size;      /* or -1 */
  GPtrArray   *elements;        /* of GirType; NULL when there are none */
  CTypeKind    kind;            /* of a value: ask gir_type_get_kind() */
  CTypeKind    target_kind;     /* of what it points to: ask gir_type_get_target_kind() */
};

struct _GirParameter
{
  const char   *name;
  const char   *doc;
  int           line;
  GirType      *type;           /* never NULL */
  GirDirection  direction;
  GirTransfer   transfer;
  GirScope      scope;
  gboolean      is_instance;
  gboolean      is_varargs;
  gboolean      caller_allocates;
  gboolean      nullable;
  gboolean      optional;
  int           closure;        /* index without the instance, or -1 */
  int           destroy;        /* likewise */
};

struct _GirCallable
{
  GirModel        *model;       /* not owned */
  GirCallableKind  kind;
  const char      *name;
  const char      *c_identifier;
  const char      *container;   /* name of the class or record; NULL in a function of the namespace */
  const char      *file;
  int              line;
  const char      *header;      /* where it was declared, as the scanner saw it */
  int              header_line; /* or -1 */
  const char      *doc;
  const char      *version;     /* Since: */
  const char      *deprecated_doc;
  const char      *deprecated_version;
  const char      *finish_func;
  const char      *sync_func;
  const char      *shadows;     /* GIR name of what a binding sees this instead of */
  const char      *shadowed_by; /* GIR name of what a binding sees instead */
  const char      *stability;   /* Stability: */
  gboolean         deprecated;
  gboolean         throws;
  gboolean         is_hidden;   /* from bindings */
  gboolean         is_moved;    /* a copy of what is listed in its class as well */
  gboolean         has_table;   /* an argument is an array of arrays, of which its type tells but one */
  GirParameter    *returns;     /* never NULL */
  GPtrArray       *parameters;  /* of GirParameter; the instance, if there is one, first */
};

struct _GirTypeNode
{
  GirTypeNodeKind  kind;
  const char      *name;
  const CType     *c_type;      /* not owned; never NULL, as is the next */
  const char      *parent;      /* of a class */
  const char      *symbol_prefix; /* of a class, without that of the namespace; may be NULL */
  const char      *get_type;    /* C function; may be NULL */
  gboolean         is_deprecated;
  gboolean         has_fields;  /* that anybody may use */
  gboolean         has_pointers; /* in a field, or what nobody looks into, such as a union in a struct */
  GPtrArray       *fields;      /* of const char *, GIR names of the types of the others; NULL when there are none */
  GirPlainness     plainness;   /* ask gir_type_is_plain() */
  gboolean         is_disguised; /* nobody sees what it has; without a star it is a pointer */
  const CType     *target;      /* not owned; of an alias */
  const char      *target_name; /* GIR name of an alias's type */
  GirCallable     *signature;   /* owned; of a callback, whose type is the C identifier; else NULL */
};

struct _GirModel
{
  char         *file;
  GirReadMode   mode;
  char         *name;
  char         *version;
  char         *doc_format;     /* what the file calls the syntax of its documentation, or NULL */
  char         *identifier_prefixes;
  char         *symbol_prefixes;
  GPtrArray    *c_includes;     /* of char * */
  GPtrArray    *includes;       /* of char *, NAME-VERSION */
  GPtrArray    *packages;       /* of char *, of pkg-config */
  GPtrArray    *callables;      /* of GirCallable, in file order */
  GHashTable   *by_identifier;  /* C identifier → GirCallable */
  GHashTable   *by_name;        /* "Container.name" or ".name" → GirCallable; NULL until somebody asks */
  GHashTable   *types;          /* name → GirTypeNode */
  GHashTable   *c_types;        /* C type, as it is written → CType */
  TypeResolver *resolver;       /* not owned; what knows the types of others */
  void        (*complete) (GirCallable *callable);  /* reads the parameters of a function; NULL: they are all there */
  GStringChunk *strings;
};

GirModel     *gir_model_new           (const char      *file);
void          gir_model_free          (GirModel        *model);
const char   *gir_model_intern        (GirModel        *model,
                                       const char      *text);
const CType  *gir_model_get_c_type    (GirModel        *model,
                                       const char      *text);
void          gir_model_add_callable  (GirModel        *model,
                                       GirCallable     *callable);
const char   *gir_model_skip_prefix   (GirModel        *model,
                                       const char      *symbol);
GirCallable  *gir_model_find          (GirModel        *model,
                                       const char      *c_identifier);
GirCallable  *gir_model_find_named    (GirModel        *model,
                                       const char      *container,
                                       const char      *name);
GirTypeNode  *gir_model_find_type     (GirModel        *model,
                                       const char      *name);
gboolean      gir_model_is_gtk_doc    (GirModel        *model);
void          gir_model_replace_ready_aliases (GirModel *model);

GirCallable  *gir_callable_new        (GirModel        *model);
void          gir_callable_free       (GirCallable     *callable);
gboolean      gir_callable_has_instance (GirCallable   *callable);
GirParameter *gir_callable_get_nth    (GirCallable     *callable,
                                       int              index);
GirParameter *gir_callable_get_parameter (GirCallable  *callable,
                                       guint            position);
GirParameter *gir_callable_find_parameter (GirCallable *callable,
                                       const char      *name);

GirParameter *gir_parameter_new       (GirModel        *model);
void          gir_parameter_free      (GirParameter    *parameter);
gboolean      gir_parameter_is        (GirParameter    *parameter,
                                       CTypeId          id);

GirType      *gir_type_new            (GirModel        *model);
void          gir_type_free           (GirType         *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GirModel, gir_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GirCallable, gir_callable_free)

G_END_DECLS
