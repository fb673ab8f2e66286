import type { MessageItem } from "@alongside/connection";
import { dayKey } from "../app/times.ts";

/** Own messages within this time of each other stand as one. */
const JOINED_MS = 10 * 60_000;

/** One item of the list: a message with what stands above it. */
export interface Line {
  key: string;
  item: MessageItem;
  /** A new day begins: its first instant here. */
  day?: string;
  /** New ones begin: the instant of the last one before, or "" when there is none. */
  newSince?: string;
  /** Continues the own message above it. */
  joined: boolean;
  /** The own message below continues this one. */
  joinedBelow: boolean;
  /** The last own one that the server has: the only one that says so. */
  lastSent: boolean;
}

export function isGone(item: MessageItem): boolean {
  return item.state === "deleted" || item.state === "removed" || item.state === "hidden";
}

function joins(item: MessageItem, before: MessageItem | undefined): boolean {
  if (!before || !before.own || !item.own || isGone(before) || isGone(item)) return false;
  return Math.abs(Date.parse(item.postedAt) - Date.parse(before.postedAt)) < JOINED_MS;
}

/** `readUpTo` is how far the reader had read when the room was opened; `undefined` draws no line. */
export function toLines(messages: readonly MessageItem[], readUpTo: number | undefined, hasOlder: boolean): Line[] {
  const lastSent = messages.findLast((item) => item.own && item.delivery === "sent")?.key;
  let lineDrawn = readUpTo === undefined;
  let day = "";
  const lines = messages.map((item, at) => {
    const before = messages[at - 1];
    const line: Line = { key: item.key, item, joined: joins(item, before), joinedBelow: false, lastSent: item.key === lastSent };
    const itemDay = dayKey(item.postedAt);
    if (itemDay !== day) line.day = item.postedAt;
    day = itemDay;
    if (!lineDrawn && (item.seq ?? 0) > readUpTo! && !item.own) {
      lineDrawn = true;
      // Without anything before it, all would be new: then the line says nothing.
      if (before || hasOlder) line.newSince = before?.postedAt ?? "";
    }
    if (line.day !== undefined || line.newSince !== undefined) line.joined = false;
    return line;
  });
  lines.forEach((line, at) => (line.joinedBelow = lines[at + 1]?.joined ?? false));
  return lines;
}

/** How many messages of others came after the one with `seq`. */
export function countAfter(messages: readonly MessageItem[], seq: number): number {
  return messages.filter((item) => !item.own && (item.seq ?? 0) > seq && !isGone(item)).length;
}
