/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the configuration and the command line say of a twin.
 */

#include "pair/pairing.h"

#include <string.h>

TwinOutParams
pairing_get_out_params (GirCallable          *async,
                        const PairingOptions *options)
{
  const char *configured = config_get (options->config, async->c_identifier, CONFIG_OUT_PARAMS);

  if (options->out_params != TWIN_OUTS_UNSET || configured == NULL)
    return options->out_params;

  return strcmp (configured, "after-cancellable") == 0 ? TWIN_OUTS_AFTER_CANCELLABLE : TWIN_OUTS_BEFORE_CANCELLABLE;
}

static TwinGuards
get_guards (GirCallable          *async,
            const PairingOptions *options)
{
  const char *guards = config_get (options->config, async->c_identifier, CONFIG_GUARDS);

  if (g_strcmp0 (guards, "none") == 0)
    return TWIN_GUARDS_NONE;

  return g_strcmp0 (guards, "instance") == 0 ? TWIN_GUARDS_INSTANCE : TWIN_GUARDS_ALL;
}

static const char *
get_affinity (GirCallable          *async,
              const PairingOptions *options)
{
  const char *affinity = config_get (options->config, async->c_identifier, CONFIG_AFFINITY);

  return g_strcmp0 (affinity, "any") != 0 ? affinity : NULL;
}

static TwinSkip
get_skip (GirCallable *async,
          Config      *config)
{
  const char *skip = config_get (config, async->c_identifier, CONFIG_SKIP);

  if (skip == NULL)
    return TWIN_SKIP_UNSET;

  return strcmp (skip, "true") == 0 ? TWIN_SKIP_TRUE : TWIN_SKIP_FALSE;
}

TwinOptions
pairing_get_twin_options (GirCallable          *async,
                          const PairingOptions *options)
{
  Config *config = options->config;
  const char *function = async->c_identifier;

  return (TwinOptions) {
    .out_params = pairing_get_out_params (async, options),
    .no_cancellable = g_strcmp0 (config_get (config, function, CONFIG_CANCELLABLE), "false") == 0,
    .skip = get_skip (async, config),
    .guards = get_guards (async, options),
    .is_context_stream = g_strcmp0 (config_get (config, function, CONFIG_CONTEXT_STREAM), "true") == 0,
    .affinity = get_affinity (async, options),
    .returns = config_get (config, function, CONFIG_RETURNS),
    .since = config_get (config, function, CONFIG_SINCE),
    .attributes = config_get (config, function, CONFIG_ATTRIBUTES),
    .description = config_get (config, function, CONFIG_DESCRIPTION),
  };
}
