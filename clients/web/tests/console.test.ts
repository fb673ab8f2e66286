import type { DutyPreview, RoomDuty } from "@alongside/connection";
import { describe, expect, test } from "vitest";
import { changes, differs, draftOf, missing, moved, textsOf, withClause, without } from "../src/console/agreement.ts";
import { grouped, kindOf, waiting } from "../src/console/board.ts";
import { actOf } from "../src/console/keys.ts";
import { parseRoute } from "../src/console/routes.ts";
import { lines, marks, stretches, sums, ticks } from "../src/console/timeline.ts";
import { isConsole } from "../src/app/routes.ts";
import { consoleWanted } from "../src/pages/entry/enter.ts";
import { clockOf } from "../src/parts/duty/clock.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-10T12:00:00Z");
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();
const ID = "0198a5f0-0000-7000-8000-000000000001";

test("addresses of the console", () => {
  for (const [path, name] of [
    ["/console", "now"],
    ["/console/", "now"],
    ["/console/duty", "duty"],
    ["/console/contact/links", "links"],
    [`/console/certificates/${ID}`, "certificate"],
    [`/console/people/${ID}`, "standing"],
    ["/console/people/nobody", "unknown"],
    [`/console/people/${ID}/more`, "unknown"],
    ["/find", "unknown"],
  ]) {
    expect(parseRoute(path!).name, path).toBe(name);
  }
  for (const [path, ours] of [["/console", true], ["/console/x", true], ["/consoles", false], ["/rooms/console", false]] as const) {
    expect(isConsole(path), path).toBe(ours);
  }
});

test("signing in leads back to the console and to nowhere outside of it", () => {
  for (const [hash, to] of [
    ["#to=%2Fconsole%2Fduty", "/console/duty"],
    ["#to=/console", "/console"],
    ["#to=https://example.org/console", null],
    ["#to=//example.org", null],
    ["#to=/settings", null],
    ["", null],
  ] as const) {
    expect(consoleWanted(hash), hash).toBe(to);
  }
});

describe("the board", () => {
  const room = (name: string, more: Partial<RoomDuty>): RoomDuty => ({ room: { id: name, name }, kind: "public", state: "open", moderators: 1, silent_since: at(-60), ...more });
  const left = (from: number, until: number) => ({ left: { from: at(from), until: at(until), closes_at: at(600) } });
  const ROOMS: RoomDuty[] = [
    room("overdue", { reached: "overdue", ...left(-53, -5) }),
    room("overdue, closing", { reached: "first_notice", ...left(-10, 200) }),
    room("alone", { state: "read_only", rest: { reason: "needs_moderator", since: at(-2) }, next: { what: "close", at: at(166) } }),
    room("warned", { reached: "warning", ...left(-10, 38) }),
    room("warned, past its time", { reached: "warning", ...left(-48, 0) }),
    room("fresh", { left: { ...left(-3, 45).left, told_at: at(21) } }),
    room("group, closing", { kind: "group", reached: "last_notice", ...left(-170, 46) }),
    room("away", { state: "read_only", rest: { reason: "leave", since: at(-2), until: at(9) } }),
    room("closed", { state: "closed", rest: { reason: "unmonitored", since: at(-9) } }),
  ];

  test("says of each room what it waits for", () => {
    const kinds = ROOMS.map((duty) => [duty.room.name, kindOf(duty, clockOf(duty, START))]);
    expect(kinds).toEqual([
      ["overdue", "overdue"],
      ["overdue, closing", "overdue"],
      ["alone", "needs-moderator"],
      ["warned", "warning"],
      ["warned, past its time", "overdue"],
      ["fresh", "fresh"],
      ["group, closing", "closing"],
      ["away", "leave"],
      ["closed", "closed"],
    ]);
  });

  test("puts first what waits for staff", () => {
    const groups = grouped(ROOMS, START);
    const names = (rooms: RoomDuty[]) => rooms.map((duty) => duty.room.name);
    expect(names(groups.staff)).toEqual(["overdue", "overdue, closing", "alone", "warned, past its time"]);
    expect(names(groups.running)).toEqual(["warned", "fresh", "group, closing"]);
    expect(names(groups.resting)).toEqual(["away", "closed"]);
    expect(names(waiting(ROOMS, START))).toEqual(["overdue", "overdue, closing", "alone", "warned", "warned, past its time", "group, closing"]);
  });
});

describe("the coming hours", () => {
  const name = { id: "r", name: "Night Kitchen" };
  const leave = (from: number, until: number) => ({ id: `${from} ${until}`, room: name, person: { id: "p", alias: "Heron" }, from: at(from), until: at(until), wanted_until: at(until), relief_state: "none" as const });
  const preview: DutyPreview = {
    from: at(0),
    until: at(48),
    more: false,
    roles: [{ at: at(36), person: { id: "p", alias: "Heron" }, state: "lapsed" }],
    ahead: [
      { at: at(0), room: name, what: "close" },
      { at: at(1), room: name, what: "close" },
      { at: at(24), room: name, what: "warning" },
      { at: at(48), room: name, what: "last_notice" },
    ],
    leaves: [leave(-5, 6), leave(5, 12), leave(40, 90)],
  };

  test("are marks on lanes, those that lie close as one with a number", () => {
    expect(marks(preview)).toEqual([
      { lane: "closing", place: 0, count: 2 },
      { lane: "due", place: 0.5, count: 1 },
      { lane: "told", place: 1, count: 1 },
      { lane: "role", place: 0.75, count: 1 },
    ]);
    expect(sums(preview)).toEqual({ closing: 2, overdue: 0, warning: 1, told: 1, roles: 1 });
  });

  test("show who is away as stretches within the time", () => {
    expect(stretches(preview)).toEqual([{ from: 0, until: 0.25 }, { from: 40 / 48, until: 1 }]);
  });

  test("have every thing and every coming and going in the table, in order", () => {
    expect(lines(preview).map((line) => [(Date.parse(line.at) - START) / HOUR, line.kind])).toEqual([
      [0, "change"],
      [1, "change"],
      [5, "leave-begins"],
      [6, "leave-ends"],
      [12, "leave-ends"],
      [24, "change"],
      [36, "role"],
      [40, "leave-begins"],
      [48, "change"],
    ]);
  });

  test("have a mark for each noon and midnight", () => {
    const found = ticks(at(0), at(48));
    expect(found.length).toBeGreaterThanOrEqual(3);
    for (const tick of found) expect([0, 12]).toContain(new Date(tick.at).getHours());
    expect(found.map((tick) => tick.place)).toEqual([...found.map((tick) => tick.place)].sort((a, b) => a - b));
  });
});

test("single keys are off in fields, under dialogs and for who does not want them; commands and deciding are not", () => {
  const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });
  const free = { typing: false, covered: false, single: true };
  for (const [key, act] of [["j", "next"], ["K", "previous"], ["?", "keys"], ["w", "press"], ["1", "press"]] as const) {
    expect(actOf(press(key), free)?.act, key).toBe(act);
    for (const where of [{ ...free, typing: true }, { ...free, covered: true }, { ...free, single: false }]) {
      expect(actOf(press(key), where), key).toBeNull();
    }
  }
  expect(actOf(press("x"), free)).toBeNull();
  expect(actOf(press("j", true), free)).toBeNull();
  const off = { typing: true, covered: false, single: false };
  expect(actOf(press("k", true), off)).toEqual({ act: "commands" });
  expect(actOf(press("Enter", true), off)).toEqual({ act: "press", key: "decide" });
  expect(actOf(press("Enter", true), { ...off, covered: true })).toBeNull();
});

describe("a new version of the agreement", () => {
  const clause = (key: string, text: string) => ({ key, title: key, text });
  const texts = [
    { language: "en" as const, clauses: [clause("a", "one"), clause("b", "two")] },
    { language: "es" as const, clauses: [clause("a", "uno"), clause("b", "dos")] },
  ];

  test("begins as the one in force", () => {
    const draft = draftOf({ texts });
    expect(textsOf(draft)).toEqual(texts);
    expect(differs(texts, draft)).toBe(false);
    expect(missing(draft)).toBeUndefined();
  });

  test("says what is new, gone and changed, in each language", () => {
    const draft = withClause(without(draftOf({ texts }), "b"));
    draft[0]!.words.es.text = "otra cosa";
    expect(missing(draft)).toEqual({ language: "en", key: "clause_2" });
    draft[1]!.words = { en: { title: "c", text: "three" }, es: { title: "c", text: "tres" } };
    expect(missing(draft)).toBeUndefined();
    const told = (language: "en" | "es") => changes(texts, textsOf(draft), language).map((change) => [change.key, change.before?.text, change.after?.text]);
    expect(told("en")).toEqual([["clause_2", undefined, "three"], ["b", "two", undefined]]);
    expect(told("es")).toEqual([["a", "uno", "otra cosa"], ["clause_2", undefined, "tres"], ["b", "dos", undefined]]);
  });

  test("counts another order as a change, and no clause leaves the list", () => {
    const draft = draftOf({ texts });
    expect(differs(texts, moved(draft, "b", -1))).toBe(true);
    expect(moved(draft, "a", -1)).toEqual(draft);
    expect(moved(draft, "b", 1)).toEqual(draft);
  });
});
