import { t } from "../../app/strings.svelte.ts";
import { amount } from "../../parts/duty/clock.ts";

/** A length of time in one number: `58 h`, `4 days`, `25 min`. */
export function length(ms: number): string {
  const { unit, count } = amount(ms);
  return t(`duty-amount-${unit}`, { count });
}

/** How long something has waited. */
export const waited = (since: string, now: number): string => length(Math.max(0, now - Date.parse(since)));
