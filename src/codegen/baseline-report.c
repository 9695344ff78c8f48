/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Says how twins differ from those that were there.
 */

#include "baseline-report.h"

#include "base/diagnostics.h"
#include "pair/halves.h"

typedef struct
{
  guint    n_former;            /* twins that were there, and whose place others have to take */
  guint    n_same;
  guint    n_new;
  GString *names;               /* of what is new */
  guint    n_missing;
  GString *missing;             /* their names */
} Counts;

/* Names are counted and collected. */
static void
add_name (GString    *names,
          guint      *n,
          const char *name)
{
  g_string_append_printf (names, "%s%s", *n > 0 ? ", " : "", name);
  *n += 1;
}

static void
report_former (GirModel *baseline,
               Pair     *pair,
               Counts   *counts)
{
  GirCallable *async = pair->async;

  counts->n_former++;
  if (pair->status == PAIR_REFUSED)
    add_name (counts->missing, &counts->n_missing, pair->was->c_identifier);
  else if (pair->twin->difference != NULL)
    diagnostics_warn (async->file, async->line, "%s differs from that of %s: %s", pair->twin->name, baseline->file,
                      pair->twin->difference);
  else
    counts->n_same++;
}

static void
report_pair (GirModel *baseline,
             Pair     *pair,
             Counts   *counts)
{
  if (pair->was != NULL)
    report_former (baseline, pair, counts);
  else if (pair->status == PAIR_GENERATE)
    add_name (counts->names, &counts->n_new, pair->twin->name);
}

/* Twins that went with their async functions. Those of functions that are left out on purpose are not looked for. */
static void
report_gone (GirModel    *model,
             GirCallable *async,
             Counts      *counts)
{
  GirCallable *twin = roles_is_async (async) ? halves_find_existing (async) : NULL;

  if (twin == NULL || gir_model_find (model, twin->c_identifier) != NULL ||
      gir_model_find (model, async->c_identifier) != NULL)
    return;

  counts->n_former++;
  add_name (counts->missing, &counts->n_missing, twin->c_identifier);
}

/* Compares the twins of @pairs with those of @baseline, on standard error. */
void
baseline_report_print (GirModel  *model,
                       GirModel  *baseline,
                       GPtrArray *pairs)
{
  Counts counts = { 0, 0, 0, g_string_new (NULL), 0, g_string_new (NULL) };

  for (guint i = 0; i < pairs->len; i++)
    report_pair (baseline, g_ptr_array_index (pairs, i), &counts);
  for (guint i = 0; i < baseline->callables->len; i++)
    report_gone (model, g_ptr_array_index (baseline->callables, i), &counts);

  if (counts.n_missing > 0)
    diagnostics_warn (model->file, 0, "%u twin%s in %s, and missing here: %s", counts.n_missing,
                      counts.n_missing == 1 ? " is" : "s are", baseline->file, counts.missing->str);
  if (counts.n_new > 0)
    diagnostics_warn (model->file, 0, "%u twin%s not in %s, and new ABI: %s", counts.n_new,
                      counts.n_new == 1 ? " is" : "s are", baseline->file, counts.names->str);
  if (counts.n_former > 0)
    diagnostics_note (model->file, "%u of %u twins that are not written by hand any more are as in %s", counts.n_same,
                      counts.n_former, baseline->file);
  g_string_free (counts.names, TRUE);
  g_string_free (counts.missing, TRUE);
}
