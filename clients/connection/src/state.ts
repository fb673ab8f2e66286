/** What is told about a connection. Pure. */
import type { ConnectionState, Phase } from "./api.js";

export function phaseOf(facts: { stopped: boolean; connected: boolean; current: boolean; misses: number }): Phase {
  if (facts.stopped) return "stopped";
  if (facts.connected) return facts.current ? "up_to_date" : "catching_up";
  return facts.misses === 0 ? "connecting" : "offline";
}

/** Whether there is nothing new to tell. */
export function sameState(a: ConnectionState, b: ConnectionState): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof ConnectionState)[]);
  return [...keys].every((key) => a[key] === b[key]);
}
