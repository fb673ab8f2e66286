/** What is told about a connection and a room, and whether it is anything new. Pure. */
import type { ConnectionState, Phase, RoomViewState } from "./api.js";

export function phaseOf(facts: { stopped: boolean; connected: boolean; current: boolean; misses: number }): Phase {
  if (facts.stopped) return "stopped";
  if (facts.connected) return facts.current ? "up_to_date" : "catching_up";
  return facts.misses === 0 ? "connecting" : "offline";
}

export function sameState(a: ConnectionState, b: ConnectionState): boolean {
  return sameFields(a, b, (key) => a[key] === b[key]);
}

export function sameRoom(a: RoomViewState, b: RoomViewState): boolean {
  return sameFields(a, b, (key) => (key === "messages" ? sameItems(a.messages, b.messages) : a[key] === b[key]));
}

function sameFields<T extends object>(a: T, b: T, same: (key: keyof T) => boolean): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof T)[]);
  return [...keys].every(same);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
