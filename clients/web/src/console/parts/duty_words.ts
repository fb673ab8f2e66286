import type { RoomDuty } from "@alongside/connection";
import { t } from "../../app/strings.svelte.ts";
import { moment, when } from "../../app/times.ts";
import type { DutyClock } from "../../parts/duty/clock.ts";
import { leftShort, leftUnit } from "../../parts/duty/words.ts";
import { isOverdue, needsModerator } from "../board.ts";
import { waited } from "./lengths.ts";

/** What goes on in a room, as the rest of a sentence that begins with its name. */
export function whatOf(duty: RoomDuty, now: number): string {
  const rest = duty.rest;
  if (duty.state === "closed") return rest ? t("desk-board-closed", { reason: rest.reason, when: when(rest.since, now) }) : t("desk-board-closed-otherwise");
  if (needsModerator(duty)) return t("desk-board-needs-moderator");
  if (rest?.reason === "leave") return rest.until ? t("desk-board-away", { moment: moment(rest.until, now) }) : t("desk-board-away-otherwise");
  if (!duty.silent_since) return t("desk-board-no-moderator-yet");
  const length = waited(duty.silent_since, now);
  return isOverdue(duty) ? t("desk-board-silent-warned", { length }) : t("desk-board-silent", { length });
}

export function whoOf(duty: RoomDuty, me: string | undefined): string {
  const keepers = duty.keepers ?? [];
  if (keepers.length === 0) return t("desk-nobody");
  const names = keepers.map((keeper) => (keeper.id === me ? t("desk-you-name") : keeper.alias));
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ` ${t("desk-and-more", { count: names.length - 3 })}` : "");
}

/** The clock's number, and what it is for. */
export function timeOf(duty: RoomDuty, clock: DutyClock): { time: string; unit: string } {
  switch (clock.look) {
    case "leave":
      return { time: t("duty-leave"), unit: "" };
    case "closed":
      return { time: t("duty-closed"), unit: "" };
    case "none":
      return { time: t("duty-none"), unit: "" };
    case "closing":
      return { time: leftShort(clock), unit: needsModerator(duty) ? t("desk-to-find-somebody") : t("desk-to-closing") };
    default:
      return { time: leftShort(clock), unit: leftUnit(clock) };
  }
}

/** What comes next if nobody does anything. */
export function nextOf(duty: RoomDuty, now: number): string {
  if (!duty.next) return t("desk-next-nothing");
  if (Date.parse(duty.next.at) <= now) return t("desk-next-now", { what: duty.next.what });
  return t("desk-next-then", { what: duty.next.what, moment: moment(duty.next.at, now) });
}
