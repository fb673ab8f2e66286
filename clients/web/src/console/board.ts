import type { RoomDuty } from "@alongside/connection";
import { clockOf, type DutyClock, type DutyLook } from "../parts/duty/clock.ts";
import type { Tone } from "./tones.ts";

/** The board of rooms as it is shown: what each waits for. Pure. */

/** Policy 2.4: its warning was not acted on, so staff may close it. */
export function isOverdue(duty: RoomDuty): boolean {
  const late = duty.reached === "overdue" || duty.reached === "first_notice" || duty.reached === "last_notice";
  return duty.kind === "public" && duty.state !== "closed" && late;
}

export function needsModerator(duty: RoomDuty): boolean {
  return duty.state !== "closed" && duty.rest?.reason === "needs_moderator";
}

export const overdueRooms = (rooms: readonly RoomDuty[]): RoomDuty[] => rooms.filter(isOverdue);

/** Rooms that wait for staff, or soon will: overdue, without a keeper, warned, about to close. */
export function waiting(rooms: readonly RoomDuty[], now: number): RoomDuty[] {
  const waits: ReadonlySet<DutyKind> = new Set(["overdue", "needs-moderator", "warning", "closing"]);
  return rooms.filter((duty) => waits.has(kindOf(duty, clockOf(duty, now))));
}

/** What a row of the board begins with. */
export type DutyKind = "overdue" | "needs-moderator" | Exclude<DutyLook, "overdue">;

const TONES: Record<DutyKind, Tone> = {
  overdue: "danger",
  "needs-moderator": "danger",
  closing: "danger",
  warning: "warn",
  reminder: "plain",
  fresh: "plain",
  leave: "rest",
  closed: "plain",
  none: "plain",
};

export function kindOf(duty: RoomDuty, clock: DutyClock): DutyKind {
  if (isOverdue(duty) || clock.look === "overdue") return "overdue";
  if (needsModerator(duty)) return "needs-moderator";
  return clock.look;
}

export const toneOf = (kind: DutyKind): Tone => TONES[kind];

/** The groups of the board, in their order. */
export type Group = "staff" | "running" | "resting";

export function groupOf(duty: RoomDuty, clock: DutyClock): Group {
  const kind = kindOf(duty, clock);
  if (kind === "overdue" || kind === "needs-moderator") return "staff";
  return kind === "leave" || kind === "closed" || kind === "none" ? "resting" : "running";
}

export function grouped(rooms: readonly RoomDuty[], now: number): Record<Group, RoomDuty[]> {
  const groups: Record<Group, RoomDuty[]> = { staff: [], running: [], resting: [] };
  for (const duty of rooms) groups[groupOf(duty, clockOf(duty, now))].push(duty);
  return groups;
}
