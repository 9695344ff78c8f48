/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A model of the hand-shake between a wait and the callbacks of its operation, for spin.
 */

/* It follows src/call/call-slot.c and call.c, src/wait/limit.c and forward-start.c, and src/run/run.c: the names are
 * theirs. One thread makes N_CALLS calls one after the other, with slots that are reused. What happens to each call is
 * chosen from everything that can:
 *
 *   - the operation calls back in the waiting thread, in another one, or never;
 *   - the call is forwarded: another thread starts the operation, unless the waiting one withdraws it before;
 *   - an erroneous operation calls back once more, in another thread, at any time: also in the next call;
 *   - a deadline; a cancellation in another thread; a grace after either, which is over at once where the operation
 *     has not asked for the cancellable; an operation that writes to the caller's memory, which is never left.
 *
 * What is not chosen is a call to which nothing of all that happens: it waits for ever, and rightly so.
 *
 * Proved by exhaustive search: no assertion fails; no process is stuck for ever, so that no wake-up is lost (`spin -a`
 * looks for that unasked); and each wait comes to an end if every process that can go on does so some time (`is_over`).
 *
 * What stands in #ifdef MUTANT_… is an error that the search has to find: the test tries each of them.
 */

#ifndef N_CALLS
#define N_CALLS 2
#endif
#define N_SLOTS 2
#define NOTHING 255

mtype:state = { FREE, PENDING, COMPLETING, READY, ABANDONED, OVER };
mtype:reason = { NONE, CANCELLED, TIMED_OUT };
mtype:place = { HERE, ELSEWHERE, NOWHERE };
mtype:post = { UNPOSTED, POSTED, RUNNING, DONE, WITHDRAWN };

typedef Slot
{
  mtype:state state;       /* with the generation: one word */
  byte        generation;
  byte        ref_count;
  byte        result;      /* the call that it is the result of, or NOTHING */
};

typedef Call
{
  byte slot;               /* the handle: a slot and a generation */
  byte generation;
  byte n_freed;            /* how often its slot was freed */
  bool is_called_back;     /* a callback has come, if only an erroneous one */
  bool is_cancelled;       /* the caller's cancellable: its state, whether it is calling handlers, */
  bool is_emitting;
  bool is_connected;       /* and whether it has ours */
  mtype:post post;         /* of a call that is forwarded */
  bool is_inside;          /* the call has not returned: what it gave the start function is there */
};

Slot slots[N_SLOTS];
Call calls[N_CALLS];

/* The context that the waiting thread iterates. */
bool is_woken_up;          /* its eventfd */
bool is_alarmed;           /* its timeout source */
byte context_refs = 1;

/* The limit of the call that waits. */
bool is_armed;
bool is_due;
bool has_limit;

bool is_over;              /* all calls have returned */
byte n_running;            /* operations and cancellers that have not ended */

/* One compare-and-swap. */
inline change (index, turn, from, to, is_done)
{
  d_step
  {
    is_done = (slots[index].state == from && slots[index].generation == turn);
    if
    :: is_done -> slots[index].state = to
    :: else
    fi
  }
}

inline wake_up ()
{
  d_step { assert (context_refs > 0); is_woken_up = true }
}

/* slot_free() and smart_async_slot_unref(). */
inline slot_unref (c, is_done)
{
  d_step
  {
    slots[calls[c].slot].ref_count--;
    is_done = (slots[calls[c].slot].ref_count == 0)
  }
  if
  :: is_done ->
     d_step
     {
       assert (calls[c].n_freed == 0);
       assert (slots[calls[c].slot].state == OVER && slots[calls[c].slot].generation == calls[c].generation);
       assert (slots[calls[c].slot].result == NOTHING);
       calls[c].n_freed++;
#ifndef MUTANT_SAME_GENERATION
       slots[calls[c].slot].generation++;
#endif
       slots[calls[c].slot].state = FREE
     }
  :: else
  fi
}

inline hand_in (c, is_foreign, is_done)
{
  atomic
  {
#ifndef MUTANT_WRITE_AFTER_READY
    assert (calls[c].n_freed == 0);
    slots[calls[c].slot].result = c;
#endif
#ifndef MUTANT_NO_REFERENCE_TO_WAKE
    context_refs = context_refs + is_foreign
#endif
  }
#ifdef MUTANT_WAKE_UP_FIRST
  if
  :: is_foreign -> wake_up ()
  :: else
  fi;
#endif
  change (calls[c].slot, calls[c].generation, COMPLETING, READY, is_done);
  assert (is_done);
#ifdef MUTANT_WRITE_AFTER_READY
  slots[calls[c].slot].result = c;
#endif
  if
#ifndef MUTANT_WAKE_UP_FIRST
  :: is_foreign -> wake_up ()
#endif
  :: else
  fi;
#ifndef MUTANT_NO_REFERENCE_TO_WAKE
  context_refs = context_refs - is_foreign
#endif
}

/* smart_async_call_complete(). */
inline complete (c, is_foreign, is_done)
{
  atomic
  {
    calls[c].is_called_back = true;
    change (calls[c].slot, calls[c].generation, PENDING, COMPLETING, is_done)
  };
  if
  :: is_done ->
     hand_in (c, is_foreign, is_done)
  :: else ->
     change (calls[c].slot, calls[c].generation, ABANDONED, OVER, is_done);
     if
     :: is_done -> slot_unref (c, is_done)
     :: else /* complain() */
     fi
  fi
}

proctype operation (byte c)
{
  bool is_done;

  complete (c, true, is_done);
  n_running--
}

/* run_cb() of a call that is forwarded. The start function may call back before it returns. */
proctype remote_start (byte c; bool is_twice)
{
  bool is_done;

  d_step
  {
    is_done = (calls[c].post == POSTED);
    if
    :: is_done -> calls[c].post = RUNNING
    :: else
    fi
  }
  if
  :: is_done ->
     if
     :: is_twice -> atomic { n_running++; run operation (c) }
     :: else
     fi;
     if
     :: complete (c, true, is_done)
     :: atomic { n_running++; run operation (c) }
     fi;
     d_step { assert (calls[c].is_inside); calls[c].post = DONE }
  :: else
  fi;
  n_running--
}

/* g_cancellable_cancel() with our handler: it is called without a lock, but disconnecting waits for it. */
proctype canceller (byte c)
{
  atomic
  {
    calls[c].is_cancelled = true;
    calls[c].is_emitting = true
  }
  if
  :: calls[c].is_connected ->
     assert (has_limit);
     wake_up ()
  :: else
  fi;
  calls[c].is_emitting = false;
  n_running--
}

proctype clock ()
{
  do
  :: atomic { is_armed && !is_due -> is_due = true; is_alarmed = true }
  :: is_over -> break
  od
}

inline set_due ()
{
  atomic { is_armed = true; is_due = false; is_alarmed = false }
}

inline limit_begin (c)
{
  has_limit = true;
  if
  :: has_deadline -> set_due ()
  :: else
  fi;
  atomic
  {
    if
    :: calls[c].is_cancelled -> wake_up ()
    :: else -> calls[c].is_connected = true
    fi
  }
}

inline begin_grace (why)
{
  reason = why;
  if
  :: is_reacting -> set_due ()
  :: else -> atomic { is_armed = true; is_due = true }
  fi
}

inline limit_reached (c)
{
  if
  :: reason == NONE ->
     if
     :: is_due -> begin_grace (TIMED_OUT)
     :: else ->
        if
        :: calls[c].is_cancelled -> begin_grace (CANCELLED)
        :: else
        fi
     fi
  :: else
  fi;
  is_reached = (reason != NONE && !writes_to_caller && is_due)
}

inline limit_end (c)
{
#ifndef MUTANT_STAYS_CONNECTED
  atomic { !calls[c].is_emitting -> calls[c].is_connected = false };
#endif
  d_step { is_armed = false; is_due = false; is_alarmed = false; has_limit = false }
}

/* One g_main_context_iteration() that may block. A source that is ready keeps it from blocking. */
inline step (c, is_done)
{
  if
  :: where == HERE ->
     where = NOWHERE;
     complete (c, false, is_done)
  :: where != HERE ->
     atomic { is_woken_up || is_alarmed -> is_alarmed = false };
#ifndef MUTANT_ACKNOWLEDGE_LATE
     is_woken_up = false
#endif
  fi
}

inline acquire_slot (c)
{
  if
  :: slots[0].state == FREE -> calls[c].slot = 0
  :: slots[1].state == FREE -> calls[c].slot = 1
  fi;
  d_step
  {
    slots[calls[c].slot].ref_count = 1;
    calls[c].generation = slots[calls[c].slot].generation;
    slots[calls[c].slot].state = PENDING
  }
}

/* Everything, for the first call. For the others, what matters to the first one's late callbacks and wake-ups. */
inline choose (c)
{
  if
  :: where = HERE
  :: where = ELSEWHERE
  :: where = NOWHERE
  fi;
  if
  :: c == 0 && where != NOWHERE -> is_twice = true
  :: true
  fi;
  if
  :: c == 0 && where == ELSEWHERE -> is_forwarded = true
  :: true
  fi;
  if
  :: c == 0 -> has_deadline = true
  :: true
  fi;
  if
  :: c == 0 || where == NOWHERE -> is_to_be_cancelled = true
  :: has_deadline || where != NOWHERE
  fi;
  if
  :: c == 0 && !is_forwarded -> is_reacting = true
  :: true
  fi;
  if
  :: c == 0 && where != NOWHERE && !is_forwarded -> writes_to_caller = true
  :: true
  fi
}

/* So that states that differ in nothing that matters are the same. */
inline forget ()
{
  where = NOWHERE;
  reason = NONE;
  is_twice = false;
  is_forwarded = false;
  has_deadline = false;
  is_to_be_cancelled = false;
  is_reacting = false;
  writes_to_caller = false;
  is_reached = false;
  is_withdrawn = false;
  is_done = false
}

/* operation->start(), and whoever else may have to do with the call from now on. */
inline start (c, is_done)
{
  if
  :: is_twice && !is_forwarded -> n_running++; run operation (c)
  :: else
  fi;
  if
  :: where == ELSEWHERE && is_forwarded ->
     atomic { calls[c].post = POSTED; n_running++; run remote_start (c, is_twice) }
  :: where == ELSEWHERE && !is_forwarded -> n_running++; run operation (c)
  :: where == HERE -> where = NOWHERE; complete (c, false, is_done) /* before the function returns */
  :: where == HERE /* later, from a source */
  :: where == NOWHERE
  fi
}

inline take_result (c, is_done)
{
#ifdef MUTANT_TAKE_UNREADY
  slots[calls[c].slot].state = OVER;
#else
  do
  :: change (calls[c].slot, calls[c].generation, READY, OVER, is_done);
     if
     :: is_done -> break
     :: else
     fi
  od;
#endif
  assert (slots[calls[c].slot].result == c);
  slots[calls[c].slot].result = NOTHING;
  slot_unref (c, is_done)
}

/* smart_async_remote_start_withdraw(): it is over, too, when the start function has returned. */
inline withdraw (c, is_withdrawn)
{
  d_step
  {
    is_withdrawn = (calls[c].post == POSTED);
    if
    :: is_withdrawn -> calls[c].post = WITHDRAWN
    :: else
    fi
  }
  calls[c].post != RUNNING
}

inline leave (c, is_done)
{
#if defined (MUTANT_NEVER_ABANDON)
  is_done = false;
#elif defined (MUTANT_ABANDON_UNSEEN)
  is_done = (slots[calls[c].slot].state == PENDING);
  if
  :: is_done -> slots[calls[c].slot].state = ABANDONED
  :: else
  fi;
#else
  is_done = false;
  if
  :: slots[calls[c].slot].state != READY ->
     withdraw (c, is_withdrawn);
     if
     :: is_withdrawn -> change (calls[c].slot, calls[c].generation, PENDING, OVER, is_done)
     :: else -> change (calls[c].slot, calls[c].generation, PENDING, ABANDONED, is_done)
     fi
  :: else
  fi;
#endif
  if
#ifdef MUTANT_KEEPS_REFERENCE
  :: is_done -> slot_unref (c, is_done)
#else
  :: is_done && is_withdrawn -> slot_unref (c, is_done)
  :: is_done && !is_withdrawn
#endif
  :: else -> take_result (c, is_done)
  fi;
#ifndef MUTANT_LEAVES_RUNNING_START
  withdraw (c, is_withdrawn);
#endif
  calls[c].is_inside = false
}

proctype waiter ()
{
  byte c;
  bool is_done;
  bool is_reached;
  bool is_withdrawn;
  bool is_twice;
  bool is_forwarded;
  bool has_deadline;
  bool is_to_be_cancelled;
  bool is_reacting;
  bool writes_to_caller;
  mtype:place where;
  mtype:reason reason;

  do
  :: c < N_CALLS ->
     atomic { forget (); choose (c); acquire_slot (c); calls[c].is_inside = true };
     if
     :: is_to_be_cancelled -> n_running++; run canceller (c)
     :: else
     fi;
     limit_begin (c);
     start (c, is_done);

     do
     :: slots[calls[c].slot].state == READY -> break
     :: else ->
#ifdef MUTANT_ACKNOWLEDGE_LATE
        is_woken_up = false;
#endif
        limit_reached (c);
        if
        :: is_reached -> break
        :: else -> step (c, is_done)
        fi
     od;

     limit_end (c);
     leave (c, is_done);

     /* What the operation has left on the context is dispatched some time, by whoever iterates it. */
     if
     :: where == HERE -> n_running++; run operation (c)
     :: else
     fi;
     atomic { forget (); c++ }
  :: else -> break
  od;

  context_refs--;
  is_over = true
}

init
{
  byte i;

  atomic
  {
    for (i : 0 .. N_SLOTS - 1)
    {
      slots[i].state = FREE;
      slots[i].result = NOTHING
    }
    for (i : 0 .. N_CALLS - 1)
    {
      calls[i].post = UNPOSTED
    }
    run waiter ();
    run clock ()
  }

  is_over && n_running == 0;

  /* A slot whose callback has come or never will is free, and was freed once; the others still wait for theirs. */
  for (i : 0 .. N_CALLS - 1)
  {
    assert (calls[i].n_freed == (calls[i].is_called_back || calls[i].post == WITHDRAWN));
    assert (!calls[i].is_called_back || calls[i].post != WITHDRAWN);
    assert (calls[i].n_freed == 1 || slots[calls[i].slot].state == ABANDONED)
  }
  assert (context_refs == 0)
}

ltl each_wait_ends { <> is_over }
