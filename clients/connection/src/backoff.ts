/** When to try again, and by which way. Pure. */
import { closeVerdict } from "./generated/protocol.js";

/** The first retry after a loss comes within this time, at a random moment: all clients lost it at once. */
export const FIRST_RETRY_MS = 2_000;
/** The same after a close that asks to come back at once. */
export const AT_ONCE_MS = 500;
/** The same after a restart or overload of the server, when everybody comes back together. */
export const CROWD_MS = 5_000;
/** Longest wait between two attempts. */
export const LONGEST_RETRY_MS = 30_000;
/** A connection that lived for this long counts as a success, and the next loss begins anew. */
export const STABLE_MS = 10_000;
/** After so many WebSockets in a row that never got a welcome, server-sent events are tried once. */
export const SOCKET_TRIES = 3;
/** For so long after events worked where sockets did not, events are the first choice. */
export const EVENTS_STAY_MS = 10 * 60_000;

/** How an attempt or a connection ended. */
export interface End {
  /** The WebSocket close code; 1006 for everything that broke without one. */
  readonly code: number;
  /** How long it had been welcomed, in milliseconds; absent when it never was. */
  readonly livedMs?: number;
  readonly transport: "websocket" | "events";
}

export interface Backoff {
  /** Ends in a row without a stable connection between them. */
  readonly failures: number;
  /** WebSockets in a row that never got a welcome. */
  readonly deafSockets: number;
  /** Until when events are the first choice. */
  readonly eventsUntil: number;
}

export const fresh: Backoff = { failures: 0, deafSockets: 0, eventsUntil: 0 };

export type Next = { readonly stop: true } | { readonly stop: false; readonly delayMs: number };

export function ended(before: Backoff, end: End, random: number): { backoff: Backoff; next: Next } {
  const stable = end.livedMs !== undefined && end.livedMs >= STABLE_MS;
  const failures = stable ? 0 : before.failures;
  const backoff = {
    failures: failures + 1,
    deafSockets: deafSockets(before, end),
    eventsUntil: end.transport === "events" && end.livedMs === undefined ? 0 : before.eventsUntil,
  };
  const verdict = closeVerdict(end.code);
  if (verdict === "stop") return { backoff, next: { stop: true } };
  return { backoff, next: { stop: false, delayMs: delay(end.code, verdict, failures, random) } };
}

/** A welcome by `transport`. */
export function welcomed(before: Backoff, transport: End["transport"], now: number): Backoff {
  if (transport === "websocket") return { ...before, deafSockets: 0, eventsUntil: 0 };
  return { ...before, eventsUntil: now + EVENTS_STAY_MS };
}

export function chooseTransport(backoff: Backoff, now: number): End["transport"] {
  return backoff.deafSockets >= SOCKET_TRIES || now < backoff.eventsUntil ? "events" : "websocket";
}

function deafSockets(before: Backoff, end: End): number {
  // Events that fail as well say that the server is away, not that sockets are blocked.
  if (end.transport === "events") return 0;
  // A code of the server's own proves that frames come through.
  const deaf = end.livedMs === undefined && (end.code === 1006 || end.code === 1005 || end.code === 1015);
  return deaf ? before.deafSockets + 1 : 0;
}

function delay(code: number, verdict: "at_once" | "back_off", failures: number, random: number): number {
  if (failures === 0) {
    if (verdict === "at_once") return random * AT_ONCE_MS;
    return random * (code === 1012 || code === 1013 ? CROWD_MS : FIRST_RETRY_MS);
  }
  const ceiling = Math.min(LONGEST_RETRY_MS, 1_000 * 2 ** Math.min(failures, 10));
  return ceiling * (0.5 + 0.5 * random);
}
