/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The keys of configuration files, and what can be their values.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The keys, each at the innermost place where it can stand. */
#define CONFIG_AFFINITY         "affinity"
#define CONFIG_ASYNC            "async"
#define CONFIG_ATTRIBUTES       "attributes"
#define CONFIG_BEFORE           "before"
#define CONFIG_BORROW           "borrow"
#define CONFIG_CANCELLABLE      "cancellable"
#define CONFIG_COALESCE         "coalesce"
#define CONFIG_CONTEXT          "context"
#define CONFIG_CONTEXT_STREAM   "context-stream"
#define CONFIG_DEFINE           "define"
#define CONFIG_DESCRIPTION      "description"
#define CONFIG_DROP             "drop"
#define CONFIG_EXCLUDE          "exclude"
#define CONFIG_EXISTING         "existing"
#define CONFIG_EXPORT_MACRO     "export-macro"
#define CONFIG_FINISH           "finish"
#define CONFIG_GUARDS           "guards"
#define CONFIG_INCLUDE          "include"
#define CONFIG_KEEP_IO_PRIORITY "keep-io-priority"
#define CONFIG_MAIN_THREAD      "main-thread"
#define CONFIG_NAMING           "naming"
#define CONFIG_OUT_PARAMS       "out-params"
#define CONFIG_PROGRESS         "progress"
#define CONFIG_REFUSE           "refuse"
#define CONFIG_RESOLVES         "resolves"
#define CONFIG_RETURNS          "returns"
#define CONFIG_SERIALISE        "serialise"
#define CONFIG_SINCE            "since"
#define CONFIG_SKIP             "skip"
#define CONFIG_SOURCE_INCLUDE   "source-include"
#define CONFIG_THREAD_CONTEXT   "thread-context"
#define CONFIG_THREAD_SAFE      "thread-safe"
#define CONFIG_TWIN             "twin"
#define CONFIG_UNANSWERED       "unanswered"

typedef enum
{
  CONFIG_PLACE_ALL = 1 << 0,       /* [*] */
  CONFIG_PLACE_NAMESPACE = 1 << 1, /* [Foo] or [Foo-1.0] */
  CONFIG_PLACE_FUNCTION = 1 << 2,  /* [Foo foo_bar_*] */
} ConfigPlace;

gboolean config_keys_check (const char   *key,
                            const char   *value,
                            ConfigPlace   place,
                            char        **message);

G_END_DECLS
