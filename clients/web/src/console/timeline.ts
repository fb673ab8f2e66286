import type { DutyAhead, DutyChange, DutyPreview, Leave, RoleAhead } from "@alongside/connection";

/** The coming hours as a picture: lanes, marks on them, and the times below. Pure. */

export type Lane = "closing" | "due" | "told" | "room" | "role";
export const LANES: readonly Lane[] = ["closing", "due", "told", "room", "role"];

const LANE_OF: Record<DutyChange, Lane> = {
  close: "closing",
  overdue: "due",
  warning: "due",
  reminder: "told",
  first_notice: "told",
  last_notice: "told",
  rest: "room",
  wake: "room",
  archive: "room",
  put_off: "told",
};

export const laneOf = (what: DutyChange): Lane => LANE_OF[what];

/** Marks closer than this are one with a number, as a part of the whole width. */
const BINS = 24;

export interface Mark {
  lane: Lane;
  /** Where it stands, 0 to 1. */
  place: number;
  count: number;
}

const share = (at: number, from: number, until: number) => Math.min(1, Math.max(0, (at - from) / Math.max(1, until - from)));

/** One mark for each bin of a lane that has something in it, at the first of them. */
export function marks(preview: Pick<DutyPreview, "from" | "until" | "ahead" | "roles">): Mark[] {
  const [from, until] = [Date.parse(preview.from), Date.parse(preview.until)];
  const bins = new Map<string, Mark>();
  const all = [...preview.ahead.map(({ at, what }) => ({ at, lane: laneOf(what) })), ...preview.roles.map(({ at }) => ({ at, lane: "role" as const }))];
  for (const { at, lane } of all) {
    const place = share(Date.parse(at), from, until);
    const key = `${lane} ${Math.min(BINS - 1, Math.floor(place * BINS))}`;
    const mark = bins.get(key);
    if (mark) mark.count += 1;
    else bins.set(key, { lane, place, count: 1 });
  }
  return [...bins.values()];
}

export interface Stretch {
  from: number;
  until: number;
}

/** Times away as stretches of the width; those that overlap are one. */
export function stretches(preview: Pick<DutyPreview, "from" | "until" | "leaves">): Stretch[] {
  const [from, until] = [Date.parse(preview.from), Date.parse(preview.until)];
  const all = preview.leaves
    .map((leave) => ({ from: share(Date.parse(leave.from), from, until), until: share(Date.parse(leave.until), from, until) }))
    .filter((stretch) => stretch.until > stretch.from)
    .sort((a, b) => a.from - b.from);
  const joined: Stretch[] = [];
  for (const stretch of all) {
    const last = joined.at(-1);
    if (last && stretch.from <= last.until) last.until = Math.max(last.until, stretch.until);
    else joined.push({ ...stretch });
  }
  return joined;
}

export interface Tick {
  at: number;
  place: number;
  midnight: boolean;
}

const TICK_HOURS = 12;

/** Midnights and noons of the reader's zone within the time. */
export function ticks(fromText: string, untilText: string): Tick[] {
  const [from, until] = [Date.parse(fromText), Date.parse(untilText)];
  const found: Tick[] = [];
  const at = new Date(from);
  at.setMinutes(0, 0, 0);
  at.setHours(at.getHours() - (at.getHours() % TICK_HOURS));
  while (at.getTime() <= until) {
    if (at.getTime() > from) found.push({ at: at.getTime(), place: share(at.getTime(), from, until), midnight: at.getHours() === 0 });
    at.setHours(at.getHours() + TICK_HOURS);
  }
  return found;
}

/** A line of the table: something that happens to a room, somebody who goes or comes back, or whose role ends. */
export type Line = { at: string; key: string } & (
  | { kind: "change"; ahead: DutyAhead }
  | { kind: "leave-begins" | "leave-ends"; leave: Leave }
  | { kind: "role"; role: RoleAhead }
);

/** All of it, in order of time. */
export function lines(preview: DutyPreview): Line[] {
  const within = (at: string) => Date.parse(at) >= Date.parse(preview.from) && Date.parse(at) <= Date.parse(preview.until);
  const changes = preview.ahead.map((ahead, n): Line => ({ at: ahead.at, key: `${n}`, kind: "change", ahead }));
  const leaves = preview.leaves.flatMap((leave): Line[] => [
    ...(within(leave.from) ? [{ at: leave.from, key: `${leave.id} from`, kind: "leave-begins" as const, leave }] : []),
    ...(within(leave.until) ? [{ at: leave.until, key: `${leave.id} until`, kind: "leave-ends" as const, leave }] : []),
  ]);
  const roles = preview.roles.map((role): Line => ({ at: role.at, key: `${role.person.id} role`, kind: "role", role }));
  return [...roles, ...changes, ...leaves].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** How many things of each kind come, for the sentence above the picture. */
export function sums(preview: Pick<DutyPreview, "ahead" | "roles">): Record<"closing" | "overdue" | "warning" | "told" | "roles", number> {
  const count = (...kinds: DutyChange[]) => preview.ahead.filter((one) => kinds.includes(one.what)).length;
  return {
    closing: count("close"),
    overdue: count("overdue"),
    warning: count("warning"),
    told: count("reminder", "first_notice", "last_notice", "put_off"),
    roles: preview.roles.length,
  };
}
