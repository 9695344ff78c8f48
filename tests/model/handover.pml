/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A model of how a private context changes hands, for spin.
 */

/* It follows src/context/private-stack.c, private-return.c, root-watch.c and root-hold.c: the names are theirs. One
 * private context; its home thread makes calls, leaves sources there, and ends; two threads run the root, one after the
 * other, and may leave it without a check; a stranger, which has a reference, attaches a source there at any time. In
 * one half of all runs the context is listed from the start, because the home thread may run the root itself.
 *
 * Proved by exhaustive search: never does a thread use the context that does not own it, nor release it for another
 * one; and where nothing can go on any more (`timeout`), no source is left on a context while a thread sleeps that runs
 * the root, but where the home thread itself is still to make a call or to end.
 *
 * What stands in #ifdef MUTANT_… is an error that the search has to find: the test tries each of them.
 */

#define NOBODY 0
#define HOME 1
#define FIRST 2
#define SECOND 3
#define N_CALLS 2

mtype:where = { AT_HOME, GIVEN, LISTED, GONE };

mtype:where place = AT_HOME;
byte owner = HOME;
byte n_sources;
bool is_woken_up;       /* the root's eventfd */
bool is_signalled;      /* the private context's, which the root polls while it is held */
bool is_wanted;
bool is_in_call;
bool is_held;
byte runner = FIRST;    /* who runs the root now */
bool is_asleep;
bool has_home_ended;
bool has_stranger_ended;
bool left_unchecked;    /* a thread lives that still holds the context, and no longer runs the root */

inline acquire (who, is_done)
{
  d_step
  {
    is_done = (owner == NOBODY || owner == who);
    if
    :: is_done -> owner = who
    :: else
    fi
  }
}

inline release (who)
{
  d_step
  {
    assert (owner == who);
    owner = NOBODY
  }
}

/* GLib signals what is attached where another thread owns the context. */
inline attach (who)
{
  d_step
  {
    n_sources++;
    if
    :: owner != NOBODY && owner != who -> is_signalled = true
    :: else
    fi
  }
}

inline dispatch (who)
{
  d_step
  {
    assert (owner == who);
    n_sources = 0
  }
}

/* The process lock is held in what is one step here. */
inline give ()
{
#ifdef MUTANT_GIVES_BEFORE_IT_RELEASES
  place = GIVEN;
  is_woken_up = true;
  release (HOME)
#else
  release (HOME);
  d_step
  {
    place = GIVEN;
#ifndef MUTANT_WAKES_NOBODY_UP
    is_woken_up = true
#else
    skip
#endif
  }
#endif
}

inline take (is_taken)
{
  is_taken = false;
  if
  :: place == AT_HOME -> is_taken = true
#ifdef MUTANT_TAKES_BACK_WITHOUT_A_LOCK
  :: place == GIVEN ->
     acquire (HOME, is_taken);
     place = AT_HOME
#else
  :: d_step { place == GIVEN -> place = AT_HOME; is_taken = true };
     acquire (HOME, is_taken);
     assert (is_taken)
#endif
  :: place == LISTED -> acquire (HOME, is_taken)
  :: else
  fi
}

inline end_call ()
{
#ifndef MUTANT_CALLS_UNTIL_IT_HAS_RELEASED
  is_in_call = false;
#endif
  if
  :: place == LISTED ->
     release (HOME);
#ifdef MUTANT_CALLS_UNTIL_IT_HAS_RELEASED
     is_in_call = false;
#endif
#ifndef MUTANT_TELLS_NOBODY
     d_step
     {
       if
       :: is_wanted -> is_wanted = false; is_woken_up = true
       :: else
       fi
     }
#endif
  :: place != LISTED && n_sources > 0 -> give ()
  :: place != LISTED && n_sources == 0
  fi
}

proctype home ()
{
  byte n = 0;
  bool is_taken;

  do
  :: n < N_CALLS ->
     n++;
#ifdef MUTANT_CALLS_BEFORE_IT_OWNS
     is_in_call = true;
#endif
     take (is_taken);
     if
     :: is_taken ->
        assert (owner == HOME);
#ifndef MUTANT_CALLS_BEFORE_IT_OWNS
        is_in_call = true;
#endif
        if
        :: n_sources > 0 -> dispatch (HOME)
        :: true
        fi;
        if
        :: attach (HOME)
        :: true
        fi;
        end_call ()
     :: else ->
        is_in_call = false
     fi
  :: break
  od;

  /* The thread ends. A reference is left, as the stranger has one. */
  if
  :: place == AT_HOME -> give ()
  :: else
  fi;
  has_home_ended = true
}

proctype stranger ()
{
  attach (NOBODY);
  has_stranger_ended = true
}

/* Runs the root until it leaves it to the next one, or for ever. */
proctype run_root (byte self; byte next)
{
  bool is_mine;

  runner == self;
  do
  :: if
     :: is_held && owner == self -> is_held = false; release (self)
     :: else
     fi;
     d_step
     {
       if
       :: place == GIVEN -> place = LISTED
       :: else
       fi
     };
     is_mine = false;
     if
     :: place == LISTED ->
        acquire (self, is_mine);
        if
        :: !is_mine ->
           is_wanted = true;
           if
           :: owner == NOBODY -> is_woken_up = true    /* looks again after a while */
           :: else
           fi
        /* It would be a call of this thread that does this. */
        :: is_mine && is_in_call -> release (self); is_mine = false
        :: is_mine && !is_in_call && n_sources > 0 ->
           dispatch (self);
           release (self);
           is_mine = false;
           is_woken_up = true
        :: is_mine && !is_in_call && n_sources == 0
        fi
     :: else
     fi;
#ifdef MUTANT_DOES_NOT_HOLD
     if
     :: is_mine -> release (self)
     :: else
     fi;
#else
     if
     :: is_mine -> is_held = true
     :: else
     fi;
#endif
     is_asleep = true;
     d_step
     {
       (is_woken_up || (is_signalled && is_mine)) -> is_woken_up = false;
       if
       :: is_mine -> is_signalled = false
       :: else
       fi
     };
     is_asleep = false;
     if
     :: next != NOBODY ->
        /* The wake-up source, and then another thread runs the root; or GLib checks nothing, and another one does. */
        if
        :: is_mine && is_held -> is_held = false; release (self)
        :: is_mine && is_held -> left_unchecked = true
        :: !(is_mine && is_held)
        fi;
        runner = next;
        is_woken_up = true;
        break
     :: true
     fi
  od;

#ifdef MUTANT_NEVER_COMES_BACK
  skip
#else
  /* Its next call, or its end. */
  if
  :: left_unchecked && owner == self -> is_held = false; left_unchecked = false; release (self); is_woken_up = true
  :: else
  fi
#endif
}

init
{
  atomic
  {
    /* Only the thread that runs the root lists a context. */
    if
    :: true
    :: place = LISTED; owner = NOBODY
    fi;
    run home ();
    run stranger ();
    run run_root (FIRST, SECOND);
    run run_root (SECOND, NOBODY)
  }
}

active proctype judge ()
{
  timeout;
  assert (n_sources == 0 || place == AT_HOME)
}
