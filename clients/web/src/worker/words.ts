import type { Language, NotificationKind, PushMessage } from "@alongside/connection";

/** What a push message is about, as far as a locked screen should know. */
type Matter = "rooms" | "relief" | "role" | "answer" | "staff" | "other";

const MATTERS: Record<NotificationKind, Matter> = {
  duty_reminder: "rooms",
  duty_warning: "rooms",
  duty_overdue: "staff",
  duty_first_notice: "rooms",
  duty_last_notice: "rooms",
  room_closed: "rooms",
  room_needs_moderator: "staff",
  closures_held: "staff",
  relief_asked: "relief",
  relief_accepted: "relief",
  relief_declined: "relief",
  certificate_reminder: "role",
  certificate_missing: "role",
  certificate_verified: "role",
  certificate_revision: "role",
  certificate_rejected: "role",
  agreement_due: "role",
  role_lapsed: "role",
  role_paused: "role",
  role_suspended: "role",
  role_revoked: "role",
  role_restored: "role",
  certificate_submitted: "staff",
  certificate_check_due: "staff",
  lapses_held: "staff",
  duty_unreached: "staff",
  contact_answered: "answer",
  contact_received: "staff",
  link_broken: "staff",
};

const TITLE = "Alongside";

/** A service worker shall be small, so its few words are not in the Fluent files. */
const WORDS: Record<Language, Record<Matter | "discreet" | "discreet_title", string>> = {
  en: {
    rooms: "One of your rooms needs you.",
    relief: "There is news about time away.",
    role: "There is news about your role.",
    answer: "Somebody answered you.",
    staff: "Something waits for staff.",
    other: "There is something new.",
    discreet: "Something is new.",
    discreet_title: "Notes",
  },
  es: {
    rooms: "Una de tus salas te necesita.",
    relief: "Hay novedades sobre una ausencia.",
    role: "Hay novedades sobre tu función.",
    answer: "Alguien te respondió.",
    staff: "Algo espera al equipo.",
    other: "Hay algo nuevo.",
    discreet: "Hay algo nuevo.",
    discreet_title: "Notas",
  },
};

export interface Shown {
  title: string;
  body: string;
}

/** Everything that was told. */
const LIST = "/notifications";
const PLACES: Record<Matter, string> = {
  rooms: "/keep",
  relief: "/keep",
  role: "/supporter",
  answer: "/contact",
  staff: "/console",
  other: LIST,
};

/** What is shown. Discreet: neither this place nor what it is about (policy 9.4). Never a name. Pure. */
export function shown(message: Partial<PushMessage>): Shown {
  const words = WORDS[message.language ?? "en"] ?? WORDS.en;
  if (message.discreet !== false) return { title: words.discreet_title, body: words.discreet };
  return { title: TITLE, body: words[matterOf(message)] };
}

const matterOf = ({ kind }: Partial<PushMessage>): Matter => (kind ? (MATTERS[kind] ?? "other") : "other");

/**
 * Where a press on it leads: to its matter, or to the list when it stands for others too, of which only the last is shown.
 * Pure.
 */
export function placeOf(message: Partial<PushMessage>, others: readonly unknown[]): string {
  const place = PLACES[matterOf(message)];
  return others.every((other) => other === place) ? place : LIST;
}

const isConsole = (path: string) => path === PLACES.staff || path.startsWith(`${PLACES.staff}/`);

/** The open page that can lead to `place` by itself: the app and the console are two entries. Pure. */
export function openPage<P extends { url: string }>(pages: readonly P[], place: string): P | undefined {
  return pages.find(({ url }) => isConsole(new URL(url).pathname) === isConsole(place));
}
