import type { MyDuty, RoomDuty } from "@alongside/connection";
import { clockOf, isDue, type DutyClock } from "../parts/duty/clock.ts";
import { get } from "./api.ts";
import { minute } from "./now.svelte.ts";
import { session } from "./session.svelte.ts";

let mine = $state.raw<MyDuty | null>(null);
let round = 0;

/** The rooms that somebody keeps and their clocks. What was there stays until the next answer. */
export const duty = {
  get mine(): MyDuty | null {
    return mine;
  },
  /** Whether there is a duty at all: a role that may keep rooms, or a room that is kept. */
  get any(): boolean {
    return keepsRooms() || (session.account?.roles.includes("supporter") ?? false);
  },
  /** How many of them wait for a post. */
  get due(): number {
    return (mine?.rooms ?? []).filter((room) => isDue(clockAt(room, minute()))).length;
  },
  /** The clock of one of them; undefined for a room that the reader does not keep. */
  clock(room: string): DutyClock | undefined {
    const found = mine?.rooms.find((each) => each.room.id === room);
    return found && clockAt(found, minute());
  },
};

function clockAt(room: RoomDuty, now: number): DutyClock {
  const away = (mine?.leaves ?? []).some(
    (leave) =>
      leave.room.id === room.room.id && leave.person.id === session.account?.id && Date.parse(leave.from) <= now && now < Date.parse(leave.until),
  );
  return clockOf(room, now, away);
}

const keepsRooms = () => session.mine.rooms.some((room) => room.you?.role === "moderator");

/** Changes whenever the clocks may have: a room that is kept now or no more, its state, a post of somebody who keeps it. */
export function dutySign(): string {
  const kept = session.mine.rooms.filter((room) => room.you?.role === "moderator");
  return kept.map((room) => [room.id, room.state, room.rest?.since, ...room.moderators.map((one) => one.last_post_at)].join()).join(" ");
}

/** Asks again. An answer that a newer question has overtaken is thrown away. */
export async function loadDuty(): Promise<MyDuty> {
  const asked = ++round;
  const found = await get<MyDuty>("/me/duty");
  if (asked === round) mine = found;
  return found;
}

/** Somebody else is here now, or nobody. */
export function forgetDuty(): void {
  round += 1;
  mine = null;
}
