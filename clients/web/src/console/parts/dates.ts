import { currentLanguage } from "../../app/strings.svelte.ts";

/** `16 March 2027`: a day of the calendar, in nobody's zone. */
export function calendarDay(day: string): string {
  const locale = currentLanguage() === "en" ? "en-GB" : "es";
  const options = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${day}T00:00:00Z`));
}
