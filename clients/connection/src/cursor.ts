/**
 * How far one log is read, and whether that is proved to be all of it. Pure.
 *
 * A batch covers everything after `prev` up to `to`. It is taken only when it touches what is there
 * already (`prev <= cursor`), so a hole can never be stepped over: it is repaired by following again.
 */
import type { Batch, Event, Position, Refusal, Resync, Seq, StreamVerdict } from "./generated/protocol.js";
import { LIMITS } from "./generated/protocol.js";

/** A stream that two pings in a row do not name has been lost by the server. */
export const PINGS_MISSED = 2;
/** Repairs without any progress wait twice as long each time, up to this many doublings. */
const DOUBLINGS = 4;

/**
 * - `idle`: nobody was asked on this connection.
 * - `asking`: hello or subscribe is out, no verdict yet.
 * - `resync_due`: a snapshot was promised.
 * - `following`: events come.
 * - `refused`: this stream cannot be followed.
 */
export type CursorStatus = "idle" | "asking" | "resync_due" | "following" | "refused";

export interface Cursor {
  readonly status: CursorStatus;
  /** Absent before the first snapshot. */
  readonly position: Position | null;
  /** The last event of the log, as far as the server told. */
  readonly head: Seq;
  /** Since when something is owed without any progress. */
  readonly waitingSince: number | null;
  /** Repairs since the last progress. */
  readonly repairs: number;
  readonly pingsMissed: number;
  readonly refusal: Refusal | null;
}

export const unread: Cursor = {
  status: "idle",
  position: null,
  head: 0,
  waitingSince: null,
  repairs: 0,
  pingsMissed: 0,
  refusal: null,
};

/** A log of which a snapshot that came by another way is known. */
export function startingAt(position: Position): Cursor {
  return { ...unread, position, head: position.seq };
}

/** Hello or subscribe goes out. */
export function asked(cursor: Cursor, now: number): Cursor {
  return { ...cursor, status: "asking", waitingSince: now, pingsMissed: 0, refusal: null };
}

/** The connection is gone. Fruitless repairs are remembered: a new connection alone is no progress. */
export function lost(cursor: Cursor): Cursor {
  return { ...cursor, status: "idle", waitingSince: null, pingsMissed: 0 };
}

export function onVerdict(cursor: Cursor, verdict: StreamVerdict, now: number): Cursor {
  switch (verdict.verdict) {
    case "replay": {
      const behind = cursor.position === null || cursor.position.seq < verdict.head;
      return { ...cursor, status: "following", head: verdict.head, waitingSince: behind ? now : null };
    }
    case "resync":
      return { ...cursor, status: "resync_due", waitingSince: now };
    case "refused": {
      const { refusal } = verdict;
      if (isFinal(refusal)) return { ...unread, status: "refused", refusal };
      return { ...cursor, status: "refused", refusal, waitingSince: now };
    }
  }
}

export function onResync(cursor: Cursor, resync: Resync, now: number): Cursor {
  const sameLog = cursor.position?.epoch === resync.position.epoch && resync.reason !== "ahead";
  const head = sameLog ? Math.max(cursor.head, resync.position.seq) : resync.position.seq;
  return {
    ...cursor,
    status: "following",
    position: resync.position,
    head,
    waitingSince: head > resync.position.seq ? now : null,
    repairs: 0,
    refusal: null,
  };
}

export type Taken =
  /** New events, in order; perhaps none, when all were left out for us. */
  | { readonly as: "progress"; readonly cursor: Cursor; readonly events: readonly Event[] }
  /** Nothing new, or nothing that can be placed yet. */
  | { readonly as: "nothing" }
  /** Something before it is missing: follow again from the cursor. */
  | { readonly as: "hole" };

export function onBatch(cursor: Cursor, batch: Batch, now: number): Taken {
  const at = cursor.position;
  if (at === null) return { as: "nothing" };
  if (batch.epoch !== at.epoch || batch.prev > at.seq) {
    // While an answer is due, the batch may belong to what was followed before.
    return { as: cursor.status === "following" ? "hole" : "nothing" };
  }
  if (batch.to <= at.seq) return { as: "nothing" };
  const events = batch.events
    .filter((event) => event.seq > at.seq && event.seq <= batch.to)
    .sort((a, b) => a.seq - b.seq);
  const head = Math.max(cursor.head, batch.to);
  return {
    as: "progress",
    events,
    cursor: {
      ...cursor,
      position: { epoch: at.epoch, seq: batch.to },
      head,
      waitingSince: cursor.status !== "following" || head > batch.to ? now : null,
      repairs: 0,
    },
  };
}

/** A ping told the log's head, or did not name this log at all. */
export function onPing(cursor: Cursor, head: Seq | undefined, now: number): Cursor {
  if (cursor.status !== "following" || cursor.position === null) return cursor;
  if (head === undefined) {
    const pingsMissed = cursor.pingsMissed + 1;
    return { ...cursor, pingsMissed, waitingSince: pingsMissed < PINGS_MISSED ? cursor.waitingSince : (cursor.waitingSince ?? now) };
  }
  const known = Math.max(cursor.head, head);
  const named = { ...cursor, head: known, pingsMissed: 0 };
  if (known > cursor.position.seq) return { ...named, waitingSince: cursor.waitingSince ?? now };
  return { ...named, waitingSince: null, repairs: 0 };
}

/** When to follow again by oneself; null when nothing is owed. */
export function repairAt(cursor: Cursor): number | null {
  if (cursor.status === "idle" || cursor.waitingSince === null) return null;
  if (cursor.pingsMissed >= PINGS_MISSED && cursor.repairs === 0) return cursor.waitingSince;
  const wait = cursor.refusal?.retry_after_ms ?? LIMITS.BEHIND_MS;
  return cursor.waitingSince + wait * 2 ** Math.min(cursor.repairs, DOUBLINGS);
}

/** A repair goes out: the same as asking, but remembered, so that a fault of the server's is no busy loop. */
export function repairing(cursor: Cursor, now: number): Cursor {
  return { ...asked(cursor, now), repairs: cursor.repairs + 1 };
}

/** Proved to be all that there is. */
export function isCurrent(cursor: Cursor): boolean {
  if (cursor.status === "refused") return cursor.refusal === null || isFinal(cursor.refusal);
  if (cursor.status !== "following" || cursor.position === null) return false;
  return cursor.position.seq >= cursor.head && cursor.pingsMissed < PINGS_MISSED;
}

/** A batch that does not touch what is there: repair now, or, after a repair that gave nothing, later. */
export function onHole(cursor: Cursor, now: number): { readonly cursor: Cursor; readonly repairNow: boolean } {
  if (cursor.repairs === 0) return { cursor, repairNow: true };
  return { cursor: { ...cursor, waitingSince: cursor.waitingSince ?? now }, repairNow: false };
}

/** Waiting does not help; a person has to do something, or nothing can be done. */
function isFinal(refusal: Refusal): boolean {
  return refusal.retry === "never" || refusal.retry === "reauthenticate";
}
