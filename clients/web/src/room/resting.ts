import type { Room } from "@alongside/connection";
import { t } from "../app/strings.svelte.ts";
import { date, moment } from "../app/times.ts";

/** Why nobody writes in a room now and until when: one bold sentence and one reason. */
export function resting({ state, rest }: Room, now: number): { bold: string; why: string } {
  if (state === "closed") {
    const why = rest?.until ? t("closed-not-you", { date: date(rest.until, now) }) : t("closed-why");
    return { bold: t("closed-bold"), why };
  }
  if (rest?.reason === "needs_moderator") {
    const why = rest.until ? t("needs-moderator-until", { moment: moment(rest.until, now) }) : t("needs-moderator-why");
    return { bold: t("needs-moderator-bold"), why };
  }
  if (rest?.until) return { bold: t("read-only-until", { moment: moment(rest.until, now) }), why: t("read-only-leave") };
  return { bold: t("read-only-bold"), why: t("read-only-why") };
}
