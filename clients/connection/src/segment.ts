/**
 * A run of a room's messages without holes. Pure.
 *
 * Knowledge arrives by two ways that may overtake each other: events, each as of its own number at
 * least, and pages of history, as of the head that they name. So every entry remembers as of which
 * event it is known (`asOf`), and older knowledge never replaces newer: removed text stays removed.
 */
import type { Event, Message, Reaction, Seq } from "./generated/protocol.js";
import { isGone, purged, quoting } from "./excerpt.js";

export interface Entry {
  readonly message: Message;
  /** Own reactions: events do not carry them. */
  readonly mine: readonly Reaction[];
  readonly asOf: Seq;
}

export interface Segment {
  /** Everything from here on is known; 0 is the beginning of the room. */
  readonly from: Seq;
  /** Up to here; null means up to now, kept up by events. */
  readonly to: Seq | null;
  /** By `seq`. */
  readonly entries: readonly Entry[];
}

/** Finds what is known of a message anywhere in the room. */
export type Lookup = (id: string) => Entry | undefined;

export function entryOf(message: Message, asOf: Seq): Entry {
  return { message: purged(message), mine: message.mine ?? [], asOf };
}

export function covers(segment: Segment, seq: Seq): boolean {
  return seq >= segment.from && (segment.to === null || seq <= segment.to);
}

export function applyEvent(segment: Segment, event: Event, me: string, lookup: Lookup): Segment {
  switch (event.kind) {
    case "message_posted":
    case "message_edited":
    case "message_deleted":
    case "message_restored":
      return requoted(upserted(segment, event.message, event.seq, lookup), event.message, event.seq);
    case "reaction_changed":
      return patched(segment, event.message, event.seq, (entry) => ({
        message: { ...entry.message, reactions: event.reactions },
        mine: event.actor === me ? toggled(entry.mine, event.reaction, event.on) : entry.mine,
        asOf: event.seq,
      }));
    default:
      return segment;
  }
}

/**
 * A page has told more of that message already. Such an event may carry text that is gone since, and must
 * not reach replies that quote it either.
 */
export function isOutdated(event: Event, lookup: Lookup): boolean {
  if (!("message" in event)) return false;
  const known = lookup(typeof event.message === "string" ? event.message : event.message.id);
  return known !== undefined && known.asOf >= event.seq;
}

/** Both runs in one; where they name the same message the newer knowledge counts. They must touch. */
export function joined(older: Segment, newer: Segment): Segment {
  const byId = new Map<string, Entry>();
  for (const entry of [...older.entries, ...newer.entries]) {
    const known = byId.get(entry.message.id);
    if (!known || entry.asOf >= known.asOf) byId.set(entry.message.id, entry);
  }
  const entries = [...byId.values()].sort((a, b) => a.message.seq - b.message.seq);
  return { from: Math.min(older.from, newer.from), to: newer.to, entries };
}

/** Quotations brought to the newest that is known of what they quote. */
export function settled(segment: Segment, lookup: Lookup): Segment {
  let changed = false;
  const entries = segment.entries.map((entry) => {
    const better = requotedEntry(entry, lookup);
    changed ||= better !== entry;
    return better;
  });
  return changed ? { ...segment, entries } : segment;
}

export function indexOfSeq(entries: readonly Entry[], seq: Seq): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry).message.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upserted(segment: Segment, message: Message, asOf: Seq, lookup: Lookup): Segment {
  if (!covers(segment, message.seq)) return segment;
  const at = indexOfSeq(segment.entries, message.seq);
  const known = segment.entries[at];
  if (known?.message.id === message.id) {
    if (known.asOf >= asOf) return segment;
    const entry = { ...entryOf(message, asOf), mine: message.mine ?? known.mine };
    return { ...segment, entries: segment.entries.with(at, entry) };
  }
  const entry = requotedEntry(entryOf(message, asOf), lookup);
  return { ...segment, entries: segment.entries.toSpliced(at, 0, entry) };
}

/** Every reply that quotes `message`, as of event `asOf`. */
function requoted(segment: Segment, message: Message, asOf: Seq): Segment {
  // Most messages are quoted by none: no new list for them.
  if (!segment.entries.some((entry) => entry.message.reply_to?.id === message.id)) return segment;
  const entries = segment.entries.map((entry) => {
    const reply = entry.message.reply_to;
    if (reply?.id !== message.id || entry.asOf >= asOf || isGone(entry.message)) return entry;
    return { ...entry, message: { ...entry.message, reply_to: quoting(reply, message) } };
  });
  return { ...segment, entries };
}

function requotedEntry(entry: Entry, lookup: Lookup): Entry {
  const reply = entry.message.reply_to;
  const answered = reply && lookup(reply.id);
  if (!reply || !answered || answered.asOf <= entry.asOf || isGone(entry.message)) return entry;
  const quote = quoting(reply, answered.message);
  if (quote.excerpt === reply.excerpt) return entry;
  return { ...entry, message: { ...entry.message, reply_to: quote } };
}

function patched(segment: Segment, id: string, asOf: Seq, change: (entry: Entry) => Entry): Segment {
  const at = segment.entries.findIndex((entry) => entry.message.id === id);
  const known = segment.entries[at];
  if (!known || known.asOf >= asOf || isGone(known.message)) return segment;
  return { ...segment, entries: segment.entries.with(at, change(known)) };
}

function toggled(mine: readonly Reaction[], reaction: Reaction, on: boolean): readonly Reaction[] {
  const without = mine.filter((one) => one !== reaction);
  return on ? [...without, reaction] : without;
}
