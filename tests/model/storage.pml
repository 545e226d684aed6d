// SPDX-License-Identifier: MIT
/* A model of storage.hpp, claim_bitmap.hpp, thread.hpp and cell.hpp: claim, record, release and
 * snapshot, of threads that may see each other's relaxed stores late and out of order.
 *
 * Memory is not one value a place but the row of all writes to it.  A load takes any write that is
 * not older than what its thread knows of; a read-modify-write takes the newest.  A release gives
 * its write the writer's knowledge, an acquire takes it over; what follows a release in its
 * sequence of read-modify-writes carries it on.  This is C++20's release and acquire without
 * stores that take effect before an earlier load of their thread.  Source: Kang, Hur, Lahav,
 * Vafeiadis, Dreyer, "A promising semantics for relaxed-memory concurrency" (POPL 2017), section 2,
 * without its promises.
 *
 * tests/model.py names the SCENARIO, takes the memory orders and the order of steps from the
 * headers, and plants the bugs: what stands in capitals here and is not defined here.
 */
#define RELAXED 0
#define ACQUIRE 1
#define RELEASE 2
#define ACQ_REL 3
#define acquires(order) ((order) & ACQUIRE)
#define releases(order) ((order) & RELEASE)

#ifdef COUNT_IS_ANY_ADD
#undef OWNED_ADD_RELEASE
#undef SHARED_ADD_RELEASE
#define OWNED_ADD_RELEASE OWNED_ADD
#define SHARED_ADD_RELEASE SHARED_ADD
#endif

#define HANDOVER 1
#define CHURN 2
#define SIGNAL 3

/* Row 0 is the shared shard.  A histogram's sum and an up-down counter's ups are late cells; its
 * buckets and its downs are counts.  So of both kinds: late is never less than count. */
#define SHARDS 2
#if SCENARIO == SIGNAL
#define RECORDERS 2
#define SNAPSHOTS 1
#define private
#else
#define private atomic /* nobody comes between these steps, but a signal handler */
#define RECORDERS 3
#define SNAPSHOTS 2
#endif
#define PLACES (1 + 2 * (SHARDS + 1))
#define USED 0
#define COUNT(row) (1 + 2 * (row))
#define LATE(row) (2 + 2 * (row))
#define WRITES 10
#define READER RECORDERS

typedef knowledge { byte newest[PLACES] };
typedef one_write { byte value; knowledge carries };
typedef place { byte writes; one_write write[WRITES] };

place memory[PLACES];
knowledge knows[RECORDERS + 1];
knowledge all_know;

/* The bitmap: only read-modify-writes decide, so its newest value is enough. */
byte taken;
knowledge taken_carries;
bool was_full;

/* Of each thread: its shard pointer (a row, 0 for none) and its claims. */
byte mine[RECORDERS];
byte chain[RECORDERS];
bool claiming[RECORDERS];
bool ended[RECORDERS];

/* What is true, for the assertions alone. */
byte owners[SHARDS + 1];
byte counted;
byte summed;
byte done;

/* The program's own hand-over of work, released and acquired, and what it tells the reader. */
bool given[RECORDERS + 1];
knowledge given_carries[RECORDERS + 1];

#define INTERRUPTED 2
bool interrupted;
bool gone;

hidden byte n;

inline join(to, from) {
  n = 0;
  do
  :: n < PLACES ->
    if :: from.newest[n] > to.newest[n] -> to.newest[n] = from.newest[n] :: else fi;
    n++
  :: else -> break
  od;
  n = 0
}

inline load(where, order, result) {
  atomic {
    i = knows[me].newest[where];
    do
    :: i + 1 < memory[where].writes -> i++
    :: break
    od;
    d_step {
      knows[me].newest[where] = i;
      result = memory[where].write[i].value;
      if :: acquires(order) -> join(knows[me], memory[where].write[i].carries) :: else fi;
      i = 0
    }
  }
}

#define size memory[where].writes
#define last memory[where].write[size - 1]

inline append(where, order, amount) {
  assert(size < WRITES);
  memory[where].write[size].value = amount;
  knows[me].newest[where] = size;
  if :: releases(order) -> join(memory[where].write[size].carries, knows[me]) :: else fi;
  size++
}

inline store(where, order, amount) {
  d_step { append(where, order, amount) }
}

inline fetch_add(where, order, amount) {
  d_step {
    append(where, order, last.value + (amount));
    join(memory[where].write[size - 1].carries, memory[where].write[size - 2].carries)
  }
}

/* cell.hpp */
inline owned_add(where, order) {
  load(where, RELAXED, value);
  store(where, order, value + 1)
}

inline shared_add(where, order) {
#ifdef SHARED_IS_OWNED
  owned_add(where, order)
#else
  fetch_add(where, order, 1)
#endif
}

/* claim_bitmap.hpp.  A guess may be old: then the bitmap may look full when it no longer is. */
inline take() {
  row = 0;
#ifdef TAKE_IS_NO_EXCHANGE
  atomic {
    value = taken;
    if
    :: !(value & 1) -> row = 1
    :: (value & 1) && SHARDS > 1 && !(value & 2) -> row = 2
    :: else
    fi
  }
  if
  :: row -> d_step { taken = value | (1 << (row - 1)); taken_by_me() }
  :: else
  fi
#else
  if
  :: d_step { !(taken & 1) -> row = 1; taken = taken | 1; taken_by_me() }
  :: d_step { (taken & 1) && SHARDS > 1 && !(taken & 2) -> row = 2; taken = taken | 2;
              taken_by_me() }
  :: was_full -> skip
  fi
#endif
}

inline taken_by_me() {
  if :: acquires(TAKE) -> join(knows[me], taken_carries) :: else fi;
  if :: releases(TAKE) -> join(taken_carries, knows[me]) :: else fi;
  was_full = was_full || taken == (1 << SHARDS) - 1;
  owners[row]++;
  assert(owners[row] == 1)
}

inline put_back(shard) {
  d_step {
    if :: releases(PUT_BACK) -> join(taken_carries, knows[me]) :: else fi;
    taken = taken & ~(1 << ((shard) - 1));
    owners[shard]--
  }
}

/* storage.hpp */
inline raise_used() {
#ifdef USED_IS_STORED
  load(USED, RELAXED, value);
  if :: value < row -> store(USED, RAISE_USED, row) :: else fi
#else
  if
  :: d_step { memory[USED].write[memory[USED].writes - 1].value < row ->
              append(USED, RAISE_USED, row);
              join(memory[USED].write[memory[USED].writes - 1].carries,
                   memory[USED].write[memory[USED].writes - 2].carries) }
  :: atomic { memory[USED].write[memory[USED].writes - 1].value >= row ->
              i = knows[me].newest[USED];
              do
              :: memory[USED].write[i].value < row -> i++
              :: else -> break
              od;
              knows[me].newest[USED] = i;
              i = 0 }
  fi
#endif
}

inline claim_shard() {
  if
#ifdef ENDED_IS_FORGOTTEN
  :: claiming[me] -> skip
#elif defined(CLAIMS_ARE_NESTED)
  :: ended[me] -> skip
#else
  :: claiming[me] || ended[me] -> skip
#endif
  :: else ->
    claiming[me] = true;
    if
#ifndef SHARD_IS_NOT_LOOKED_FOR_AGAIN
    :: mine[me] -> skip /* a handler's, that came before the flag */
    :: mine[me] == 0 -> take()
#else
    :: take()
#endif
    fi;
    if
    :: row ->
      private { next = chain[me]; chain[me] = next | (1 << (row - 1)) };
      assert(next == 0); /* a thread holds one shard of a meter */
#ifndef USED_IS_LATE
      raise_used();
#endif
      private { mine[me] = row; claiming[me] = false }
    :: else -> claiming[me] = false
    fi
  fi;
  private { row = 0; value = 0; next = 0 }
}

inline my_shard() {
  if :: mine[me] == 0 -> claim_shard() :: else fi
}

inline add_late() {
  my_shard();
  if
  :: mine[me] -> owned_add(LATE(mine[me]), OWNED_ADD)
  :: else -> shared_add(LATE(0), SHARED_ADD)
  fi;
  summed++; value = 0
}

inline add_count() {
  my_shard();
  if
  :: mine[me] -> owned_add(COUNT(mine[me]), OWNED_ADD_RELEASE)
  :: else -> shared_add(COUNT(0), SHARED_ADD_RELEASE)
  fi;
  counted++; value = 0
}

inline observe_shared() {
  shared_add(LATE(0), SHARED_ADD); summed++;
  shared_add(COUNT(0), SHARED_ADD_RELEASE); counted++
}

inline observe() {
  my_shard();
  if
  :: mine[me] ->
#ifdef COUNT_BEFORE_SUM
    owned_add(COUNT(mine[me]), OWNED_ADD_RELEASE); counted++;
    owned_add(LATE(mine[me]), OWNED_ADD); summed++
#else
    owned_add(LATE(mine[me]), OWNED_ADD); summed++;
    owned_add(COUNT(mine[me]), OWNED_ADD_RELEASE); counted++
#endif
  :: else -> observe_shared()
  fi;
  value = 0
}

/* thread.hpp, end(): everything that the thread's chain holds. */
inline end_of_thread() {
  private { ended[me] = true; row = SHARDS };
  do
  :: row == 0 -> break
  :: row > 0 ->
    if
    :: chain[me] & (1 << (row - 1)) ->
      chain[me] = chain[me] & ~(1 << (row - 1));
#ifdef SHARD_IS_KEPT
      skip;
#else
      mine[me] = 0;
#endif
#ifdef USED_IS_LATE
      raise_used();
#endif
#ifdef SHARD_IS_MERGED
      load(LATE(row), RELAXED, value); shared_add(LATE(0), SHARED_ADD);
      load(COUNT(row), RELAXED, value); shared_add(COUNT(0), SHARED_ADD_RELEASE);
#endif
#if defined(SHARD_IS_CLEARED) || defined(SHARD_IS_MERGED)
      store(LATE(row), RELAXED, 0);
      store(COUNT(row), RELAXED, 0);
#endif
#ifndef SHARD_IS_LOST
      put_back(row)
#endif
    :: else
    fi;
    row--
  od;
  value = 0
}

inline finish() {
  d_step { join(all_know, knows[me]); gone = gone || me == 0; done++ }
}

/* The same thread id again: a new thread that knows nothing. */
inline rebirth() {
  d_step {
    join(all_know, knows[me]);
    do :: n < PLACES -> knows[me].newest[n] = 0; n++ :: else -> break od;
    n = 0;
    ended[me] = false
  }
}

#if SCENARIO == HANDOVER
/* Work that begins on one thread ends on the next; the first begins some more that never ends. */
inline give(to) {
  d_step { join(given_carries[to], knows[me]); given[to] = true }
}
inline receive() {
  d_step { given[me] -> join(knows[me], given_carries[me]) }
}

/* A shard that is claimed before the work comes, or for it. */
inline maybe_early() {
  if :: my_shard() :: true fi
}

proctype recorder(byte me) {
  byte i, row, value, next;
  if
  :: me == 0 -> add_late(); give(READER); add_late(); give(1)
  :: me == 1 -> maybe_early(); receive(); add_count(); add_late(); give(2)
  :: me == 2 -> maybe_early(); receive(); add_count()
  fi;
  end_of_thread();
  finish()
}
#elif SCENARIO == CHURN
/* More threads than shards, and one more after the first. */
proctype recorder(byte me) {
  byte i, row, value, next;
  observe();
  end_of_thread();
  if
  :: me == 0 -> rebirth(); observe(); end_of_thread()
  :: else
  fi;
  finish()
}
#else
/* A signal handler that records, between any two steps of the thread that it interrupts. */
proctype recorder(byte me) provided (_pid != INTERRUPTED || !interrupted) {
  byte i, row, value, next;
  observe();
  end_of_thread();
  if
  :: me == 1 -> observe() /* what another library's thread-exit hook records */
  :: else
  fi;
  finish()
}
proctype handler() {
  byte me, i, row, value, next;
  me = 0;
  if
  :: d_step { !gone -> interrupted = true }
  :: gone -> goto over
  fi;
  if
  :: claiming[me] || mine[me] == 0 -> observe() /* any call: no owned cell is being added to */
  :: else ->
#ifdef HANDLER_IS_UNSAFE
    observe()
#else
    observe_shared()
#endif
  fi;
  interrupted = false;
over:
  skip
}
#endif

inline sum(region, order, result) {
  result = 0;
  row = 0;
  do
  :: row <= used -> load(region + 2 * row, order, value); result = result + value; row++
  :: else -> break
  od;
  row = 0; value = 0
}

inline snapshot() {
  load(USED, LOAD_USED, used);
#ifdef LATE_BEFORE_COUNT
  sum(LATE(0), LOAD, late);
  load(USED, LOAD_USED, used);
  sum(COUNT(0), LOAD_ACQUIRE, count);
#else
  sum(COUNT(0), LOAD_ACQUIRE, count);
#ifndef USED_IS_READ_ONCE
  load(USED, LOAD_USED, used);
#endif
  sum(LATE(0), LOAD, late);
#endif
  used = 0
}

/* It comes when all is recorded: since a load takes any write that is not older than what its thread
 * knows of, and nobody waits for a reader, it sees here whatever one in their midst could see. */
proctype reader() {
  byte me, i, used, row, value, late, count, last_late, last_count, turn;
  bool open;
  me = READER;
  done == RECORDERS;
  do
  :: turn < SNAPSHOTS ->
    if
    :: d_step { given[me] && !open -> join(knows[me], given_carries[me]); open = true }
    :: true
    fi;
    snapshot();
    d_step {
      assert(late >= count + open);
      assert(late >= last_late && count >= last_count);
      last_late = late; last_count = count; late = 0; count = 0;
      turn++
    }
  :: else -> break
  od;
  turn = 0;
  d_step { join(knows[me], all_know) };
  snapshot();
  assert(late == summed && count == counted);
  assert(late >= last_late && count >= last_count);
  assert(taken == 0)
}

init {
  d_step {
    byte at;
    do :: at < PLACES -> memory[at].writes = 1; at++ :: else -> break od
  };
  atomic {
    run reader();
    run recorder(0);
    run recorder(1);
#if SCENARIO == SIGNAL
    run handler()
#else
    run recorder(2)
#endif
  }
}
