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
  const weekday = new Intl.DateTimeFormat(locale(), { weekday: "long" }).format(new Date(at));
  return `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)}, ${date(at, now)}`;
}

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
