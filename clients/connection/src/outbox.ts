/**
 * Own messages until the server has stored them. Pure.
 *
 * One message of a room is under way at a time, so that they arrive in the order in which they were
 * written whatever happens to one of them. Repeating is safe: the client id makes it the same message.
 */
import type { Command, MessageState, Refusal, RoomId, Seq, Timestamp } from "./generated/protocol.js";

/** Unsent messages on one device. */
export const OUTBOX_MESSAGES = 500;
/** Messages under way at once, each of another room. */
export const IN_FLIGHT = 16;
/** The first wait after a refusal that says "now" or "resync" again and again, or names no time. */
export const RETRY_MS = 1_000;
/** The longest of those waits. */
export const RETRY_LONGEST_MS = 60_000;

/**
 * - `queued`: goes as soon as it may.
 * - `in_flight`: sent on this connection, no answer yet.
 * - `refused`: stays with its text until a person decides.
 */
export type OutgoingStatus = "queued" | "in_flight" | "refused";

export interface Outgoing {
  readonly clientId: string;
  readonly room: RoomId;
  readonly body: string;
  readonly note?: string;
  readonly replyTo?: string;
  /** When it was written, in milliseconds since 1970; unique on this device, and the order. */
  readonly at: number;
  readonly status: OutgoingStatus;
  /** It went out without a refusal coming back: the server may have it. */
  readonly attempted: boolean;
  /** Not before this moment, as a refusal told; 0 for at once. */
  readonly notBefore: number;
  /** Refusals in a row that let it be tried again. */
  readonly tries: number;
  readonly refusal?: Refusal;
}

/** Stored by the server, but its event has not come yet. */
export interface Acknowledged {
  readonly outgoing: Outgoing;
  readonly id: string;
  readonly seq: Seq;
  readonly at: Timestamp;
  readonly state: MessageState;
}

export interface Outbox {
  /** In the order in which they were written. */
  readonly messages: readonly Outgoing[];
  readonly acknowledged: readonly Acknowledged[];
}

export const empty: Outbox = { messages: [], acknowledged: [] };

export function find(outbox: Outbox, clientId: string): Outgoing | undefined {
  return outbox.messages.find((one) => one.clientId === clientId);
}

/** A moment for the next message: now, or just after the last one. */
export function nextAt(outbox: Outbox, now: number): number {
  return Math.max(now, ...outbox.messages.map((one) => one.at + 1));
}

export function added(outbox: Outbox, more: readonly Outgoing[]): Outbox {
  const fresh = more.filter((one) => !find(outbox, one.clientId));
  return { ...outbox, messages: [...outbox.messages, ...fresh].sort((a, b) => a.at - b.at) };
}

export function removed(outbox: Outbox, clientId: string): Outbox {
  return { ...outbox, messages: outbox.messages.filter((one) => one.clientId !== clientId) };
}

/** What may go out now: of each room the oldest that is not refused, if it is its time. */
export function due(outbox: Outbox, now: number): readonly Outgoing[] {
  const free = IN_FLIGHT - outbox.messages.filter((one) => one.status === "in_flight").length;
  return firsts(outbox)
    .filter((one) => one.status === "queued" && one.notBefore <= now)
    .slice(0, Math.max(0, free));
}

/** When the next one becomes due by itself; null when none waits for a moment. */
export function nextDue(outbox: Outbox): number | null {
  const moments = firsts(outbox).filter((one) => one.status === "queued").map((one) => one.notBefore);
  return moments.length > 0 ? Math.min(...moments) : null;
}

export function wentOut(outbox: Outbox, clientId: string): Outbox {
  return change(outbox, clientId, (one) => ({ ...one, status: "in_flight", attempted: true }));
}

/** No answer will come any more: again, not before `notBefore`. */
export function unanswered(outbox: Outbox, clientId: string, notBefore: number): Outbox {
  return change(outbox, clientId, (one) => (one.status === "in_flight" ? { ...one, status: "queued", notBefore } : one));
}

export function onRefusal(outbox: Outbox, clientId: string, refusal: Refusal, now: number, random: number): Outbox {
  return change(outbox, clientId, (one) => {
    const base = { ...one, refusal, attempted: false, tries: one.tries + 1 };
    if (refusal.retry === "never") return { ...base, status: "refused" };
    return { ...base, status: "queued", notBefore: now + wait(refusal, one.tries, random) };
  });
}

/** A person says: again. An id that was used for another text cannot be used again. */
export function retried(outbox: Outbox, clientId: string, freshId: string): Outbox {
  return change(outbox, clientId, (one) => {
    if (one.status !== "refused") return { ...one, notBefore: 0 };
    const { refusal, ...rest } = one;
    const id = refusal?.code === "client_id_reused" ? freshId : one.clientId;
    return { ...rest, clientId: id, status: "queued", notBefore: 0, tries: 0 };
  });
}

/** The server has it. It stays visible until its event comes, where one is still to come. */
export function onStored(outbox: Outbox, stored: Acknowledged, eventToCome: boolean): Outbox {
  const rest = removed(outbox, stored.outgoing.clientId);
  return eventToCome ? { ...rest, acknowledged: [...rest.acknowledged, stored] } : rest;
}

/** A room's log is read to `seq`, or its copies were dropped: its acknowledged messages are in there or gone. */
export function caughtUp(outbox: Outbox, room: RoomId, seq: Seq | null): Outbox {
  const acknowledged = outbox.acknowledged.filter(
    (one) => one.outgoing.room !== room || (seq !== null && one.seq > seq),
  );
  return acknowledged.length === outbox.acknowledged.length ? outbox : { ...outbox, acknowledged };
}

/** After a reauthentication those that waited for it may go. */
export function unlocked(outbox: Outbox): Outbox {
  const messages = outbox.messages.map((one) => (one.refusal?.retry === "reauthenticate" ? { ...one, notBefore: 0 } : one));
  return { ...outbox, messages };
}

export function asCommand(one: Outgoing): Command {
  return {
    type: "send",
    room: one.room,
    client_id: one.clientId,
    body: one.body,
    ...(one.note !== undefined && { note: one.note }),
    ...(one.replyTo !== undefined && { reply_to: one.replyTo }),
  };
}

function firsts(outbox: Outbox): readonly Outgoing[] {
  const byRoom = new Map<RoomId, Outgoing>();
  for (const one of outbox.messages) {
    if (one.status !== "refused" && !byRoom.has(one.room)) byRoom.set(one.room, one);
  }
  return [...byRoom.values()];
}

function change(outbox: Outbox, clientId: string, how: (one: Outgoing) => Outgoing): Outbox {
  return { ...outbox, messages: outbox.messages.map((one) => (one.clientId === clientId ? how(one) : one)) };
}

function wait(refusal: Refusal, tries: number, random: number): number {
  // The first "now" is taken at its word; after that a fault of the server's must not become a busy loop.
  if (refusal.retry === "now" && tries === 0) return 0;
  const told = refusal.retry_after_ms;
  // Up to a quarter more, so that all who were told the same number do not come at the same moment.
  if (told !== undefined) return told * (1 + 0.25 * random);
  return Math.min(RETRY_LONGEST_MS, RETRY_MS * 2 ** Math.min(tries, 10)) * (0.5 + 0.5 * random);
}
