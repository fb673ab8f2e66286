/**
 * The messages of one room: the newest run, which events keep up to date, and perhaps a run in the past
 * that somebody looks at. Pure.
 *
 * While a page of history is under way, events are noted in a journal: a page that was read before
 * them is brought up to date by them before anything of it is shown.
 */
import type { Event, Message, MessageId, Seq } from "./generated/protocol.js";
import { quoting } from "./excerpt.js";
import { applyEvent, covers, entryOf, isOutdated, joined, settled } from "./segment.js";
import type { Entry, Lookup, Segment } from "./segment.js";

/** Messages kept of a room that stays open; past it the oldest are fetched again when wanted. */
export const KEPT_MESSAGES = 5_000;
/** How many go at once then. */
const CUT_MESSAGES = 1_000;
/** Events noted while pages are under way; past it those pages are fetched again. */
export const JOURNAL_EVENTS = 4_000;

export interface Page {
  readonly messages: readonly Message[];
  readonly has_older: boolean;
  readonly has_newer: boolean;
  readonly head: Seq;
}

export interface Messages {
  /** One more with each snapshot: pages asked for before it do not fit any more. */
  readonly generation: number;
  readonly live: Segment;
  readonly window: Segment | null;
  /** Pages under way. */
  readonly requests: number;
  readonly journal: readonly Event[];
}

/** What a page was asked for; `cursor` is how far the log was read then. */
export interface PageRequest {
  readonly generation: number;
  readonly cursor: Seq;
}

export const none: Messages = {
  generation: 0,
  live: { from: 0, to: null, entries: [] },
  window: null,
  requests: 0,
  journal: [],
};

export function fromSnapshot(before: Messages, messages: readonly Message[], hasOlder: boolean, head: Seq): Messages {
  const entries = messages.map((message) => entryOf(message, head)).sort((a, b) => a.message.seq - b.message.seq);
  const from = hasOlder ? (entries[0]?.message.seq ?? head + 1) : 0;
  return { ...none, generation: before.generation + 1, requests: before.requests, live: { from, to: null, entries } };
}

/** Everything is dropped, as when access ends. */
export function emptied(before: Messages): Messages {
  return { ...none, generation: before.generation + 1, requests: before.requests };
}

export function applyEvents(before: Messages, events: readonly Event[], me: string): Messages {
  let { live, window } = before;
  const lookup: Lookup = (id) => findIn(live, id) ?? (window ? findIn(window, id) : undefined);
  for (const event of events) {
    if (isOutdated(event, lookup)) continue;
    live = applyEvent(live, event, me, lookup);
    window = window && applyEvent(window, event, me, lookup);
  }
  const journal = before.requests > 0 ? events.reduce(noted, before.journal) : [];
  return { ...before, live: cut(live), window, journal };
}

/** One more event in the journal, which forgets by it what is gone like everything else does. */
function noted(journal: readonly Event[], event: Event): readonly Event[] {
  const kept = event.kind === "message_deleted" ? journal.flatMap((old) => without(old, event.message)) : journal;
  return kept.length > JOURNAL_EVENTS ? kept : [...kept, event];
}

function without(event: Event, gone: Message): Event[] {
  if (event.kind !== "message_posted" && event.kind !== "message_edited" && event.kind !== "message_restored") {
    return [event];
  }
  if (event.message.id === gone.id) return [];
  const reply = event.message.reply_to;
  if (reply?.id !== gone.id) return [event];
  return [{ ...event, message: { ...event.message, reply_to: quoting(reply, gone) } }];
}

export function requestStarted(before: Messages): Messages {
  return { ...before, requests: before.requests + 1 };
}

export function requestEnded(before: Messages): Messages {
  const requests = before.requests - 1;
  return { ...before, requests, journal: requests > 0 ? before.journal : [] };
}

/** False when events that the page lacks are not noted either: ask again. */
export function isUsable(now: Messages, request: PageRequest, page: Page): boolean {
  return request.generation === now.generation && page.head >= request.cursor && now.journal.length <= JOURNAL_EVENTS;
}

/** The page before `before` is there. A page for another place is dropped: the view has moved on. */
export function olderArrived(now: Messages, before: Seq, page: Page, me: string): Messages {
  const shown = now.window ?? now.live;
  if (shown.from !== before) return now;
  const all = joined({ ...pageRun(now, page, me), to: before }, shown);
  return settle(now.window ? { ...now, window: all } : { ...now, live: all });
}

/** The page after `after` is there; it may close the way to the newest messages. */
export function newerArrived(now: Messages, after: Seq, page: Page, me: string): Messages {
  if (now.window === null || now.window.to !== after) return now;
  const run = pageRun(now, page, me);
  return settle(withWindow(now, joined(now.window, { ...run, from: after })));
}

export function aroundArrived(now: Messages, page: Page, me: string): Messages {
  return settle(withWindow(now, pageRun(now, page, me)));
}

export function toPresent(now: Messages): Messages {
  return now.window ? { ...now, window: null } : now;
}

export function find(now: Messages, id: MessageId): Entry | undefined {
  return findIn(now.live, id) ?? (now.window ? findIn(now.window, id) : undefined);
}

/**
 * Others' messages after `readUpTo`, up to `head`, where all of them are here; null where they are not.
 * A page may have brought later ones already, whose events are still to come and be counted.
 */
export function countUnread(now: Messages, readUpTo: Seq, head: Seq, me: string): { unread: number; mentions: number } | null {
  if (!covers(now.live, readUpTo + 1) || now.generation === 0) return null;
  const messages = now.live.entries.map((entry) => entry.message);
  return countIn(messages.filter((one) => one.seq <= head), readUpTo, me);
}

export function countIn(messages: readonly Message[], readUpTo: Seq, me: string): { unread: number; mentions: number } {
  const others = messages.filter((one) => isUnread(one, readUpTo, me));
  return { unread: others.length, mentions: others.filter((one) => names(one, me)).length };
}

export function isUnread(message: Message, readUpTo: Seq, me: string): boolean {
  return message.seq > readUpTo && message.author.id !== me && message.state === "visible";
}

export function names(message: Message, me: string): boolean {
  return message.mentions?.some((person) => person.id === me) ?? false;
}

function pageRun(now: Messages, page: Page, me: string): Segment {
  const entries = page.messages.map((message) => entryOf(message, page.head)).sort((a, b) => a.message.seq - b.message.seq);
  const first = entries[0]?.message.seq ?? 0;
  const last = entries.at(-1)?.message.seq ?? page.head;
  let run: Segment = { from: page.has_older ? first : 0, to: page.has_newer ? last : null, entries };
  const lookup: Lookup = (id) => findIn(run, id);
  for (const event of now.journal) {
    if (event.seq > page.head && !isOutdated(event, lookup)) run = applyEvent(run, event, me, lookup);
  }
  return run;
}

/** Shows `run`, unless it reaches the newest messages: then both are one. */
function withWindow(now: Messages, run: Segment): Messages {
  const reaches = run.to === null || run.to >= now.live.from;
  if (!reaches) return { ...now, window: run };
  return { ...now, live: joined({ ...run, to: null }, now.live), window: null };
}

function settle(now: Messages): Messages {
  const known = new Map<string, Entry>();
  for (const entry of [...(now.window?.entries ?? []), ...now.live.entries]) known.set(entry.message.id, entry);
  const lookup: Lookup = (id) => known.get(id);
  return { ...now, live: settled(now.live, lookup), window: now.window && settled(now.window, lookup) };
}

function findIn(segment: Segment, id: MessageId): Entry | undefined {
  return segment.entries.find((entry) => entry.message.id === id);
}

function cut(live: Segment): Segment {
  if (live.entries.length <= KEPT_MESSAGES) return live;
  const entries = live.entries.slice(CUT_MESSAGES);
  return { ...live, from: (entries[0] as Entry).message.seq, entries };
}

