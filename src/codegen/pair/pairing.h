/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds each async function's finish function and decides its twin's name.
 */

#pragma once

#include "pair/blocking-call.h"
#include "pair/twin.h"
#include "read/config.h"

G_BEGIN_DECLS

typedef enum
{
  PAIRING_NAMING_UNSET,         /* as configured, or else like the next */
  PAIRING_NAMING_SYNC,          /* X_async → X_sync */
  PAIRING_NAMING_GIO,           /* X_async → X */
} PairingNaming;

typedef enum
{
  PAIRING_EXISTING_SKIP,
  PAIRING_EXISTING_GENERATE,
} PairingExisting;

typedef enum
{
  PAIR_GENERATE,
  PAIR_EXISTING,
  PAIR_REFUSED,
} PairStatus;

typedef struct
{
  PairingNaming        naming;
  PairingExisting      existing;
  TwinOutParams        out_params;
  Config              *config;
  const char          *name_prefix; /* of each twin's name; may be NULL */
  const char * const  *finish;  /* ASYNC=FINISH; may be NULL */
  const char * const  *only;    /* globs; may be NULL */
  const char * const  *exclude;      /* likewise */
  const char * const  *config_exclude;
  const char * const  *config_dirs;  /* likewise */
  gboolean             is_standalone; /* twins are made that need no library */
  gboolean             is_library;   /* pairs are for a library beside the one that has the functions */
  GHashTable          *main_thread;  /* name of a namespace → whether it belongs to the main thread; may be NULL */
  GirModel            *baseline; /* what the namespace had before; may be NULL, and is not without a config */
} PairingOptions;

/* Or, with functions that block, one of these, and the pair that is made for it. */
typedef struct
{
  GirCallable *async;           /* not owned, like the others; or the function that blocks */
  GirCallable *finish;          /* NULL when there is none */
  GirCallable *await;           /* owned; of a function that returns a future, what waits for it, else NULL */
  GirCallable *existing;        /* NULL when there is none */
  GirCallable *was;             /* the twin that was there, and is not any more; NULL when there was none */
  PairStatus   status;
  const char  *reason;          /* of a refusal, else NULL */
  const char  *reason_text;     /* in the words of the configuration, or NULL */
  Twin        *twin;            /* NULL when refused; or the async function that is made */
  Blocking    *blocking;        /* how a function that blocks is run, and the finish function; else NULL */
} Pair;

void       pair_free   (gpointer               data);
GPtrArray *pairing_run (GirModel              *model,
                        const PairingOptions  *options,
                        GError               **error);
gboolean   pairing_is_selected (const PairingOptions *options,
                                const char           *name);

TwinOptions   pairing_get_twin_options        (GirCallable           *async,
                                               const PairingOptions  *options);
TwinOutParams pairing_get_out_params          (GirCallable           *async,
                                               const PairingOptions  *options);
gboolean      pairing_find_former             (Pair                  *pair,
                                               const char            *name,
                                               const PairingOptions  *options,
                                               GError               **error);
void          pairing_apply_former_visibility (GPtrArray             *pairs,
                                               Config                *config);

G_END_DECLS
