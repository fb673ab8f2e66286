import type { Notification, NotificationKind, Notifications } from "../../../connection/src/generated/protocol.ts";
import { roomId } from "./world.ts";

const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

const told = (n: number, kind: NotificationKind, hoursAgo: number, more: Partial<Notification> = {}): Notification => ({
  id: roomId(800 + n),
  kind,
  at: at(-hoursAgo),
  room: { id: roomId(100), name: "Night Kitchen" },
  ...more,
});

const MORE: NotificationKind[] = ["room_closed", "relief_accepted", "certificate_reminder", "role_lapsed", "agreement_due"];

function all(flags: Set<string>): Notification[] {
  if (flags.has("nonews")) return [];
  return [
    told(1, "duty_warning", 1, { due_at: at(600), write_by: at(47), room: { id: roomId(103), name: "First Year Sober" } }),
    told(2, "relief_asked", 5, { due_at: at(50), room: { id: roomId(110), name: "Grief, No Timetable" } }),
    told(3, "duty_reminder", 30, { read_at: at(-29), due_at: at(600), write_by: at(-6) }),
    ...MORE.map((kind, n) => told(4 + n, kind, 60 + n * 24, { read_at: at(-59), due_at: at(200) })),
  ];
}

export function unread(flags: Set<string>): number {
  return flags.has("news") ? all(flags).filter((each) => !each.read_at).length : 0;
}

export const notifications = (flags: Set<string>): Notifications => ({ notifications: all(flags), unread: unread(flags) });
