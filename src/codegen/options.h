/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The command line.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

typedef enum
{
  LIST_NONE,
  LIST_TEXT,
  LIST_JSON,
} ListFormat;

typedef struct
{
  char            *help;        /* what is to be printed; NULL without --help */
  gboolean         show_version;
  gboolean         scan;
  gboolean         check;
  gboolean         no_config;
  gboolean         library;
  gboolean         standalone;
  gboolean         async;       /* write asynchronous pairs for functions that block */
  char            *namespace;
  char            *nsversion;
  char            *scanner;
  char            *output;
  char            *depfile;
  char            *annotate_gir;
  char            *export_macro;
  char            *name_prefix;
  char            *spdx;
  char            *baseline;    /* a GIR, as it was */
  char            *write_config;
  char           **packages;
  char           **gir_includes;
  char           **identifier_prefixes;
  char           **symbol_prefixes;
  char           **gir_dirs;
  char           **includes;
  char           **configs;
  char           **config_dirs;
  char           **only;
  char           **exclude;
  char           **finish;
  char           **cflags;      /* -I, -D and -U, for the scanner */
  char           **files;       /* the GIR, or what to scan */
  ListFormat       list;
  PairingNaming    naming;
  PairingExisting  existing;
  TwinOutParams    out_params;
} Options;

gboolean options_parse (Options             *options,
                        const char * const  *argv,
                        GError             **error);
gboolean options_check (Options             *options,
                        GError             **error);
void     options_clear (Options             *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

G_END_DECLS
