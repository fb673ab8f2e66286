/**
 * Your account: rooms with their unread counts, requests, hidden people. Pure.
 *
 * A count has two parts: what a snapshot counted up to its head (`base`), and the messages that events
 * brought after it (`seen`). A read marker that ends inside the first part cannot be subtracted: then
 * the room has to be counted again (`needsCount`).
 */
import type { AccountState } from "./api.js";
import type { AccountId, AccountSnapshot, Event, Notification, Position, Room, RoomId, Seq } from "./generated/protocol.js";
import { isUnread, names } from "./messages.js";
import { applyToRoom, withPresence } from "./room_info.js";

/** Unread messages told one by one; past it a count is "at least". */
export const SEEN_MESSAGES = 1_000;

interface Seen {
  readonly id: string;
  readonly seq: Seq;
  readonly mention: boolean;
}

interface Base {
  readonly head: Seq;
  readonly from: Seq;
  readonly unread: number;
  readonly mentions: number;
  /** A message in it was taken back, or came back. */
  readonly stale?: boolean;
}

export interface RoomEntry {
  readonly room: Room;
  /** Counted by the server: others' messages after `from`, up to `head`. */
  readonly base: Base;
  readonly seen: readonly Seen[];
  readonly readUpTo: Seq;
}

export interface AccountModel {
  readonly state: AccountState;
  /** Notifications that events brought, and whether each counts as unread. */
  readonly told: ReadonlyMap<string, boolean>;
  readonly entries: ReadonlyMap<RoomId, RoomEntry>;
}

export const nobody: AccountModel = {
  state: { rooms: [], connectionRequests: [], joinRequests: [], people: { blocked: [], muted: [] }, unreadNotifications: 0 },
  told: new Map(),
  entries: new Map(),
};

export function fromSnapshot(before: AccountModel, snapshot: AccountSnapshot): AccountModel {
  const entries = new Map<RoomId, RoomEntry>();
  for (const room of snapshot.rooms) {
    const fresh = counted(room, room.head);
    const seen = before.entries.get(room.id)?.seen.filter((one) => one.seq > room.head) ?? [];
    entries.set(room.id, { ...fresh, seen });
  }
  return shown(entries, {
    account: snapshot.account,
    rooms: [],
    connectionRequests: snapshot.connection_requests,
    joinRequests: snapshot.join_requests,
    people: snapshot.people,
    unreadNotifications: snapshot.unread_notifications,
  });
}

/** A snapshot of one room, newer than what was counted: after joining it, or after a resync. */
export function roomArrived(before: AccountModel, room: Room, position: Position): AccountModel {
  if (!room.you) return before.entries.has(room.id) ? roomLeft(before, room.id) : before;
  return changed(before, room.id, counted(room, position.seq));
}

/** Events of the account's own log. */
export function applyOwnEvent(before: AccountModel, event: Event): AccountModel {
  const { state } = before;
  switch (event.kind) {
    case "room_left":
      return roomLeft(before, event.room);
    case "read_marker_moved":
      return markRead(before, event.room, event.read_up_to);
    case "connection_changed":
      return withState(before, { connectionRequests: replaced(state.connectionRequests, event.request) });
    case "join_request_changed":
      return withState(before, { joinRequests: replaced(state.joinRequests, event.request) });
    case "account_updated":
      return withState(before, { account: event.account });
    case "notification_changed":
      return withNotification(before, event.notification, event.at);
    case "people_changed":
      return withState(before, { people: event.people });
    default:
      return before;
  }
}

/**
 * Counts a notification once. Events show it as it is now: one that was read meanwhile never counted, unless a snapshot has
 * counted it; it is new when the event is as old as itself.
 */
function withNotification(before: AccountModel, notification: Notification, eventAt: string): AccountModel {
  const known = before.told.get(notification.id);
  const unread = notification.read_at === undefined;
  const counted = known ?? (notification.at !== eventAt && !unread);
  const change = Number(unread) - Number(counted);
  const unreadNotifications = Math.max(0, before.state.unreadNotifications + change);
  const told = new Map(before.told).set(notification.id, unread);
  return { ...before, told, state: { ...before.state, unreadNotifications, notification } };
}

/** Events of a room that you are in. */
export function applyRoomEvents(before: AccountModel, id: RoomId, events: readonly Event[], me: AccountId): AccountModel {
  const entry = before.entries.get(id);
  if (!entry || events.length === 0) return before;
  return changed(before, id, events.reduce((one, event) => counting(one, event, me), entry));
}

export function withRoomPresence(before: AccountModel, frame: Parameters<typeof withPresence>[1]): AccountModel {
  const entry = before.entries.get(frame.room);
  return entry ? changed(before, frame.room, { ...entry, room: withPresence(entry.room, frame) }) : before;
}

export function markRead(before: AccountModel, id: RoomId, upTo: Seq): AccountModel {
  const entry = before.entries.get(id);
  if (!entry || upTo <= entry.readUpTo) return before;
  return changed(before, id, { ...entry, readUpTo: upTo });
}

/** What only the server has counted is not so any more: the read marker stands in it, or a message went. */
export function needsCount(entry: RoomEntry): boolean {
  const { base, readUpTo } = entry;
  if (readUpTo >= base.head) return false;
  return base.stale === true || (readUpTo > base.from && base.unread > 0);
}

/** Others' messages after `from`, up to `head`, were counted anew. */
export function recounted(
  before: AccountModel,
  id: RoomId,
  base: Base,
): AccountModel {
  const entry = before.entries.get(id);
  if (!entry || base.head < entry.base.head) return before;
  return changed(before, id, { ...entry, base, seen: entry.seen.filter((one) => one.seq > base.head) });
}

function counted(room: Room, head: Seq): RoomEntry {
  const from = room.you?.read_up_to ?? 0;
  const base = { head, from, unread: room.you?.unread ?? 0, mentions: room.you?.mentions ?? 0 };
  return { room, base, seen: [], readUpTo: from };
}

function counting(entry: RoomEntry, event: Event, me: AccountId): RoomEntry {
  const next = { ...entry, room: applyToRoom(entry.room, event, me), base: baseAfter(entry, event, me) };
  if (event.kind === "message_posted" || event.kind === "message_restored") {
    const { message } = event;
    const isNew = message.seq > entry.base.head && isUnread(message, entry.readUpTo, me);
    if (!isNew || entry.seen.some((one) => one.id === message.id)) return next;
    const one = { id: message.id, seq: message.seq, mention: names(message, me) };
    return { ...next, seen: [...entry.seen, one].slice(-SEEN_MESSAGES) };
  }
  if (event.kind === "message_deleted") {
    return { ...next, seen: entry.seen.filter((one) => one.id !== event.message.id) };
  }
  return next;
}

function baseAfter(entry: RoomEntry, event: Event, me: AccountId): Base {
  if (event.kind !== "message_deleted" && event.kind !== "message_restored") return entry.base;
  const { seq, author } = event.message;
  const counted = seq > entry.readUpTo && seq <= entry.base.head && author.id !== me;
  // What a page counted includes events up to its head.
  return counted && event.seq > entry.base.head ? { ...entry.base, stale: true } : entry.base;
}

function roomLeft(before: AccountModel, id: RoomId): AccountModel {
  const entries = new Map(before.entries);
  entries.delete(id);
  return shown(entries, before.state, before.told);
}

function changed(before: AccountModel, id: RoomId, entry: RoomEntry): AccountModel {
  return shown(new Map(before.entries).set(id, entry), before.state, before.told);
}

function withState(before: AccountModel, change: Partial<AccountState>): AccountModel {
  return { ...before, state: { ...before.state, ...change } };
}

function shown(entries: ReadonlyMap<RoomId, RoomEntry>, state: AccountState, told: AccountModel["told"] = new Map()): AccountModel {
  return { entries, told, state: { ...state, rooms: [...entries.values()].map(roomOf) } };
}

/** Rooms made from entries: an unchanged entry keeps its room, so that lists need not draw it again. */
const rooms = new WeakMap<RoomEntry, Room>();

function roomOf(entry: RoomEntry): Room {
  const known = rooms.get(entry);
  if (known) return known;
  const room = withCounts(entry);
  rooms.set(entry, room);
  return room;
}

function withCounts(entry: RoomEntry): Room {
  const { room, base, readUpTo } = entry;
  if (!room.you) return room;
  const seen = entry.seen.filter((one) => one.seq > readUpTo);
  const baseCounts = readUpTo < base.head;
  const unread = (baseCounts ? base.unread : 0) + seen.length;
  const mentions = (baseCounts ? base.mentions : 0) + seen.filter((one) => one.mention).length;
  return { ...room, you: { ...room.you, read_up_to: readUpTo, unread, mentions } };
}

function replaced<T extends { id: string; state: string }>(all: readonly T[], one: T): readonly T[] {
  const rest = all.filter((other) => other.id !== one.id);
  return one.state === "open" ? [...rest, one] : rest;
}
