import type { Room } from "@alongside/connection";
import { roomName } from "./presence.ts";

/** Rooms as the side lists them: by name, so that nothing moves by itself; one-to-one rooms after the others. */
export function inOrder(rooms: readonly Room[]): { rooms: Room[]; direct: Room[] } {
  const sorted = [...rooms].sort((a, b) => roomName(a).localeCompare(roomName(b)));
  return {
    rooms: sorted.filter((room) => room.kind !== "direct"),
    direct: sorted.filter((room) => room.kind === "direct"),
  };
}

/** The room after or before the current one, round the end. */
export function neighbour(rooms: readonly Room[], current: string | undefined, step: 1 | -1): Room | undefined {
  const { rooms: listed, direct } = inOrder(rooms);
  const all = [...listed, ...direct];
  const at = all.findIndex((room) => room.id === current);
  if (at < 0) return step > 0 ? all[0] : all.at(-1);
  return all[(at + step + all.length) % all.length];
}
