import { expect, test } from "vitest";
import { ago, date, day, dayKey } from "../src/app/times.ts";

const AT = Date.parse("2026-03-10T12:00:00Z");
const after = (minutes: number) => AT + minutes * 60_000;

test("days by name, with the year only when it is another one", () => {
  expect(day(AT, AT)).toBe("Tuesday, 10 March");
  expect(date(AT, AT)).toBe("10 March");
  expect(date(AT, Date.parse("2027-01-02T12:00:00Z"))).toBe("10 March 2026");
});

test.each([
  [-5, "just now"],
  [0, "just now"],
  [1, "1 min ago"],
  [59, "59 min ago"],
  [60, "1 h ago"],
  [23 * 60 + 59, "23 h ago"],
  [24 * 60, "a day ago"],
  [49 * 60, "2 days ago"],
])("%i minutes are %s", (minutes, words) => expect(ago(AT, after(minutes))).toBe(words));

test("a day is the reader's day", () => {
  expect(dayKey(AT)).toBe(dayKey(after(60)));
  expect(dayKey(AT)).not.toBe(dayKey(after(24 * 60)));
});
