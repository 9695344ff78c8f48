/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Says what a run that writes has not made, and what may surprise in what it has.
 */

#include "warnings.h"

#include <string.h>

#include "base/diagnostics.h"
#include "pair/blocking.h"
#include "pair/check.h"
#include "pair/pairing.h"

/* Methods that each object has, in C or in a binding. */
static const char * const object_methods[] = {
  "bind_property", "bind_property_full", "chain", "connect", "connect_after", "connect_data", "connect_object",
  "connect_object_after", "disconnect", "disconnect_by_func", "emit", "emit_stop_by_name", "force_floating",
  "freeze_notify", "get_data", "get_properties", "get_property", "get_qdata", "getv", "handler_block",
  "handler_block_by_func", "handler_disconnect", "handler_is_connected", "handler_unblock", "handler_unblock_by_func",
  "is_floating", "notify", "notify_by_pspec", "ref", "ref_sink", "replace_data", "replace_qdata", "run_dispose",
  "set_data", "set_properties", "set_property", "steal_data", "steal_qdata", "stop_emission",
  "stop_emission_by_name", "thaw_notify", "toString", "unref", "watch_closure", "weak_ref", NULL
};

/* What is looked for, and what is made of it. */
static gboolean
is_candidate (const Options *options,
              GirCallable   *callable)
{
  return options->async ? blocking_is (callable) : roles_is_started (callable);
}

static const char *
get_kind (const Options *options)
{
  return options->async ? "blocking" : "async";
}

static const char *
get_made (const Options *options)
{
  return options->async ? "pair" : "twin";
}

static const char *
get_reason (Pair *pair)
{
  return pair->reason_text != NULL ? pair->reason_text : check_get_text (pair->reason);
}

static void
print_refused (const Options *options,
               GPtrArray     *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_REFUSED)
        diagnostics_warn (pair->async->file, pair->async->line, "%s has no %s: %s; %s", pair->async->c_identifier,
                          get_made (options), get_reason (pair), check_get_remedy (pair->reason));
    }
}

/* All in one message: they are as they should be. */
static void
print_existing (const Options *options,
                GirModel      *model,
                GPtrArray     *pairs)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status != PAIR_EXISTING)
        continue;
      g_string_append_printf (names, "%s%s", n > 0 ? ", " : "", pair->existing->c_identifier);
      n++;
    }
  if (n > 0)
    diagnostics_note (model->file, "%u %s%s there already, and not made again: %s", n, get_made (options),
                      n == 1 ? " is" : "s are", names->str);
}

/* What a configuration leaves out, which may have come with the generator. What the command line leaves out is known to
 * whoever has written it, unless nothing is left.
 */
static void
print_unselected (const Options *options,
                  GirModel      *model,
                  GPtrArray     *pairs)
{
  const PairingOptions asked = {
    .only = (const char * const *) options->only,
    .exclude = (const char * const *) options->exclude,
  };
  gboolean has_any = FALSE;
  guint n_asked = 0;

  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      if (gir_model_find (model, callable->c_identifier) != callable || !is_candidate (options, callable))
        continue;
      has_any = TRUE;
      n_asked += pairing_is_selected (&asked, callable->c_identifier);
    }
  if (n_asked > pairs->len)
    diagnostics_note (model->file, "%u of %u %s functions are left out by a configuration", n_asked - pairs->len,
                      n_asked, get_kind (options));
  else if (has_any && n_asked == 0)
    diagnostics_note (model->file, "--only and --exclude leave no %s function", get_kind (options));
}

/* The name that the twin has as a method of a class; NULL if it is none. */
static const char *
get_method_name (Pair *pair)
{
  GirCallable *async = pair->async;
  const char *end;

  if (!gir_callable_has_instance (async) || async->name == NULL ||
      !g_str_has_suffix (async->c_identifier, async->name))
    return NULL;

  end = async->c_identifier + strlen (async->c_identifier) - strlen (async->name);

  return strncmp (pair->twin->name, async->c_identifier, (gsize) (end - async->c_identifier)) == 0
         ? pair->twin->name + (end - async->c_identifier) : NULL;
}

static void
print_shadowing (Pair *pair)
{
  const char *name = get_method_name (pair);

  if (name != NULL && !pair->twin->is_hidden && g_strv_contains (object_methods, name))
    diagnostics_warn (pair->async->file, pair->async->line,
                      "%s takes the place of the method %s() that each object has in Python and JavaScript; hide it with "
                      "skip=true in a configuration file, or name it otherwise", pair->twin->name, name);
}

static void
print_lost_elements (GirCallable  *callable,
                     GirParameter *parameter)
{
  for (guint i = 0; parameter->type->elements != NULL && i < parameter->type->elements->len; i++)
    {
      GirType *element = g_ptr_array_index (parameter->type->elements, i);

      if (element->name == NULL && !element->is_array)
        diagnostics_warn (callable->file, callable->line, "%s: the type of the elements of %s, %s, is not in what was "
                          "scanned; name the file that has it, or its namespace with --gir-include",
                          callable->c_identifier, parameter->name != NULL ? parameter->name : "what it returns",
                          *element->c_type->text != '\0' ? element->c_type->text : "gpointer");
    }
}

static void
print_lost (GirCallable *callable)
{
  print_lost_elements (callable, callable->returns);
  for (guint i = 0; i < callable->parameters->len; i++)
    print_lost_elements (callable, gir_callable_get_parameter (callable, i));
}

static gboolean
matches_any (const Options *options,
             GirModel      *model,
             const char    *glob)
{
  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      if (g_pattern_match_simple (glob, callable->c_identifier) && is_candidate (options, callable))
        return TRUE;
    }

  return FALSE;
}

/* A glob of --exclude that leaves nothing out may be misspelt. */
static void
print_unmatched (const Options *options,
                 GirModel      *model)
{
  for (guint i = 0; options->exclude != NULL && options->exclude[i] != NULL; i++)
    {
      if (!matches_any (options, model, options->exclude[i]))
        diagnostics_warn (model->file, 0, "--exclude=%s: %s has no %s function like this", options->exclude[i],
                          model->name, get_kind (options));
    }
}

/* Says on standard error what was not made, and why. What a configuration says of functions that are left out was not
 * of use, of course.
 */
void
warnings_print (const Options *options,
                Config        *config,
                GirModel      *model,
                GPtrArray     *pairs)
{
  if (options->only == NULL && options->exclude == NULL)
    config_warn_unused (config, get_kind (options));
  print_unmatched (options, model);
  print_refused (options, pairs);
  print_existing (options, model, pairs);
  print_unselected (options, model, pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status != PAIR_GENERATE || pair->blocking != NULL)
        continue;
      print_shadowing (pair);
      if (options->scan)
        {
          print_lost (pair->twin->async);
          print_lost (pair->finish);
        }
    }
}

static Pair *
find_pair (GPtrArray  *pairs,
           const char *name)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      if (strcmp (((Pair *) g_ptr_array_index (pairs, i))->async->c_identifier, name) == 0)
        return g_ptr_array_index (pairs, i);
    }

  return NULL;
}

/* Whether a twin is made for the function that is named, if one is. */
static gboolean
check_exact (const Options  *options,
             const char     *only,
             GPtrArray      *pairs,
             GError        **error)
{
  Pair *pair = find_pair (pairs, only);

  if (strpbrk (only, "*?") != NULL || (pair != NULL && pair->status == PAIR_GENERATE))
    return TRUE;

  if (pair == NULL)
    diagnostics_set_usage (error, "--only=%s: it is excluded by --exclude or by a configuration", only);
  else if (pair->status == PAIR_EXISTING && options->async)
    diagnostics_set_usage (error, "--only=%s: there is a pair already, %s", only, pair->existing->c_identifier);
  else if (pair->status == PAIR_EXISTING)
    diagnostics_set_usage (error, "--only=%s: there is a twin already, %s; --existing=generate makes another", only,
                           pair->existing->c_identifier);
  else
    diagnostics_set_usage (error, "--only=%s: no %s can be made: %s; %s", only, get_made (options), get_reason (pair),
                           check_get_remedy (pair->reason));

  return FALSE;
}

/* What is asked for by name must be there, and be made; a list may be of namespaces of which only some have it. */
gboolean
warnings_check_only (const Options  *options,
                     GirModel       *model,
                     GPtrArray      *pairs,
                     GError        **error)
{
  for (guint i = 0; options->output != NULL && options->only != NULL && options->only[i] != NULL; i++)
    {
      if (!matches_any (options, model, options->only[i]))
        {
          diagnostics_set_usage (error, "--only=%s: %s has no %s function like this", options->only[i], model->name,
                                 get_kind (options));
          return FALSE;
        }
      if (!check_exact (options, options->only[i], pairs, error))
        return FALSE;
    }

  return TRUE;
}

/* A scan that finds nothing of the namespace was told the wrong one. */
gboolean
warnings_check_scan (const Options  *options,
                     GirModel       *model,
                     GError        **error)
{
  guint n_candidates = 0;

  for (guint i = 0; i < model->callables->len; i++)
    n_candidates += is_candidate (options, g_ptr_array_index (model->callables, i));

  if (model->callables->len == 0 && g_hash_table_size (model->types) == 0)
    {
      diagnostics_set_error_at (error, model->file, 0,
                                "nothing that was scanned is called like a function or type of %s, \"%s_…\" or \"%s…\"; "
                                "correct --namespace, or give --symbol-prefix and --identifier-prefix",
                                model->name, model->symbol_prefixes, model->identifier_prefixes);
      return FALSE;
    }
  if (n_candidates == 0)
    diagnostics_warn (model->file, 0, "no %s function was found in what was scanned",
                      get_kind (options));

  return TRUE;
}
