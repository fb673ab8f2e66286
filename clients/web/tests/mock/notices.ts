import type { ContactMessage, KindPreference, NotificationKind, NotificationPreferences } from "../../../connection/src/generated/protocol.ts";
import { roomId } from "./world.ts";

const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const KINDS: NotificationKind[] = ["duty_reminder", "duty_warning", "room_closed", "relief_asked", "certificate_reminder", "role_lapsed", "contact_received", "contact_answered"];

const kind = (name: NotificationKind): KindPreference => {
  const urgent = name === "duty_warning" || name === "room_closed";
  return { kind: name, in_app: true, mail: name !== "contact_answered", push: urgent, urgent, ...(urgent ? { always: ["in_app", "mail"] } : {}) };
};

const preferences = (flags: Set<string>): NotificationPreferences => ({
  kinds: KINDS.map(kind),
  mail: !flags.has("nomail"),
  push: !flags.has("nopush"),
  ...(flags.has("quiet") ? { quiet: { zone: "America/Chicago", from: "22:00", until: "08:00" } } : {}),
});

const WROTE: ContactMessage = {
  receipt: "K7Q4-M2XD",
  kind: "question",
  state: "answered",
  text: "Can I read along without an account?",
  sent_at: at(-30),
  answers: [{ text: "Yes. Public rooms can be read by anybody who is signed in, and an alias is enough for that.", at: at(-3) }],
};

interface Answer {
  status: number;
  body?: unknown;
}
const ok = (body: unknown): Answer => ({ status: 200, body });

/** What the made-up server answers about notices and contact; undefined for the rest. */
export function answerNotices(asked: string, flags: Set<string>): Answer | undefined {
  if (asked.endsWith("/me/notification-preferences")) return ok(preferences(flags));
  if (asked === "GET /me/push-subscriptions") return ok({ subscriptions: [{ id: roomId(950), device: "Firefox, Android", created_at: at(-400), current: false }] });
  if (asked === "GET /me/contact") return ok({ messages: flags.has("wrote") ? [WROTE] : [] });
  if (asked === "POST /contact") return ok({ receipt: "K7Q4-M2XD", key: "9WTN-4RB8-E3HC", sent_at: at(0) });
  if (asked === "POST /contact/K7Q4-M2XD") return ok(WROTE);
  if (asked.startsWith("POST /contact/")) return { status: 404, body: { error: { code: "not_found", message: "", retry: "never" } } };
  if (asked === "POST /links/report") return ok({ state: "unchecked" });
  return undefined;
}
