/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pool of the stacks that fibers run on.
 */

#include "fiber/fiber-stack.h"

#include <errno.h>
#include <smartasync/smartasync.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/process.h"
#include "base/settings.h"
#include "fiber/fiber-tools.h"

/* Stacks are cut from slabs. A slab takes address space; a page of it takes memory once it has been
 * written to. Below each stack lies its guard, which may not be touched. It is wide, because a function
 * with large variables may step over a narrow one.
 *
 * Where the kernel can guard pages inside one mapping (Linux 6.13), a slab is one mapping. Elsewhere
 * each stack is two, of which a process has 65,530.
 *
 * Slabs are never unmapped: the pool is as large as the greatest number of fibers that have ever
 * waited at the same time. What it keeps is address space. Each context has a cache of stacks that are
 * still warm. When its loop is idle the pages of all but a few of them go back to the system: giving
 * each back at once would take as long as the rest of a fiber's end.
 */
#define STACKS_IN_SLAB 16
#define MAX_AT_REST 64
#define MAX_IN_TRIM 64
#define GUARD_SIZE (64 * 1024)
#define MIN_SIZE (16 * 1024)
#define MAX_SIZE (G_MAXSIZE / STACKS_IN_SLAB - 2 * GUARD_SIZE) /* a slab of more could not be counted; none has room */

#ifndef MADV_GUARD_INSTALL
# define MADV_GUARD_INSTALL 102
#endif
#define NO_ADVICE (-1) /* means nothing to any kernel */

static struct
{
  gsize                      size;       /* process lock; bytes; 0: not decided yet */
  gsize                      wanted;     /* process lock; what smart_async_set_fiber_stack_size() said, or 0 */
  guint                      n_stacks;   /* process lock; that have ever been made */
  SmartAsyncFiberStackCache  free;       /* process lock; the cold ones */
} pool;

static gsize
round_up (gsize size)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  return (CLAMP (size, MIN_SIZE, MAX_SIZE) + page - 1) / page * page;
}

/* Under the process lock. What is said afterwards comes too late: all stacks are alike. */
static gsize
decide_size (void)
{
  if (pool.size == 0)
    pool.size = round_up (pool.wanted != 0 ? pool.wanted : smart_async_settings_get ()->fiber_stack_size);

  return pool.size;
}

/* An emulator may take each advice for a hint that it need not follow (qemu-user does), and say that all went well. */
static gboolean
is_advice_checked (void)
{
  return madvise (NULL, 0, NO_ADVICE) != 0;
}

/* SMART_ASYNC_FIBER_GUARD=mprotect is for trying what older kernels do. */
static gboolean
may_guard_inside_mappings (void)
{
  static gsize answer; /* 1: no, 2: yes */

  if (g_once_init_enter (&answer))
    {
      gboolean is_refused = g_strcmp0 (g_getenv ("SMART_ASYNC_FIBER_GUARD"), "mprotect") == 0;

      g_once_init_leave (&answer, is_refused || !is_advice_checked () ? 1 : 2);
    }

  return answer == 2;
}

static gboolean
guard (char *memory)
{
  if (may_guard_inside_mappings () && madvise (memory, GUARD_SIZE, MADV_GUARD_INSTALL) == 0)
    return TRUE;

  return mprotect (memory, GUARD_SIZE, PROT_NONE) == 0;
}

/* Gives NULL with errno set when the system has no more. */
static char *
map_slab (gsize stride)
{
  gsize size = stride * STACKS_IN_SLAB;
  char *slab = mmap (NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

  if (slab == MAP_FAILED)
    return NULL;

  /* A huge page would be memory for many stacks at the first touch of one. */
#ifdef MADV_NOHUGEPAGE
  madvise (slab, size, MADV_NOHUGEPAGE);
#endif

  for (guint i = 0; i < STACKS_IN_SLAB; i++)
    {
      if (!guard (slab + i * stride))
        {
          int saved_errno = errno;

          munmap (slab, size);
          errno = saved_errno;
          return NULL;
        }
    }

  return slab;
}

static void
push (SmartAsyncFiberStackCache *cache,
      SmartAsyncFiberStack      *stack)
{
  stack->next = cache->first;
  cache->first = stack;
  cache->n_stacks++;
}

static SmartAsyncFiberStack *
pop (SmartAsyncFiberStackCache *cache)
{
  SmartAsyncFiberStack *stack = cache->first;

  if (stack == NULL)
    return NULL;

  cache->first = stack->next;
  cache->n_stacks--;

  return stack;
}

/* Under the process lock. */
static gboolean
add_slab (void)
{
  gsize size = decide_size ();
  char *slab = map_slab (size + GUARD_SIZE);
  SmartAsyncFiberStack *stacks;

  if (slab == NULL)
    return FALSE;

  stacks = g_new0 (SmartAsyncFiberStack, STACKS_IN_SLAB);

  for (guint i = 0; i < STACKS_IN_SLAB; i++)
    {
      stacks[i].memory = slab + i * (size + GUARD_SIZE) + GUARD_SIZE;
      stacks[i].size = size;
      stacks[i].guard_size = GUARD_SIZE;
      (void) smart_async_valgrind_add_stack (stacks[i].memory, stacks[i].memory + size - 1);
      push (&pool.free, &stacks[i]);
    }

  pool.n_stacks += STACKS_IN_SLAB;

  return TRUE;
}

static SmartAsyncFiberStack *
take_from_pool (GError **error)
{
  SmartAsyncFiberStack *stack = NULL;
  guint n_stacks;
  int saved_errno = 0;

  smart_async_process_lock ();

  if (pool.free.first != NULL || add_slab ())
    stack = pop (&pool.free);
  else
    saved_errno = errno;

  n_stacks = pool.n_stacks;
  smart_async_process_unlock ();

  if (stack == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                 "smart_async_spawn: no stack for another fiber beside the %u there are: %s. The system limits how much "
                 "address space a process has (ulimit -v) and in how many pieces (vm.max_map_count)",
                 n_stacks, g_strerror (saved_errno));

  return stack;
}

SmartAsyncFiberStack *
smart_async_fiber_stack_take (SmartAsyncFiberStackCache  *cache,
                              GError                    **error)
{
  SmartAsyncFiberStack *stack = pop (cache);

  if (stack == NULL)
    stack = take_from_pool (error);

  if (stack != NULL)
    smart_async_valgrind_forget (stack->memory, stack->size);

  return stack;
}

static void
give_back_to_pool (SmartAsyncFiberStack *stack)
{
  madvise (stack->memory, stack->size, MADV_DONTNEED);

  smart_async_process_lock ();
  push (&pool.free, stack);
  smart_async_process_unlock ();
}

void
smart_async_fiber_stack_give_back (SmartAsyncFiberStackCache *cache,
                                   SmartAsyncFiberStack      *stack)
{
  smart_async_asan_forget (stack->memory, stack->size);
  push (cache, stack);
}

/* Whether there are more than should rest in the cache. */
gboolean
smart_async_fiber_stack_cache_is_full (SmartAsyncFiberStackCache *cache)
{
  return cache->n_stacks > MAX_AT_REST;
}

/* Gives some of those that are too many back to the pool. */
void
smart_async_fiber_stack_cache_trim (SmartAsyncFiberStackCache *cache)
{
  for (guint i = 0; i < MAX_IN_TRIM && smart_async_fiber_stack_cache_is_full (cache); i++)
    give_back_to_pool (pop (cache));
}

void
smart_async_fiber_stack_cache_clear (SmartAsyncFiberStackCache *cache)
{
  SmartAsyncFiberStack *stack;

  while ((stack = pop (cache)) != NULL)
    give_back_to_pool (stack);
}

/**
 * smart_async_set_fiber_stack_size: (skip)
 * @size: bytes
 *
 * Sets how large the stack of each fiber is, in the whole process, before the
 * first one is spawned. It is 256 KiB at first, or what the environment variable
 * `SMART_ASYNC_FIBER_STACK_SIZE` says (bytes). It is rounded up to whole pages, and
 * to 16 KiB at least. A stack takes memory only as far as it has been used.
 *
 * If a fiber needs more, the process dies of a segmentation fault, after a message
 * that says so.
 *
 * Since: 0.1
 */
void
smart_async_set_fiber_stack_size (gsize size)
{
  gboolean is_late;

  g_return_if_fail (size > 0);

  smart_async_process_lock ();
  is_late = pool.size != 0;
  pool.wanted = size;
  smart_async_process_unlock ();

  if (is_late)
    g_critical ("smart_async_set_fiber_stack_size: fibers have been spawned already; their stacks stay as large as they are");
}

/**
 * smart_async_get_fiber_stack_size: (skip)
 *
 * Gets how large the stack of each fiber is. From then on it can't be set any more.
 *
 * Returns: bytes
 *
 * Since: 0.1
 */
gsize
smart_async_get_fiber_stack_size (void)
{
  gsize size;

  smart_async_process_lock ();
  size = decide_size ();
  smart_async_process_unlock ();

  return size;
}
