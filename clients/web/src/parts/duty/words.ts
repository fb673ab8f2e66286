import { t } from "../../app/strings.svelte.ts";
import { amount, type DutyClock } from "./clock.ts";

/** `38 h`, `9 days`, `25 min`. */
export function leftShort(clock: DutyClock): string {
  const { unit, count } = amount(clock.left, clock.look);
  return t(`duty-amount-${unit}`, { count });
}

/** What stands under the number: what the time is for. */
export function leftUnit(clock: DutyClock): string {
  if (clock.look === "warning") return t("duty-to-act");
  if (clock.look === "overdue" || clock.left < 0) return t("duty-over");
  return t("duty-left");
}

/** The clock in words: `38 h to act`, `5 h over`, `Leave`. */
export function clockWords(clock: DutyClock): string {
  if (clock.look === "leave") return t("duty-leave");
  if (clock.look === "closed") return t("duty-closed");
  if (clock.look === "none") return t("duty-none");
  return `${leftShort(clock)} ${leftUnit(clock)}`;
}
