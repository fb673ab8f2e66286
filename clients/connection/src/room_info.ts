/** What stands at the top of a room, kept up by events and presence. Pure. */
import type { AccountId, Badge, Event, Keeper, Person, Room, RoomInfo, ServerFrame } from "./generated/protocol.js";

export function applyToRoom(room: Room, event: Event, me: AccountId): Room {
  switch (event.kind) {
    case "room_updated":
      return withInfo(room, event.room);
    case "moderator_added":
      return withRole(withKeeper(room, event.person, event.badge), event.person.id, "moderator", me);
    case "badge_changed":
      return withBadge(room, event.account, event.badge);
    case "moderator_removed":
      return withRole(withoutKeeper(room, event.account), event.account, "member", me);
    case "moderator_expected":
      return withExpected(room, event.account, event.expected_at);
    case "message_posted":
      return awake(withPost(room, event.message.author.id, event.message.posted_at));
    default:
      return room;
  }
}

export function withPresence(room: Room, frame: Extract<ServerFrame, { type: "presence" }>): Room {
  const moderators = room.moderators.map((one) => ({ ...one, here: frame.moderators.includes(one.person.id) }));
  return { ...room, here: frame.here, moderators };
}

/** A closed one-to-one room that both open again has only begun. */
function withInfo(room: Room, info: RoomInfo): Room {
  return { ...(info.state === room.state ? room : awake(room)), ...info };
}

/** Whatever is written wakes a dormant room. */
function awake(room: Room): Room {
  const { dormant_since: since, ...rest } = room;
  return since === undefined ? room : rest;
}

function withKeeper(room: Room, person: Person, badge: Badge | undefined): Room {
  if (room.moderators.some((one) => one.person.id === person.id)) return withBadge(room, person.id, badge);
  return withBadge({ ...room, moderators: [...room.moderators, { person, here: false }] }, person.id, badge);
}

function withBadge(room: Room, account: AccountId, badge: Badge | undefined): Room {
  const changed = ({ badge: _, ...keeper }: Keeper): Keeper => (badge === undefined ? keeper : { ...keeper, badge });
  return { ...room, moderators: room.moderators.map((one) => (one.person.id === account ? changed(one) : one)) };
}

function withoutKeeper(room: Room, account: AccountId): Room {
  return { ...room, moderators: room.moderators.filter((one) => one.person.id !== account) };
}

function withExpected(room: Room, account: AccountId, at: string | undefined): Room {
  const changed = ({ next_expected_at: _, ...keeper }: Keeper): Keeper => (at === undefined ? keeper : { ...keeper, next_expected_at: at });
  return { ...room, moderators: room.moderators.map((one) => (one.person.id === account ? changed(one) : one)) };
}

function withRole(room: Room, who: AccountId, role: "member" | "moderator", me: AccountId): Room {
  return who === me && room.you ? { ...room, you: { ...room.you, role } } : room;
}

function withPost(room: Room, author: AccountId, at: string): Room {
  if (!room.moderators.some((one) => one.person.id === author)) return room;
  const newest = (one: Keeper): Keeper =>
    one.person.id === author && at > (one.last_post_at ?? "") ? { ...one, last_post_at: at } : one;
  return { ...room, moderators: room.moderators.map(newest) };
}
