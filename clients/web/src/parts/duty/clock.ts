import type { RoomDuty } from "@alongside/connection";

/** How a clock looks. `none`: no clock runs, and it is neither leave nor closed. */
export type DutyLook = "fresh" | "reminder" | "warning" | "overdue" | "closing" | "leave" | "closed" | "none";

/** A room's duty clock at one instant. */
export interface DutyClock {
  look: DutyLook;
  /** What is left, in milliseconds; below 0 when it is over. 0 when no clock runs. */
  left: number;
  /** What is left of the whole, 0 to 1: how far the ring or bar is filled. */
  share: number;
  /** Where the reminder lies on the ring or bar, 0 to 1 like `share`; absent when none comes. */
  mark?: number;
  /** The end of the time. */
  until?: number;
}

const none = (look: DutyLook, share = 0): DutyClock => ({ look, left: 0, share });
const within = (share: number) => Math.min(1, Math.max(0, share));

/** `away`: the reader is on leave from the room. Pure. */
export function clockOf(duty: RoomDuty, now: number, away = false): DutyClock {
  if (duty.state === "closed") return none("closed");
  if (duty.rest?.reason === "needs_moderator" && duty.next) {
    return running("closing", Date.parse(duty.rest.since), Date.parse(duty.next.at), now);
  }
  if (away || duty.rest?.reason === "leave") return none("leave", 1);
  if (!duty.left) return none("none");
  const [from, until] = [Date.parse(duty.left.from), Date.parse(duty.left.until)];
  const told = duty.left.told_at === undefined ? undefined : Date.parse(duty.left.told_at);
  return running(lookOf(duty, until, told, now), from, until, now, told);
}

/** A stage shows from its instant on, also when the server gets to it a minute later. */
function lookOf(duty: RoomDuty, until: number, told: number | undefined, now: number): DutyLook {
  switch (duty.reached) {
    case "first_notice":
    case "last_notice":
    case "closed":
      return "closing";
    case "warning":
    case "overdue":
      return now >= until ? "overdue" : "warning";
    default:
      if (told !== undefined && now < told) return "fresh";
      return "reminder";
  }
}

function running(look: DutyLook, from: number, until: number, now: number, told?: number): DutyClock {
  const whole = Math.max(1, until - from);
  // What is over fills the ring: nothing is left to count down.
  const share = look === "overdue" ? 1 : within((until - now) / whole);
  const mark = told !== undefined && told > from && told < until ? { mark: within((until - told) / whole) } : {};
  return { look, left: until - now, share, until, ...mark };
}

export interface Amount {
  unit: "days" | "hours" | "minutes";
  count: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** From here on hours are too many to grasp. */
const MANY_HOURS = 96;

/** A length of time in one number, never more than there is: 47 h 59 min are `47 h`. Pure. */
export function amount(ms: number, look?: DutyLook): Amount {
  const length = Math.abs(ms);
  if (length > MANY_HOURS * HOUR_MS || (look === "closing" && length >= DAY_MS)) {
    return { unit: "days", count: Math.floor(length / DAY_MS) };
  }
  if (length >= HOUR_MS) return { unit: "hours", count: Math.floor(length / HOUR_MS) };
  return { unit: "minutes", count: Math.floor(length / MINUTE_MS) };
}

/** These wait for somebody. */
const DUE: ReadonlySet<DutyLook> = new Set(["reminder", "warning", "overdue", "closing"]);

export function isDue(clock: DutyClock): boolean {
  return DUE.has(clock.look);
}
