import { currentLanguage, t } from "./strings.svelte.ts";

const DAY_MS = 86_400_000;

/** `02:41`, in the reader's zone. */
export function clock(at: string | number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    new Date(at),
  );
}

const locale = () => (currentLanguage() === "en" ? "en-GB" : "es");

/** `10 March`; with the year when it is another one. */
export function date(at: string | number, now: number = Date.now()): string {
  const value = new Date(at);
  const year = value.getFullYear() === new Date(now).getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", ...year }).format(value);
}

/** `Tuesday, 10 March`. */
export function day(at: string | number, now: number = Date.now()): string {
  return `${initial(weekday(at))}, ${date(at, now)}`;
}

/** A day that the server names without a zone: `9 April`; with the year when it is another one. */
export function calendarDay(day: string, now: number = Date.now()): string {
  const [year, month, of] = day.split("-").map(Number);
  return date(new Date(year ?? 0, (month ?? 1) - 1, of ?? 1).getTime(), now);
}

/** `Tuesday, 16:20`. */
export function weekdayClock(at: string | number): string {
  return `${initial(weekday(at))}, ${clock(at)}`;
}

const initial = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const weekday = (at: string | number) => new Intl.DateTimeFormat(locale(), { weekday: "long" }).format(new Date(at));

/** Which day of the reader's calendar an instant belongs to; equal for two instants of one day. */
export function dayKey(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** `just now`, `40 min ago`, `3 h ago`, `2 days ago`. */
export function ago(at: string | number, now: number = Date.now()): string {
  const ms = Math.max(0, now - new Date(at).getTime());
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return t("ago-now");
  if (minutes < 60) return t("ago-minutes", { count: minutes });
  if (ms < DAY_MS) return t("ago-hours", { count: Math.floor(minutes / 60) });
  return t("ago-days", { count: Math.floor(ms / DAY_MS) });
}

/** `Sun`. */
export function weekdayShort(at: string | number): string {
  const short = new Intl.DateTimeFormat(locale(), { weekday: "short" }).format(new Date(at));
  return `${short.charAt(0).toUpperCase()}${short.slice(1)}`;
}

/** Whole days of the reader's calendar from `now`'s day to that of `at`: 1 is tomorrow. */
export function daysAhead(at: string | number, now: number = Date.now()): number {
  const midnight = (of: Date) => Date.UTC(of.getFullYear(), of.getMonth(), of.getDate());
  return Math.round((midnight(new Date(at)) - midnight(new Date(now))) / DAY_MS);
}

/** Which sentence names the day: near ones by their word, those of a week by their weekday. */
function dayWord(at: string | number, now: number): "today" | "tomorrow" | "yesterday" | "weekday" | "date" {
  const days = daysAhead(at, now);
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return Math.abs(days) < 7 ? "weekday" : "date";
}

/** Day and hour as a part of a sentence: `today at 09:20`, `on Monday at 01:20`, `on 12 March at 09:00`. */
export function when(at: string | number, now: number = Date.now()): string {
  return t(`when-${dayWord(at, now)}`, { weekday: weekday(at), date: date(at, now), clock: clock(at) });
}

/** The same as a name: `today, 09:20`, `Thursday, 06:20`, `12 March, 09:00`. */
export function moment(at: string | number, now: number = Date.now()): string {
  return t(`moment-${dayWord(at, now)}`, { weekday: weekday(at), date: date(at, now), clock: clock(at) });
}

/** `before Thursday, 06:20`. */
export function before(at: string | number, now: number = Date.now()): string {
  // In Spanish "de" and "el" are always one word.
  return t("before-moment", { moment: moment(at, now) }).replace(/\bde el /, "del ");
}
