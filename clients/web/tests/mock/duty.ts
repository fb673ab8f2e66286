import type { Leave, MyDuty, RoomDuty } from "../../../connection/src/generated/protocol.ts";
import { PEOPLE, roomId } from "./world.ts";

const HOUR_MS = 3_600_000;
const ahead = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

function kept(n: number, name: string, more: Partial<RoomDuty>): RoomDuty {
  return { room: { id: roomId(n), name }, kind: "public", state: "open", moderators: 2, ...more };
}

/** Silent for so many hours, in the first two days. */
const silent = (n: number, name: string, hours: number) =>
  kept(n, name, { silent_since: ahead(-hours), left: { from: ahead(-hours), until: ahead(48 - hours), told_at: ahead(24 - hours), closes_at: ahead(720 - hours) } });

const warned = kept(103, "First Year Sober", {
  reached: "warning",
  silent_since: ahead(-58),
  left: { from: ahead(-10), until: ahead(38), closes_at: ahead(662) },
});

const over = kept(103, "First Year Sober", {
  reached: "overdue",
  silent_since: ahead(-101),
  left: { from: ahead(-53), until: ahead(-5), closes_at: ahead(619) },
});

const closing = kept(100, "Night Kitchen", {
  reached: "first_notice",
  silent_since: ahead(-23 * 24),
  left: { from: ahead(-48), until: ahead(7 * 24), closes_at: ahead(7 * 24) },
});

const closed = (n: number, name: string, reopen: boolean) =>
  kept(n, name, {
    state: "closed",
    rest: { reason: "unmonitored", since: ahead(-50), until: ahead(670) },
    ...(reopen ? { reopen_until: ahead(670) } : {}),
  });

function leave(n: number, more: Partial<Leave>): Leave {
  const until = more.until ?? ahead(90);
  return {
    id: roomId(700 + n),
    room: { id: roomId(101), name: "Quiet Mornings" },
    person: PEOPLE.me,
    from: ahead(-20),
    until,
    wanted_until: until,
    relief_state: "none",
    ...more,
  };
}

const covered = leave(1, { relief: PEOPLE.juniper, relief_state: "accepted" });
const asks = leave(2, { room: { id: roomId(110), name: "Grief, No Timetable" }, person: PEOPLE.juniper, from: ahead(50), until: ahead(220), relief: PEOPLE.me, relief_state: "asked" });
const covering = { ...asks, id: roomId(703), relief_state: "accepted" } as const;
const alone = leave(4, { room: { id: roomId(102), name: "Carers’ Bench" } });
const mornings = kept(101, "Quiet Mornings", {});

const of = (rooms: RoomDuty[], leaves: Leave[] = []): MyDuty => ({ rooms, leaves, leave_alone_days: 21, leave_with_relief_days: 30 });

/** The clocks of whoever keeps rooms, by a flag: as drawn, or in another state. */
export function duty(flags: Set<string>): MyDuty {
  if (flags.has("over")) return of([over, closing, silent(102, "Carers’ Bench", 7)]);
  if (flags.has("fine")) return of([silent(100, "Night Kitchen", 3), silent(102, "Carers’ Bench", 7)], [covering]);
  if (flags.has("away")) return of([kept(102, "Carers’ Bench", { state: "read_only", rest: { reason: "leave", since: ahead(-20), until: ahead(90) } })], [alone]);
  if (flags.has("gone")) return of([closed(100, "Night Kitchen", true), closed(103, "First Year Sober", false)]);
  if (flags.has("nokept")) return of([]);
  return of([warned, silent(100, "Night Kitchen", 39), silent(102, "Carers’ Bench", 7), mornings], [covered, asks]);
}
