/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Says so when a fiber needs more stack than it has.
 */

#define _GNU_SOURCE

#include "fiber/fiber-overflow.h"

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/thread.h"

/* A fiber that goes past its stack touches the guard, and the process dies of a segmentation fault,
 * which does not look like what it is. So the signal's handler says it. There is no room on the fiber's stack for a
 * handler: it has one of its own in each thread.
 *
 * Then, and for every other signal, the handler makes way for good for what the program has installed before, and has
 * the kernel do it all again. So that is called as it has asked for: once, on which stack, with which signals blocked,
 * and told why.
 */
#define SIGNAL_STACK_SIZE (64 * 1024)

static struct sigaction previous;                          /* written once, before it is used */
static FAST_THREAD_LOCAL SmartAsyncFiberStack *watched_stack;  /* that of the fiber that runs, or ran last, or NULL */
static FAST_THREAD_LOCAL const char *watched_name; /* interned, nullable */
static FAST_THREAD_LOCAL gboolean has_signal_stack;

static void
write_text (const char *text)
{
  G_GNUC_UNUSED gssize n = write (STDERR_FILENO, text, strlen (text));
}

static void
write_number (gsize number)
{
  char digits[24] = "";
  char *first = digits + sizeof digits - 1;

  do
    {
      *--first = (char) ('0' + number % 10);
      number /= 10;
    }
  while (number > 0);

  write_text (first);
}

static gboolean
is_in_guard (const char *address)
{
  SmartAsyncFiberStack *stack = watched_stack;

  return stack != NULL && address < stack->memory && address >= stack->memory - stack->guard_size;
}

/* Else it was sent. What has raised it is done again when the handler returns, and raises it again. */
static gboolean
is_fault (siginfo_t *info)
{
  return info->si_code > 0;
}

/* A signal that was sent to the process is sent again to this thread, where it is blocked until the handler returns. */
static void
send_again (int        number,
            siginfo_t *info)
{
#ifdef SYS_rt_tgsigqueueinfo
  if (syscall (SYS_rt_tgsigqueueinfo, getpid (), syscall (SYS_gettid), number, info) == 0)
    return;
#endif

  raise (number);
}

/* Whether the program has a handler that did not ask for a stack of its own: on the fiber's there is no room for it. */
static gboolean
has_no_room (void)
{
  gboolean has_handler = previous.sa_flags & SA_SIGINFO ||
                         (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN);

  return has_handler && !(previous.sa_flags & SA_ONSTACK);
}

static void
call_previous (int        number,
               siginfo_t *info,
               void      *context)
{
  if (previous.sa_flags & SA_RESETHAND)
    signal (number, SIG_DFL);

  if (previous.sa_flags & SA_SIGINFO)
    previous.sa_sigaction (number, info, context);
  else
    previous.sa_handler (number);
}

static void
tell_overflow (void)
{
  write_text ("SmartAsync: ");
  write_text (watched_name != NULL ? watched_name : "a fiber");
  write_text (" has used up its stack of ");
  write_number (watched_stack->size);
  write_text (" bytes. Recursion without an end? Else give fibers more, with smart_async_set_fiber_stack_size() "
              "or SMART_ASYNC_FIBER_STACK_SIZE\n");
}

static void
overflow_cb (int        number,
             siginfo_t *info,
             void      *context)
{
  gboolean is_overflow = is_fault (info) && is_in_guard (info->si_addr);

  if (is_overflow)
    tell_overflow ();

  if (is_overflow && has_no_room ())
    {
      call_previous (number, info, context);
      return;
    }

  sigaction (number, &previous, NULL);
  if (!is_fault (info))
    send_again (number, info);
}

static void
install_handler (void)
{
  static gsize is_installed;
  struct sigaction action = { .sa_sigaction = overflow_cb, .sa_flags = SA_SIGINFO | SA_ONSTACK };

  if (!g_once_init_enter (&is_installed))
    return;

  sigemptyset (&action.sa_mask);
  sigaction (SIGSEGV, NULL, &previous);
  sigaction (SIGSEGV, &action, NULL);
  g_once_init_leave (&is_installed, 1);
}

static void
signal_stack_free (gpointer memory)
{
  stack_t none = { .ss_flags = SS_DISABLE };
  stack_t current;

  /* The program may have given the thread another one since. */
  if (sigaltstack (NULL, &current) == 0 && current.ss_sp == memory)
    sigaltstack (&none, NULL);

  g_free (memory);
}

/* The program may have given the thread one already. */
static void
ensure_signal_stack (void)
{
  static GPrivate memory = G_PRIVATE_INIT (signal_stack_free);
  stack_t stack;

  has_signal_stack = TRUE;

  if (sigaltstack (NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE))
    return;

  stack.ss_sp = g_try_malloc (SIGNAL_STACK_SIZE);
  if (stack.ss_sp == NULL)
    return;

  stack.ss_size = SIGNAL_STACK_SIZE;
  stack.ss_flags = 0;
  g_private_set (&memory, stack.ss_sp);
  sigaltstack (&stack, NULL);
}

/* The stack that this thread is about to use. @name: nullable; of its fiber. No other one touches that one's guard, so
 * that leaving it for that of the thread need not be told.
 */
void
smart_async_overflow_watch (SmartAsyncFiberStack *stack,
                            const char           *name)
{
  if (G_UNLIKELY (!has_signal_stack))
    {
      install_handler ();
      ensure_signal_stack ();
    }

  watched_stack = stack;
  watched_name = name;
}
