import type { MyDuty } from "@alongside/connection";

/** An instant as a field for date and time has it, in the reader's zone. Pure but for that. */
export function localInput(at: number): string {
  const value = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${value.getFullYear()}-${two(value.getMonth() + 1)}-${two(value.getDate())}T${two(value.getHours())}:${two(value.getMinutes())}`;
}

/** Nine in the morning, so many days from now. */
export function nextMorning(now: number, days: number): number {
  const value = new Date(now);
  value.setDate(value.getDate() + days);
  value.setHours(9, 0, 0, 0);
  return value.getTime();
}

/** How many days a leave may last (policy 2.7). */
export function longest(mine: Pick<MyDuty, "leave_alone_days" | "leave_with_relief_days">, relief: string): number {
  return relief.trim() ? mine.leave_with_relief_days : mine.leave_alone_days;
}
