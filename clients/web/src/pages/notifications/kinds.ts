import type { Notification, NotificationKind } from "@alongside/connection";
import { toRoom } from "../../app/routes.ts";
import { t } from "../../app/strings.svelte.ts";
import { moment } from "../../app/times.ts";
import type { IconName } from "../../parts/icons.ts";

/** Where a notification leads to, and the sign of its subject. */
interface Kind {
  to: string;
  /** To the room itself, where one is named. */
  room?: boolean;
  icon: IconName;
}

const KEEP: Kind = { to: "/keep", icon: "clock" };
/** A post there is what it asks for, so it leads to the room. */
const POST: Kind = { ...KEEP, room: true };
const AWAY: Kind = { to: "/keep", icon: "calendar" };
const CERTIFICATE: Kind = { to: "/supporter", icon: "seal" };
const STAFF: Kind = { to: "/console", icon: "page" };
const BOARD: Kind = { ...STAFF, to: "/console/duty" };
const REVIEW: Kind = { ...STAFF, to: "/console/supporters" };

const KINDS: Record<NotificationKind, Kind> = {
  duty_reminder: POST,
  duty_warning: POST,
  duty_overdue: BOARD,
  duty_first_notice: POST,
  duty_last_notice: POST,
  room_closed: KEEP,
  room_needs_moderator: BOARD,
  closures_held: BOARD,
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
  certificate_submitted: REVIEW,
  certificate_check_due: REVIEW,
  lapses_held: REVIEW,
  duty_unreached: BOARD,
  contact_answered: { to: "/contact", icon: "letter" },
  contact_received: { ...STAFF, to: "/console/contact" },
  link_broken: { ...STAFF, to: "/console/contact/links" },
};

const OTHER: Kind = { to: "/notifications", icon: "bell" };

/** One of a newer server has no place of its own yet. */
export function kindOf(told: Notification): Kind {
  const kind = KINDS[told.kind] ?? OTHER;
  return kind.room && told.room ? { ...kind, to: toRoom(told.room.id) } : kind;
}

/** What it tells, in words. */
export function wordsOf(told: Notification, now: number): string {
  if (!(told.kind in KINDS)) return t("told-newer");
  const room = told.room?.name ?? t("told-a-room");
  const at = (instant: string | undefined, otherwise: string) => (instant ? moment(instant, now) : otherwise);
  // A time to write by that is over asks for nothing any more.
  const writeBy = told.write_by && Date.parse(told.write_by) > now ? told.write_by : undefined;
  return t(`told-${told.kind.replaceAll("_", "-")}`, { room, moment: at(told.due_at, t("told-soon")), by: at(writeBy, "none") });
}
