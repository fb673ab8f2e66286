import type { Account, Badge, CrisisResources, Guidelines, Keeper, Person, Rest, RestReason, Room } from "../../../connection/src/generated/protocol.ts";

const id = (n: number) => `0198a5f0-0000-7000-8000-${String(n).padStart(12, "0")}`;
export const roomId = id;
const person = (n: number, alias: string): Person => ({ id: id(n), alias });

export const PEOPLE = {
  me: person(1, "Slow River"),
  birch: person(2, "Quiet Birch"),
  tide: person(3, "Low Tide"),
  heron: person(4, "Heron"),
  pilot: person(5, "Pilot Light"),
  kettle: person(6, "Copper Kettle"),
  juniper: person(7, "Juniper"),
  train: person(8, "Slow Train"),
};

export const account = (flags: Set<string>): Account => ({
  id: PEOPLE.me.id,
  alias: PEOPLE.me.alias,
  roles: flags.has("supporter") || flags.has("keeper") ? ["supporter"] : flags.has("staff") ? ["staff"] : [],
  created_at: "2026-01-04T10:00:00Z",
  settings: {
    language: flags.has("es") ? "es" : "en",
    theme: flags.has("dark") ? "dark" : flags.has("light") ? "light" : "system",
    discreet: flags.has("discreet"),
    exit_url: "https://www.weather.gov/",
    muted_words: flags.has("words") ? ["manager"] : [],
    show_typing: true,
    shortcuts: true,
  },
});

const DAY_MS = 86_400_000;
/** One whose certificate was looked at. */
const BADGE: Badge = { kind: "state", issuer: "Oregon Health Authority", valid_through: "2027-04-09", checked_on: "2026-01-04" };

const keeper = (who: Person, here: boolean, hoursAgo?: number, hoursAhead?: number): Keeper => ({
  person: who,
  here,
  ...(hoursAhead === undefined ? {} : { next_expected_at: new Date(Date.now() + hoursAhead * 3_600_000).toISOString() }),
  ...(who === PEOPLE.heron ? { badge: BADGE } : {}),
  ...(hoursAgo === undefined ? {} : { last_post_at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString() }),
});

const rest = (reason: RestReason, days: number): Rest => ({
  reason,
  since: new Date(Date.now() - DAY_MS).toISOString(),
  until: new Date(Date.now() + days * DAY_MS).toISOString(),
});

interface Made {
  n: number;
  name: string;
  description?: string;
  moderators: Keeper[];
  unread?: number;
  mentions?: number;
  more?: Partial<Room>;
}

function room({ n, name, description = "", moderators, unread = 0, mentions = 0, more = {} }: Made): Room {
  return {
    id: id(n),
    kind: "public",
    state: "open",
    name,
    description,
    topics: ["sleep"],
    language: "en",
    guidelines_version: 4,
    slow_ms: 0,
    created_at: "2026-01-10T10:00:00Z",
    moderators,
    here: 4,
    head: 400,
    you: {
      role: "member",
      joined_at: "2026-01-11T10:00:00Z",
      guidelines_accepted: 4,
      read_up_to: 305,
      unread,
      mentions,
    },
    ...more,
  };
}

export const KITCHEN = id(100);

export function rooms(flags: Set<string>): Room[] {
  const kitchen = room({
    n: 100,
    name: "Night Kitchen",
    description: "For people who are awake when others sleep.",
    moderators: [keeper(PEOPLE.heron, !flags.has("nobody"), 2), keeper(PEOPLE.juniper, false, 9)],
    unread: 3,
  });
  if (flags.has("readonly")) kitchen.state = "read_only";
  if (flags.has("unreached")) Object.assign(kitchen, { state: "closed", rest: { ...rest("overdue", 30), unreached: true } });
  if (flags.has("closed")) Object.assign(kitchen, { state: "closed", rest: rest("unmonitored", 30) });
  if (flags.has("leave")) Object.assign(kitchen, { state: "read_only", rest: rest("leave", 4) });
  if (flags.has("vacant")) Object.assign(kitchen, { state: "read_only", moderators: [], rest: rest("needs_moderator", 5) });
  if (flags.has("expected")) kitchen.moderators = [keeper(PEOPLE.heron, false, 3, 20), keeper(PEOPLE.juniper, false, 9)];
  if (flags.has("slow")) kitchen.slow_ms = 3_600_000 * 24 * 365;
  if (flags.has("stranger")) delete kitchen.you;
  if (flags.has("newrules")) kitchen.guidelines_version = 5;
  if (flags.has("keeper")) {
    kitchen.moderators = [keeper(PEOPLE.me, false, 39), keeper(PEOPLE.heron, !flags.has("nobody"), 44)];
    kitchen.you = { ...kitchen.you!, role: "moderator" };
  }
  return [
    kitchen,
    room({ n: 101, name: "Quiet Mornings", moderators: [keeper(PEOPLE.juniper, true)], unread: 12, mentions: 1 }),
    room({ n: 102, name: "Carers’ Bench", moderators: [keeper(PEOPLE.heron, false, 0.7)] }),
    room({ n: 103, name: "First Year Sober", moderators: [keeper(PEOPLE.train, false, 49)], unread: 2 }),
    room({ n: 104, name: "The Long Repair", moderators: [], more: { state: "read_only" } }),
    room({ n: 105, name: "", moderators: [], more: { kind: "direct", peer: PEOPLE.tide, ...(flags.has("dormant") ? { dormant_since: "2026-02-20T09:00:00Z" } : {}) } }),
  ];
}

const RULES: [string, string][] = [
  ["What is said here stays here.", "Do not repeat outside what others tell in this room."],
  ["Speak of yourself; do not prescribe.", "Tell what helped you, see https://example.org/telling. Medicine and diagnoses are for professionals."],
  ["No contact details.", "No addresses, numbers or profiles, yours or of others."],
  ["No advances of any kind.", "This is not a place to look for a date."],
  ["No methods of harm.", "Say how it is for you, not how it could be done."],
  ["In danger: 988, not us.", "We are people who have been there, not a crisis service."],
];

export const guidelines = (roomId: string): Guidelines => ({
  room: roomId,
  version: 4,
  language: "en",
  rules: RULES.map(([short, text], at) => ({ key: `r${at}`, short, text, floor: true })),
  created_at: "2026-01-10T10:00:00Z",
});

/** What the server knows of one country; for others the mock has no answer. */
export const crisis: CrisisResources = {
  country: "US",
  emergency: "911",
  reviewed_on: "2026-03-02",
  countries: [
    { code: "US", name: "United States" },
    { code: "IE", name: "Ireland" },
  ],
  resources: [
    { key: "988", name: "988", about: "Free, day and night.", ways: [{ kind: "call", href: "tel:988", label: "Call 988" }, { kind: "text", href: "sms:988", label: "Text 988" }, { kind: "chat", href: "https://chat.example.org/", label: "Chat online" }] },
    { key: "vets", name: "For veterans", about: "The same line.", ways: [{ kind: "text", href: "sms:838255", label: "Text 838255" }] },
  ],
};
