import type { Keeper, Room } from "@alongside/connection";
import { t } from "./strings.svelte.ts";
import { ago, moment } from "./times.ts";

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
  if (room.state !== "open") return { kind: "rest", text: resting(room, now) };
  if (room.kind === "direct") return room.dormant_since ? { kind: "rest", text: t("talk-dormant") } : null;
  if (!live) return { kind: "no", text: t("keeper-unseen") };
  const here = keepersHere(room);
  if (here.some((keeper) => keeper.person.id === me)) return { kind: "yes", text: t("keeper-you-here") };
  const [first, ...more] = here;
  if (first) {
    return { kind: "yes", text: t("keeper-here", { alias: first.person.alias, more: more.length }) };
  }
  if (room.moderators.length === 0) return { kind: "no", text: t("keeper-none") };
  return { kind: "no", text: notHere(room.moderators, now) };
}

/** Until when it rests, or since when it is closed. */
function resting({ state, rest }: Room, now: number): string {
  if (state === "closed") return rest ? t("room-closed-since", { moment: moment(rest.since, now) }) : t("room-closed");
  if (rest?.reason === "needs_moderator") return t("room-needs-moderator");
  return rest?.until ? t("room-read-only-until", { moment: moment(rest.until, now) }) : t("room-read-only");
}

/** When somebody is next expected, else when one last wrote. */
function notHere(keepers: readonly Keeper[], now: number): string {
  const next = keepers.map((keeper) => expectedAt(keeper, now)).filter((at) => at !== undefined).sort()[0];
  if (next) return t("keeper-expected", { moment: moment(next, now) });
  const last = keepers.map((keeper) => keeper.last_post_at).filter((at) => at !== undefined).sort().at(-1);
  return last ? t("keeper-was-here", { ago: ago(last, now) }) : t("keeper-not-now");
}

/** One that has passed says nothing any more. */
function expectedAt(keeper: Keeper, now: number): string | undefined {
  return keeper.next_expected_at !== undefined && Date.parse(keeper.next_expected_at) > now ? keeper.next_expected_at : undefined;
}

/** One moderator by themselves: here, last here, and next expected. */
export function keeperLine(keeper: Keeper, me: string | undefined, now: number = Date.now(), live = true): Presence {
  if (keeper.here && !live) return { kind: "no", text: t("keeper-unseen") };
  if (keeper.here) return { kind: "yes", text: keeper.person.id === me ? t("keeper-you-here") : t("keeper-here-now") };
  const was = keeper.last_post_at ? t("keeper-was-here", { ago: ago(keeper.last_post_at, now) }) : t("keeper-not-yet");
  const next = expectedAt(keeper, now);
  return { kind: "no", text: next ? t("keeper-was-and-will", { was, moment: moment(next, now) }) : was };
}

/** What a room is called: a one-to-one room has the other person's alias. */
export function roomName(room: Pick<Room, "kind" | "name" | "peer">): string {
  return room.kind === "direct" ? (room.peer?.alias ?? t("one-to-one")) : room.name;
}
