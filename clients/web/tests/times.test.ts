import { afterEach, expect, test, vi } from "vitest";
import { setLanguage } from "../src/app/strings.svelte.ts";
import { ago, before, date, day, dayKey, daysAhead, moment, when } from "../src/app/times.ts";

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

vi.stubGlobal("document", { documentElement: {} });
const local = (day: number, hour = 9) => new Date(2026, 2, day, hour, 20).getTime();
afterEach(() => setLanguage("en"));

test.each([
  [10, "today at 09:20", "today, 09:20", "before today, 09:20"],
  [11, "tomorrow at 09:20", "tomorrow, 09:20", "before tomorrow, 09:20"],
  [9, "yesterday at 09:20", "yesterday, 09:20", "before yesterday, 09:20"],
  [12, "on Thursday at 09:20", "Thursday, 09:20", "before Thursday, 09:20"],
  [16, "on Monday at 09:20", "Monday, 09:20", "before Monday, 09:20"],
  [17, "on 17 March at 09:20", "17 March, 09:20", "before 17 March, 09:20"],
])("day %i in a sentence", (date, within, name, until) => {
  const now = local(10, 16);
  expect([when(local(date), now), moment(local(date), now), before(local(date), now)]).toEqual([within, name, until]);
});

test("in Spanish an article joins its preposition", () => {
  setLanguage("es");
  expect(before(local(12), local(10))).toBe("antes del jueves a las 09:20");
  expect(before(local(11), local(10))).toBe("antes de mañana a las 09:20");
  expect(when(local(20), local(10))).toBe("el 20 de marzo a las 09:20");
});

test("days are counted by the calendar, over a change of the clocks too", () => {
  expect(daysAhead(local(11, 0), local(10, 23))).toBe(1);
  expect(daysAhead(local(31), local(10))).toBe(21);
});
