/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Going from one stack to another.
 */

#include "fiber/fiber-switch.h"

#include <fenv.h>
#include <string.h>
#include <ucontext.h>

#include "fiber/fiber-tools.h"

/* fiber-switch-asm.S has the switch for the common processors. Elsewhere, and where the processor
 * checks return addresses against a shadow stack (which only the C library knows how to switch), it is
 * left to ucontext, at the cost of two system calls.
 */
#if defined (__ELF__) && defined (__x86_64__) && !defined (__ILP32__)
# define HAVE_ASSEMBLY 1
#elif defined (__ELF__) && defined (__aarch64__) && defined (__AARCH64EL__)
# define HAVE_ASSEMBLY 1
#endif

#ifdef HAVE_ASSEMBLY

extern void smart_async_switch_stacks (gpointer *from,
                                       gpointer  to);
extern void smart_async_switch_entry  (void);

static gboolean
has_shadow_stack (void)
{
# if defined (__x86_64__)
  guint64 pointer = 0;

  /* Does nothing on a processor without them, and in a process that doesn't use them. */
  __asm__ volatile ("rdsspq %0" : "+r" (pointer));

  return pointer != 0;
# else
  register guint64 features __asm__ ("x16") = 1;

  /* chkfeat: clears the bit of the guarded control stack where that is in use; else does nothing. */
  __asm__ volatile ("hint #40" : "+r" (features));

  return features == 0;
# endif
}

# if defined (__x86_64__)

/* What smart_async_switch_stacks() takes from the stack, in that order. */
typedef struct
{
  guint32  mxcsr;
  guint32  x87_control;
  gpointer r15, r14, r13, r12, rbx, rbp;
  gpointer return_address;
} Frame;

static void
fill_frame (Frame                *frame,
            SmartAsyncSwitchFunc  func,
            gpointer              user_data)
{
  __asm__ volatile ("stmxcsr %0" : "=m" (frame->mxcsr));
  __asm__ volatile ("fnstcw %0" : "=m" (frame->x87_control));
  frame->r12 = user_data;
  frame->r13 = (gpointer) func;
  frame->return_address = (gpointer) smart_async_switch_entry;
}

# else

typedef struct
{
  gpointer x19, x20, x21_to_x28[8], x29, x30;
  guint64  d8_to_d15[8];
  guint64  fpcr;
  guint64  padding;
} Frame;

static void
fill_frame (Frame                *frame,
            SmartAsyncSwitchFunc  func,
            gpointer              user_data)
{
  __asm__ volatile ("mrs %0, fpcr" : "=r" (frame->fpcr));
  frame->x19 = user_data;
  frame->x20 = (gpointer) func;
  frame->x30 = (gpointer) smart_async_switch_entry;
}

# endif

/* The frame of a stack that has just left its entry. The modes of floating-point arithmetic are those of the
 * thread that makes it.
 */
static gpointer
push_first_frame (gpointer              stack,
                  gsize                 stack_size,
                  SmartAsyncSwitchFunc  func,
                  gpointer              user_data)
{
  gsize top = ((gsize) stack + stack_size) & ~(gsize) 15;
  Frame *frame = (Frame *) (top - sizeof (Frame));

  memset (frame, 0, sizeof (Frame));
  fill_frame (frame, func, user_data);

  return frame;
}

/* The same answer in the whole process. SMART_ASYNC_FIBER_SWITCH=ucontext is for trying that. */
static gboolean
uses_assembly (void)
{
  static gsize answer; /* 1: no, 2: yes */

  if (g_once_init_enter (&answer))
    {
      gboolean is_refused = g_strcmp0 (g_getenv ("SMART_ASYNC_FIBER_SWITCH"), "ucontext") == 0;

      g_once_init_leave (&answer, is_refused || has_shadow_stack () ? 1 : 2);
    }

  return answer == 2;
}

#else

static gpointer
push_first_frame (gpointer              stack,
                  gsize                 stack_size,
                  SmartAsyncSwitchFunc  func,
                  gpointer              user_data)
{
  g_assert_not_reached ();
}

static void
smart_async_switch_stacks (gpointer *from,
                           gpointer  to)
{
  g_assert_not_reached ();
}

static gboolean
uses_assembly (void)
{
  return FALSE;
}

#endif

/* On 32-bit x86 there are two units that compute, and the C library's ucontext has the modes of one, the x87. Those of
 * SSE come with them here. Elsewhere it has them all.
 */
#ifdef __i386__
typedef fenv_t Modes;
# define get_modes(modes) fegetenv (modes)
# define set_modes(modes) fesetenv (modes)
#else
typedef struct { char nothing; } Modes;
# define get_modes(modes) (void) (modes)
# define set_modes(modes) (void) (modes)
#endif

/* What is at the top of a stack that ucontext enters. makecontext() passes integers only. */
typedef struct
{
  ucontext_t            context;
  Modes                 modes;
  SmartAsyncSwitchFunc  func;
  gpointer              user_data;
} Entry;

static void
enter (guint high,
       guint low)
{
  Entry *entry = (Entry *) (gsize) ((guint64) high << 32 | low);

  set_modes (&entry->modes);
  entry->func (entry->user_data);
}

static gpointer
make_context (gpointer              stack,
              gsize                 stack_size,
              SmartAsyncSwitchFunc  func,
              gpointer              user_data)
{
  gsize top = ((gsize) stack + stack_size - sizeof (Entry)) & ~(gsize) 63;
  Entry *entry = (Entry *) top;
  guint64 address = (guint64) top;

  getcontext (&entry->context);
  get_modes (&entry->modes);
  entry->context.uc_stack.ss_sp = stack;
  entry->context.uc_stack.ss_size = top - (gsize) stack;
  entry->context.uc_link = NULL;
  entry->func = func;
  entry->user_data = user_data;
  makecontext (&entry->context, (void (*) (void)) enter, 2, (guint) (address >> 32), (guint) address);

  return entry;
}

/* @func is called on the new stack when that is switched to for the first time. It must never return. */
void
smart_async_switch_init (SmartAsyncSwitchPoint *point,
                         gpointer               stack,
                         gsize                  stack_size,
                         SmartAsyncSwitchFunc   func,
                         gpointer               user_data)
{
  point->stack = stack;
  point->stack_size = stack_size;
  point->fake_stack = NULL;
  point->tsan_fiber = smart_async_tsan_create_fiber ();
  point->position = uses_assembly () ? push_first_frame (stack, stack_size, func, user_data)
                                     : make_context (stack, stack_size, func, user_data);
}

void
smart_async_switch_clear (SmartAsyncSwitchPoint *point)
{
  smart_async_tsan_destroy_fiber (point->tsan_fiber);
}

/* AddressSanitizer would put the variable where it is gone, when the stack is left for good, before the
 * switch.
 */
__attribute__ ((no_sanitize_address))
static G_GNUC_NO_INLINE void
jump_by_ucontext (gpointer *from,
                  gpointer  to)
{
  ucontext_t here;
  Modes modes;

  *from = &here;
  get_modes (&modes);
  swapcontext (&here, to);
  set_modes (&modes);
}

static void
jump (gpointer *from,
      gpointer  to)
{
  if (uses_assembly ())
    smart_async_switch_stacks (from, to);
  else
    jump_by_ucontext (from, to);
}

/* The tools are told in the functions that switch, not in helpers of those: what such a function does
 * when it returns belongs to the other stack.
 */
void
smart_async_switch (SmartAsyncSwitchPoint *from,
                    SmartAsyncSwitchPoint *to)
{
  smart_async_asan_start_switch (&from->fake_stack, to->stack, to->stack_size);
  from->tsan_fiber = smart_async_tsan_get_fiber ();
  smart_async_tsan_switch_fiber (to->tsan_fiber);

  jump (&from->position, to->position);

  smart_async_asan_finish_switch (from->fake_stack, &to->stack, &to->stack_size);
}

/* What the function of a new stack begins with: @from is where it was switched to from. */
void
smart_async_switch_arrived (SmartAsyncSwitchPoint *from)
{
  smart_async_asan_finish_switch (NULL, &from->stack, &from->stack_size);
}

/* Nothing will switch back to the stack in use. */
void
smart_async_switch_for_good (SmartAsyncSwitchPoint *from,
                             SmartAsyncSwitchPoint *to)
{
  smart_async_asan_start_switch (NULL, to->stack, to->stack_size);
  smart_async_tsan_switch_fiber (to->tsan_fiber);

  jump (&from->position, to->position);

  g_assert_not_reached ();
}
