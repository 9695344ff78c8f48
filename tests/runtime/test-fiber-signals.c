/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a program does with SIGSEGV is as it would be without fibers.
 */

#define _GNU_SOURCE

#include <smartasync/smartasync.h>

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "fibers.h"

/* How often a handler that recovers is called, and after how many calls one is taken for endless. */
#define N_FAULTS 3
#define MANY 100

typedef enum
{
  SOURCE_FAULT,
  SOURCE_KILL,
  SOURCE_QUEUE,
  N_SOURCES,
} Source;

typedef struct
{
  const char *claim;
  gboolean    has_handler;   /* else the disposition is what flags has: 0 for the default, 1 for none */
  int         flags;         /* of the handler */
  gboolean    is_late;       /* it is installed after the first fiber */
  gboolean    recovers;      /* by a jump; else it returns */
} Case;

/* What a child has seen. */
typedef struct
{
  int      n_calls;
  int      codes[N_FAULTS];
  gsize    values[N_FAULTS];
  int      stacks[N_FAULTS];
  int      n_sent;
  gboolean has_gone_on;
  int      status;
} Seen;

static Seen *seen;  /* shared with the child */
static const Case *current;
static sigjmp_buf recovery;

static void
note (int        number,
      siginfo_t *info)
{
  int i = seen->n_calls++;
  stack_t stack;

  if (seen->n_calls == MANY)
    _exit (99);

  if (i >= N_FAULTS)
    return;

  sigaltstack (NULL, &stack);
  seen->stacks[i] = stack.ss_flags & SS_ONSTACK;
  seen->codes[i] = info != NULL ? info->si_code : 0;
  if (info != NULL)
    seen->values[i] = info->si_code == SI_QUEUE ? (gsize) info->si_value.sival_int : 0;
}

static void
recover (void)
{
  if (current->recovers)
    siglongjmp (recovery, 1);
}

static void
plain_cb (int number)
{
  note (number, NULL);
  recover ();
}

static void
info_cb (int        number,
         siginfo_t *info,
         void      *context)
{
  note (number, info);
  recover ();
}

static void
install (void)
{
  struct sigaction action = { .sa_flags = current->flags };

  if (!current->has_handler)
    action = (struct sigaction) { .sa_handler = current->flags ? SIG_IGN : SIG_DFL };
  else if (current->flags & SA_SIGINFO)
    action.sa_sigaction = info_cb;
  else
    action.sa_handler = plain_cb;

  g_assert_cmpint (sigaction (SIGSEGV, &action, NULL), ==, 0);
}

static void
send_signal (Source source)
{
  static volatile int *volatile nowhere;

  if (sigsetjmp (recovery, 1) != 0)
    return;

  if (source == SOURCE_FAULT)
    *nowhere = 1;
  else if (source == SOURCE_KILL)
    kill (getpid (), SIGSEGV);
  else
    sigqueue (getpid (), SIGSEGV, (union sigval) { .sival_int = 4711 });
}

static gpointer
nothing (gpointer       user_data,
         GCancellable  *cancellable,
         GError       **error)
{
  return NULL;
}

static void
be_child (gboolean has_fibers,
          Source   source)
{
  if (!current->is_late)
    install ();
  if (has_fibers)
    support_fiber_run (nothing, NULL, NULL, NULL);
  if (current->is_late)
    install ();

  for (seen->n_sent = 1; seen->n_sent <= N_FAULTS; seen->n_sent++)
    send_signal (source);

  seen->has_gone_on = TRUE;
  _exit (0);
}

static Seen
see (gboolean has_fibers,
     Source   source)
{
  pid_t child;

  *seen = (Seen) { 0 };
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    be_child (has_fibers, source);

  g_assert_cmpint (waitpid (child, &seen->status, 0), ==, child);

  return *seen;
}

static void
assert_same (Source source)
{
  Seen without = see (FALSE, source);
  Seen with = see (TRUE, source);

  g_assert_cmpint (with.n_calls, ==, without.n_calls);
  g_assert_cmpint (with.n_sent, ==, without.n_sent);
  g_assert_cmpint (with.status, ==, without.status);
  g_assert_cmpint (with.has_gone_on, ==, without.has_gone_on);

  for (guint i = 0; i < N_FAULTS; i++)
    {
      g_assert_cmpint (with.codes[i], ==, without.codes[i]);
      g_assert_cmpuint (with.values[i], ==, without.values[i]);

      /* A fiber gives its thread a stack for signals, for handlers that ask for one. */
      if (!(current->flags & SA_ONSTACK))
        g_assert_cmpint (with.stacks[i], ==, without.stacks[i]);
    }
}

static void
test (gconstpointer data)
{
  current = data;
  seen = mmap (NULL, sizeof (Seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (seen != MAP_FAILED);

  for (Source source = SOURCE_FAULT; source < N_SOURCES; source++)
    assert_same (source);
}

static const Case cases[] = {
  { "by-default-it-ends-the-program", FALSE, 0, FALSE, FALSE },
  { "what-is-ignored-stays-so", FALSE, 1, FALSE, FALSE },
  { "what-is-ignored-later-is", FALSE, 1, TRUE, FALSE },
  { "a-handler-is-called", TRUE, 0, FALSE, TRUE },
  { "a-handler-gets-the-reason", TRUE, SA_SIGINFO, FALSE, TRUE },
  { "a-handler-may-want-a-stack-of-its-own", TRUE, SA_SIGINFO | SA_ONSTACK, FALSE, TRUE },
  { "a-handler-may-be-interrupted-by-itself", TRUE, SA_SIGINFO | SA_NODEFER, FALSE, TRUE },
  { "a-handler-for-once-is-called-once", TRUE, SA_RESETHAND, FALSE, FALSE },
  { "and-so-with-a-reason", TRUE, SA_RESETHAND | SA_SIGINFO, FALSE, FALSE },
  { "a-handler-for-once-may-recover", TRUE, SA_RESETHAND, FALSE, TRUE },
  { "a-later-handler-is-called", TRUE, SA_SIGINFO, TRUE, TRUE },
  { "a-later-handler-for-once-is-called-once", TRUE, SA_RESETHAND | SA_SIGINFO, TRUE, FALSE },
};

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smartasync/fiber-signals/", cases[i].claim, NULL);

      test_child_add (path, test, &cases[i]);
    }

  return g_test_run ();
}
