import type { Notification, NotificationKind } from "@alongside/connection";
import { t } from "../../app/strings.svelte.ts";
import { moment } from "../../app/times.ts";
import type { IconName } from "../../parts/icons.ts";

/** Where a notification leads to, and the sign of its subject. */
interface Kind {
  to: string;
  icon: IconName;
}

const KEEP: Kind = { to: "/keep", icon: "clock" };
const AWAY: Kind = { to: "/keep", icon: "calendar" };
const CERTIFICATE: Kind = { to: "/supporter", icon: "seal" };
const STAFF: Kind = { to: "/console", icon: "page" };

const KINDS: Record<NotificationKind, Kind> = {
  duty_reminder: KEEP,
  duty_warning: KEEP,
  duty_overdue: STAFF,
  duty_first_notice: KEEP,
  duty_last_notice: KEEP,
  room_closed: KEEP,
  room_needs_moderator: STAFF,
  closures_held: STAFF,
  relief_asked: AWAY,
  relief_accepted: AWAY,
  relief_declined: AWAY,
  certificate_reminder: CERTIFICATE,
  certificate_missing: CERTIFICATE,
  certificate_verified: CERTIFICATE,
  certificate_revision: CERTIFICATE,
  certificate_rejected: CERTIFICATE,
  agreement_due: { to: "/agreement", icon: "book" },
  role_lapsed: CERTIFICATE,
  role_paused: { to: "/agreement", icon: "book" },
  role_suspended: CERTIFICATE,
  role_revoked: CERTIFICATE,
  role_restored: CERTIFICATE,
  certificate_submitted: STAFF,
  certificate_check_due: STAFF,
  lapses_held: STAFF,
  duty_unreached: STAFF,
  contact_answered: { to: "/contact", icon: "letter" },
  contact_received: STAFF,
  link_broken: STAFF,
};

const OTHER: Kind = { to: "/notifications", icon: "bell" };

/** One of a newer server has no place of its own yet. */
export function kindOf(told: Notification): Kind {
  return KINDS[told.kind] ?? OTHER;
}

/** What it tells, in words. */
export function wordsOf(told: Notification, now: number): string {
  if (!(told.kind in KINDS)) return t("told-newer");
  const room = told.room?.name ?? t("told-a-room");
  return t(`told-${told.kind.replaceAll("_", "-")}`, { room, moment: told.due_at ? moment(told.due_at, now) : t("told-soon") });
}
