import type { Account, Channel, KindChoice, KindPreference, NotificationKind } from "@alongside/connection";

/** Kinds that belong together, for whom they are. */
export type Group = "rooms" | "role" | "staff" | "all";

const STAFF: ReadonlySet<NotificationKind> = new Set([
  "duty_overdue",
  "room_needs_moderator",
  "closures_held",
  "certificate_submitted",
  "certificate_check_due",
  "lapses_held",
  "duty_unreached",
  "contact_received",
  "link_broken",
] satisfies NotificationKind[]);

export function groupOf(kind: NotificationKind): Group {
  if (STAFF.has(kind)) return "staff";
  if (/^(duty|relief|room)_/.test(kind)) return "rooms";
  if (/^(certificate|agreement|role)_/.test(kind)) return "role";
  return "all";
}

/** Groups in order, without those that never reach this person. Pure. */
export function groupsFor(account: Pick<Account, "roles"> | null, keeps: boolean): Group[] {
  const staff = account?.roles.includes("staff") ?? false;
  return [...(keeps ? (["rooms"] as const) : []), "role", ...(staff ? (["staff"] as const) : []), "all"];
}

/** All choices as they are, with one changed. What is always on is not a choice. */
export function choices(kinds: readonly KindPreference[], changed?: { kind: NotificationKind; channel: Channel; on: boolean }): KindChoice[] {
  return kinds.map((each) => {
    const choice: KindChoice = { kind: each.kind };
    for (const channel of ["in_app", "mail", "push"] as const) {
      if (each.always?.includes(channel)) continue;
      choice[channel] = changed?.kind === each.kind && changed.channel === channel ? changed.on : each[channel];
    }
    return choice;
  });
}
