import type { RoomDuty } from "@alongside/connection";
import { expect, test, vi } from "vitest";
import { setLanguage } from "../src/app/strings.svelte.ts";
import { amount, clockOf, isDue } from "../src/parts/duty/clock.ts";
import { clockWords } from "../src/parts/duty/words.ts";

vi.stubGlobal("document", { documentElement: {} });
const HOUR = 3_600_000;
const START = Date.parse("2026-03-10T12:00:00Z");
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();

const open = (more: Partial<RoomDuty>): RoomDuty => ({
  room: { id: "r", name: "Night Kitchen" },
  kind: "public",
  state: "open",
  moderators: 1,
  silent_since: at(0),
  ...more,
});
const running = { left: { from: at(0), until: at(48), told_at: at(24), closes_at: at(720) } };
const warned = { reached: "warning", left: { from: at(48), until: at(96), closes_at: at(720) } } as const;
const closing = { reached: "first_notice", left: { from: at(504), until: at(720), closes_at: at(720) } } as const;
const look = (duty: RoomDuty, hours: number) => clockOf(duty, START + hours * HOUR);

test("the stages of a silence, each from its instant on", () => {
  for (const [more, ms, expected] of [
    [running, 24 * HOUR - 1, "fresh"],
    [running, 24 * HOUR, "reminder"],
    [{ ...running, reached: "reminder" }, 30 * HOUR, "reminder"],
    [warned, 96 * HOUR - 1, "warning"],
    [warned, 96 * HOUR, "overdue"],
    [{ ...warned, reached: "overdue" }, 100 * HOUR, "overdue"],
    [closing, 600 * HOUR, "closing"],
    [{ ...closing, reached: "last_notice" }, 690 * HOUR, "closing"],
  ] as const) {
    expect(clockOf(open(more), START + ms).look, `${ms / HOUR} h`).toBe(expected);
  }
});

test("a full ring is the time to the next stage, and the reminder lies half way", () => {
  expect(look(open(running), 0)).toMatchObject({ share: 1, left: 48 * HOUR, mark: 0.5 });
  expect(look(open(running), 39).share).toBeCloseTo(9 / 48);
  expect(look(open(warned), 48)).toMatchObject({ share: 1, left: 48 * HOUR });
  expect(look(open(warned), 48).mark).toBeUndefined();
  expect(look(open(warned), 101)).toMatchObject({ share: 1, left: -5 * HOUR });
});

test("no clock runs on leave, in a closed room, or before there was a moderator", () => {
  expect(look(open({ state: "closed", rest: { reason: "unmonitored", since: at(0) } }), 1).look).toBe("closed");
  expect(look(open({ state: "read_only", rest: { reason: "leave", since: at(0), until: at(99) } }), 1).look).toBe("leave");
  expect(clockOf(open(running), START, true).look).toBe("leave");
  expect(look(open({}), 1).look).toBe("none");
});

test("a room without moderator counts the days that a successor may take", () => {
  const vacant = open({
    state: "read_only",
    moderators: 0,
    rest: { reason: "needs_moderator", since: at(0), until: at(168) },
    next: { what: "close", at: at(168) },
  });
  expect(look(vacant, 84)).toMatchObject({ look: "closing", share: 0.5, left: 84 * HOUR });
});

test("what is due waits for somebody", () => {
  expect(isDue(look(open(running), 1))).toBe(false);
  expect(isDue(look(open(running), 25))).toBe(true);
  expect(isDue(look(open(warned), 50))).toBe(true);
});

test.each([
  [38 * HOUR, { unit: "hours", count: 38 }],
  [38 * HOUR - 1, { unit: "hours", count: 37 }],
  [HOUR - 1, { unit: "minutes", count: 59 }],
  [-5 * HOUR, { unit: "hours", count: 5 }],
  [96 * HOUR, { unit: "hours", count: 96 }],
  [96 * HOUR + 1, { unit: "days", count: 4 }],
])("%i ms are never told as more than they are", (ms, expected) => expect(amount(ms)).toEqual(expected));

test("the clock in words, in both languages", () => {
  expect(clockWords(look(open(running), 7))).toBe("41 h left");
  expect(clockWords(look(open(warned), 58))).toBe("38 h to act");
  expect(clockWords(look(open(warned), 101))).toBe("5 h over");
  expect(clockWords(look(open(closing), 504))).toBe("9 days left");
  expect(clockWords(clockOf(open(running), START, true))).toBe("Leave");
  setLanguage("es");
  expect(clockWords(look(open(closing), 504))).toBe("9 días quedan");
});
