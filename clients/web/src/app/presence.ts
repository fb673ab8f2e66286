import type { Keeper, Room } from "@alongside/connection";
import { t } from "./strings.svelte.ts";
import { ago } from "./times.ts";

/** How a presence line looks: `yes` = a moderator is here, `no` = not now, `rest` = the room rests. */
export interface Presence {
  kind: "yes" | "no" | "rest";
  text: string;
}

export function keepersHere(room: Room): Keeper[] {
  return room.moderators.filter((keeper) => keeper.here);
}

/**
 * One short line on who keeps a room, the same everywhere that the room is shown. `me` is the reader's account;
 * not `live` is without a connection: then nobody can be said to be here.
 */
export function presence(room: Room, me: string | undefined, now: number = Date.now(), live = true): Presence | null {
  if (room.state === "closed") return { kind: "rest", text: t("room-closed") };
  if (room.state === "read_only") return { kind: "rest", text: t("room-read-only") };
  if (room.kind === "direct") return null;
  if (!live) return { kind: "no", text: t("keeper-unseen") };
  const here = keepersHere(room);
  if (here.some((keeper) => keeper.person.id === me)) return { kind: "yes", text: t("keeper-you-here") };
  const [first, ...more] = here;
  if (first) {
    return { kind: "yes", text: t("keeper-here", { alias: first.person.alias, more: more.length }) };
  }
  if (room.moderators.length === 0) return { kind: "no", text: t("keeper-none") };
  const last = room.moderators.map((keeper) => keeper.last_post_at).filter((at) => at !== undefined).sort().at(-1);
  return { kind: "no", text: last ? t("keeper-was-here", { ago: ago(last, now) }) : t("keeper-not-now") };
}

/** What a room is called: a one-to-one room has the other person's alias. */
export function roomName(room: Pick<Room, "kind" | "name" | "peer">): string {
  return room.kind === "direct" ? (room.peer?.alias ?? t("one-to-one")) : room.name;
}
