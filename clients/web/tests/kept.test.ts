import type { KindPreference, Leave, MyDuty, RoomDuty } from "@alongside/connection";
import { expect, test } from "vitest";
import { asked, covers, headline, keptRooms, ownLeaves } from "../src/pages/keep/kept.ts";
import { localInput, longest, nextMorning } from "../src/pages/keep/leave.ts";
import { choices, groupOf, groupsFor } from "../src/pages/settings/kinds.ts";
import { fileSize, wrongFile } from "../src/pages/supporter/files.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-03-10T12:00:00Z");
const at = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
const ME = { id: "me", alias: "Wren" };
const JUNIPER = { id: "juniper", alias: "Juniper" };

const room = (id: string, more: Partial<RoomDuty>): RoomDuty => ({ room: { id, name: id }, kind: "public", state: "open", moderators: 1, ...more });
const silent = (id: string, hours: number) => room(id, { left: { from: at(-hours), until: at(48 - hours), told_at: at(24 - hours), closes_at: at(720 - hours) } });
const warned = (id: string) => room(id, { reached: "warning", left: { from: at(-10), until: at(38), closes_at: at(662) } });
const over = (id: string) => room(id, { reached: "overdue", left: { from: at(-53), until: at(-5), closes_at: at(619) } });
const closing = (id: string) => room(id, { reached: "first_notice", left: { from: at(-48), until: at(160), closes_at: at(160) } });
const closed = (id: string) => room(id, { state: "closed", rest: { reason: "unmonitored", since: at(-1) } });
const leave = (id: string, more: Partial<Leave> = {}): Leave => ({ id: `leave-${id}`, room: { id, name: id }, person: ME, from: at(-1), until: at(50), wanted_until: at(50), relief_state: "none", ...more });

const mine = (rooms: RoomDuty[], leaves: Leave[] = []): MyDuty => ({ rooms, leaves, leave_alone_days: 21, leave_with_relief_days: 30 });
const said = (rooms: RoomDuty[], leaves: Leave[] = [], asking = 0) => {
  const { id, rooms: named, then, fine } = headline(keptRooms(mine(rooms, leaves), "me", NOW), asking);
  return [id, named.map((each) => each.duty.room.id).join(), then.map((each) => each.duty.room.id).join(), fine];
};

test("the first line answers: which room needs me, the gravest first", () => {
  expect(said([warned("a"), silent("b", 39), silent("c", 7)])).toEqual(["needs", "a", "b", 1]);
  expect(said([over("a"), silent("c", 7)])).toEqual(["over", "a", "", 1]);
  expect(said([closing("a")])).toEqual(["closing", "a", "", 0]);
  expect(said([over("a"), warned("b")])).toEqual(["needs-many", "a,b", "", 0]);
  expect(said([silent("a", 30)])).toEqual(["due", "a", "", 0]);
  expect(said([silent("a", 30), silent("b", 40)])).toEqual(["due-many", "a,b", "", 0]);
  expect(said([silent("a", 3)], [], 1)).toEqual(["asked", "", "", 1]);
  expect(said([silent("a", 3)])).toEqual(["fine", "a", "", 1]);
  expect(said([silent("a", 3)], [leave("a")])).toEqual(["away", "a", "", 0]);
  expect(said([closed("a")])).toEqual(["closed", "a", "", 0]);
  expect(said([])).toEqual(["none", "", "", 0]);
});

test("rooms that wait for somebody come before those that rest, and closed ones last", () => {
  const order = keptRooms(mine([closed("a"), silent("b", 3), silent("c", 3), warned("d")], [leave("b")]), "me", NOW);
  expect(order.map((each) => each.duty.room.id)).toEqual(["c", "d", "b", "a"]);
});

test("leaves are one's own, asked of one, or promised", () => {
  const of = mine([], [
    leave("a"),
    leave("b", { person: JUNIPER, relief: ME, relief_state: "asked" }),
    leave("c", { person: JUNIPER, relief: ME, relief_state: "accepted" }),
    leave("d", { person: JUNIPER, relief: ME, relief_state: "asked", until: at(-1) }),
  ]);
  const rooms = (leaves: Leave[]) => leaves.map((each) => each.room.id);
  expect([rooms(ownLeaves(of, "me")), rooms(asked(of, "me", NOW)), rooms(covers(of, "me"))]).toEqual([["a"], ["b"], ["c"]]);
  expect([longest(of, ""), longest(of, " Juniper ")]).toEqual([21, 30]);
});

test("a field for date and time has the reader's own hours", () => {
  const morning = nextMorning(new Date(2026, 2, 28, 16, 20).getTime(), 1);
  expect(localInput(morning)).toBe("2026-03-29T09:00");
});

test("all choices travel together, and what is always on is none", () => {
  const kinds: KindPreference[] = [
    { kind: "duty_reminder", in_app: true, mail: true, push: false, urgent: false },
    { kind: "duty_warning", in_app: true, mail: true, push: false, urgent: true, always: ["in_app", "mail"] },
  ];
  expect(choices(kinds, { kind: "duty_warning", channel: "push", on: true })).toEqual([
    { kind: "duty_reminder", in_app: true, mail: true, push: false },
    { kind: "duty_warning", push: true },
  ]);
});

test("nobody chooses for work that never reaches them", () => {
  expect(groupsFor({ roles: [] }, false)).toEqual(["role", "all"]);
  expect(groupsFor({ roles: ["supporter", "staff"] }, true)).toEqual(["rooms", "role", "staff", "all"]);
  expect([groupOf("duty_overdue"), groupOf("duty_warning"), groupOf("role_lapsed"), groupOf("contact_answered")]).toEqual(["staff", "rooms", "role", "all"]);
});

test.each([
  ["scan.PDF", 10, 0, undefined],
  ["card.jpeg", 8 * 1024 * 1024, 5, undefined],
  ["card.jpeg", 8 * 1024 * 1024 + 1, 0, "file-too-large"],
  ["letter.docx", 10, 0, "file-kind"],
  ["scan.pdf", 0, 0, "file-empty"],
  ["scan.pdf", 10, 6, "file-too-many"],
])("%s of %i bytes beside %i others", (name, size, already, wrong) => expect(wrongFile({ name, size }, already)).toBe(wrong));

test("sizes are told shortly", () => {
  expect([fileSize(10), fileSize(240_000), fileSize(8 * 1024 * 1024), fileSize(1_500_000)]).toEqual(["1 KB", "234 KB", "8 MB", "1.4 MB"]);
});
