import type { Leave, MyDuty, RoomDuty } from "@alongside/connection";
import { clockOf, type DutyClock, type DutyLook } from "../../parts/duty/clock.ts";

/** A room that the reader keeps, as the page shows it. */
export interface Kept {
  duty: RoomDuty;
  clock: DutyClock;
  /** The reader's own leave from it that is under way. */
  leave?: Leave;
}

const begun = (leave: Leave, now: number) => Date.parse(leave.from) <= now && now < Date.parse(leave.until);

/** Those that wait for the reader, in the server's order; then those that rest; the closed ones last. Pure. */
export function keptRooms(mine: MyDuty, me: string, now: number): Kept[] {
  const kept = mine.rooms.map((duty): Kept => {
    const leave = mine.leaves.find((each) => each.room.id === duty.room.id && each.person.id === me && begun(each, now));
    return { duty, clock: clockOf(duty, now, leave !== undefined), ...(leave ? { leave } : {}) };
  });
  const place = ({ clock }: Kept) => (clock.look === "closed" ? 2 : clock.look === "leave" || clock.look === "none" ? 1 : 0);
  return kept.sort((a, b) => place(a) - place(b));
}

/** Leaves of the reader that are to come or under way. */
export function ownLeaves(mine: MyDuty, me: string): Leave[] {
  return mine.leaves.filter((leave) => leave.person.id === me);
}

/** Others who ask the reader to stand in. */
export function asked(mine: MyDuty, me: string, now: number): Leave[] {
  return mine.leaves.filter((leave) => leave.relief?.id === me && leave.relief_state === "asked" && Date.parse(leave.until) > now);
}

/** Where the reader said yes. */
export function covers(mine: MyDuty, me: string): Leave[] {
  return mine.leaves.filter((leave) => leave.relief?.id === me && leave.relief_state === "accepted");
}

/** What the page says first: a string's id, the rooms that it is about, and how many others are fine. */
export interface Headline {
  id: "needs" | "needs-many" | "over" | "closing" | "due" | "due-many" | "asked" | "fine" | "away" | "closed" | "none";
  rooms: Kept[];
  /** Named after it: due, but not in the heading. */
  then: Kept[];
  /** Rooms whose clock is fresh. */
  fine: number;
}

/** Pure. The gravest comes first. */
export function headline(kept: readonly Kept[], askedBy: number): Headline {
  const of = (...looks: DutyLook[]) => kept.filter((each) => looks.includes(each.clock.look));
  const needing = of("overdue", "closing", "warning");
  const soon = of("reminder");
  const fine = of("fresh").length;
  const [first] = needing;
  if (first && needing.length === 1) {
    const id = first.clock.look === "overdue" ? "over" : first.clock.look === "closing" ? "closing" : "needs";
    return { id, rooms: needing, then: soon, fine };
  }
  if (first) return { id: "needs-many", rooms: needing, then: soon, fine };
  if (soon.length > 0) return { id: soon.length === 1 ? "due" : "due-many", rooms: soon, then: [], fine };
  if (askedBy > 0) return { id: "asked", rooms: [], then: [], fine };
  if (fine > 0) return { id: "fine", rooms: of("fresh"), then: [], fine };
  if (of("leave").length > 0) return { id: "away", rooms: of("leave"), then: [], fine };
  if (of("closed").length > 0) return { id: "closed", rooms: of("closed"), then: [], fine };
  return { id: "none", rooms: [], then: [], fine };
}
