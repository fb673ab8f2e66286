import type {
  Agreement,
  AccountCertification,
  AgreementEdition,
  AgreementVersion,
  Certificate,
  CertificateReview,
  ContactItem,
  DutyBoard,
  DutyPreview,
  DutyRoom,
  Issuer,
  Link,
  ReviewQueue,
  RoomDuty,
  ServerState,
} from "../../../connection/src/generated/protocol.ts";
import { PEOPLE } from "./world.ts";

interface Answer {
  status: number;
  body?: unknown;
}
const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (status: number, code: string, field?: string): Answer => ({
  status,
  body: { error: { code, message: code, retry: "never", ...(field ? { field } : {}) } },
});

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
const id = (n: number) => `0198a5f0-0000-7000-8000-${String(n).padStart(12, "0")}`;
const wren = { id: id(20), alias: "Wren" };
const marram = { id: id(21), alias: "Marram" };
const fen = { id: id(22), alias: "Fen" };

function duty(n: number, name: string, silent: number, more: Partial<RoomDuty>): RoomDuty {
  return {
    room: { id: id(n), name },
    kind: "public",
    state: "open",
    moderators: 1,
    keepers: [PEOPLE.heron],
    silent_since: at(-silent),
    ...more,
  };
}

const left = (from: number, until: number, told?: number) => ({
  left: { from: at(from), until: at(until), closes_at: at(600), ...(told === undefined ? {} : { told_at: at(told) }) },
});

export const PORCH = id(200);

const ROOMS: RoomDuty[] = [
  duty(200, "Porch Light", 101, { reached: "overdue", keepers: [fen, marram], next: { what: "first_notice", at: at(403) }, ...left(-53, -5) }),
  duty(201, "The Long Repair", 200, {
    state: "read_only",
    moderators: 0,
    keepers: [],
    rest: { reason: "needs_moderator", since: at(-48), until: at(120) },
    next: { what: "close", at: at(120) },
  }),
  duty(202, "First Year Sober", 58, { reached: "warning", keepers: [PEOPLE.me, PEOPLE.train], next: { what: "overdue", at: at(38) }, ...left(-10, 38) }),
  duty(203, "Carers’ Bench", 30, { reached: "reminder", next: { what: "warning", at: at(18) }, ...left(-30, 18, -6) }),
  duty(204, "Night Kitchen", 3, { keepers: [PEOPLE.heron, PEOPLE.juniper], next: { what: "reminder", at: at(21) }, ...left(-3, 45, 21) }),
  duty(205, "A quiet group", 530, { kind: "group", reached: "first_notice", next: { what: "last_notice", at: at(142) }, ...left(-26, 190) }),
  duty(206, "Sunday Morning", 10, { state: "read_only", rest: { reason: "leave", since: at(-20), until: at(70) } }),
  duty(207, "Empty Chairs", 900, { state: "closed", rest: { reason: "unmonitored", since: at(-100), until: at(600) }, next: { what: "archive", at: at(600) } }),
];

/** A room that somebody else closed, or that became overdue, while the reader looks. */
function roomsNow(flags: Set<string>): RoomDuty[] {
  const become = (n: number, more: Partial<RoomDuty>) => ROOMS.map((each) => (each.room.id === id(n) ? { ...each, ...more } : each));
  if (flags.has("closedroom")) return become(200, { state: "closed", rest: { reason: "staff", since: at(-0.01), until: at(700) } });
  if (flags.has("lateroom")) return become(203, { reached: "overdue", silent_since: at(-100), ...left(-53, -5) });
  return ROOMS;
}

const board = (flags: Set<string>): DutyBoard => ({
  rooms: flags.has("empty") ? [] : roomsNow(flags),
  closures_left: flags.has("braked") ? 0 : 3,
  ...(flags.has("unsteady") ? { unsteady_until: at(0.4) } : {}),
});

const LEAVE = {
  id: id(400),
  room: { id: id(206), name: "Sunday Morning" },
  person: PEOPLE.juniper,
  from: at(-20),
  until: at(30),
  wanted_until: at(30),
  relief: PEOPLE.train,
  relief_state: "accepted",
} as const;

const preview = (flags: Set<string>): DutyPreview => ({
  from: at(0),
  until: at(48),
  more: false,
  roles: flags.has("empty") ? [] : [{ at: at(33), person: marram, state: "lapsed" }],
  leaves: flags.has("empty") ? [] : [LEAVE],
  ahead: flags.has("empty")
    ? []
    : [
        { at: at(7), room: { id: id(209), name: "Old Harbour" }, what: "close", reason: "unmonitored" },
        { at: at(8), room: { id: id(210), name: "Rain Room" }, what: "close", reason: "unmonitored", held_since: at(7) },
        { at: at(18), room: { id: id(203), name: "Carers’ Bench" }, what: "warning" },
        { at: at(21), room: { id: id(204), name: "Night Kitchen" }, what: "reminder" },
        { at: at(21.2), room: { id: id(211), name: "Quiet Mornings" }, what: "reminder" },
        { at: at(30), room: { id: id(206), name: "Sunday Morning" }, what: "wake" },
        { at: at(38), room: { id: id(202), name: "First Year Sober" }, what: "overdue" },
        { at: at(40), room: { id: id(208), name: "A quiet group" }, what: "put_off" },
        { at: at(45), room: { id: id(204), name: "Night Kitchen" }, what: "warning" },
      ],
});

const dutyRoom = (of: RoomDuty): DutyRoom => ({
  duty: of,
  overdue: of.reached === "overdue",
  stages: of.reached === "overdue"
    ? [
        { stage: "overdue", at: at(-5), silent_since: of.silent_since!, closes_at: at(600) },
        { stage: "warning", at: at(-53), silent_since: of.silent_since!, closes_at: at(600) },
        { stage: "reminder", at: at(-77), silent_since: of.silent_since!, closes_at: at(600) },
      ]
    : [],
  leaves: of.rest?.reason === "leave" ? [LEAVE] : [],
});

const CERTIFICATE: Certificate = {
  id: id(300),
  version: 3,
  kind: "state",
  issuer: { key: "us-or", name: "Oregon Health Authority" },
  number: "THW-20114",
  issued_on: "2025-03-02",
  expires_on: "2028-03-01",
  state: "in_review",
  created_at: at(-40),
  submitted_at: at(-26),
  files: [
    { id: id(310), name: "certificate.pdf", format: "pdf", bytes: 182_000, added_at: at(-40) },
    { id: id(311), name: "card, front.jpg", format: "jpeg", bytes: 2_400_000, added_at: at(-39) },
  ],
};
const CHECKED: Certificate = {
  ...CERTIFICATE,
  id: id(301),
  state: "verified",
  kind: "national",
  issuer: { key: "", name: "A board of its own" },
  checked_on: "2025-12-01",
  review_due_at: at(-30),
  valid_until: at(6 * 24),
  expires_on: at(6 * 24).slice(0, 10),
};
export const APPLICATION = CERTIFICATE.id;
export const YEARLY = CHECKED.id;

const queue = (flags: Set<string>): ReviewQueue =>
  flags.has("empty")
    ? { items: [], applications: 0, checks: 0 }
    : {
        applications: 2,
        checks: 1,
        items: [
          { why: "yearly_check", person: wren, certificate: CHECKED, since: at(-30) },
          { why: "application", person: marram, certificate: CERTIFICATE, since: at(-26), claimed_by: wren },
          { why: "application", person: PEOPLE.me, certificate: { ...CERTIFICATE, id: id(302), renews: id(303) }, since: at(-4), own: true },
        ],
      };

function review(which: string, flags: Set<string>): CertificateReview {
  const certificate = which === CHECKED.id ? CHECKED : CERTIFICATE;
  const ended: Partial<Certificate> = flags.has("lapsed") && certificate === CHECKED ? { lapsed: true, valid_until: at(-2), expires_on: at(-2).slice(0, 10) } : {};
  const decided: Partial<Certificate> = flags.has("decided") ? { state: "verified", version: 4 } : {};
  return {
    person: certificate === CHECKED ? wren : marram,
    certificate: { ...certificate, ...ended, ...decided },
    standing: certificate === CHECKED ? { state: "active", since: at(-9_000), until: at(6 * 24), basis: "certificate" } : { state: "none" },
    others: [{ ...CERTIFICATE, id: id(304), state: "rejected", expires_on: "2025-01-31", files: [] }],
    history: [
      { what: "submitted", at: at(-200), by: marram },
      { what: "revision_asked", at: at(-150), by: wren, reason: "The card is cut off at the right. Please add it whole." },
      { what: "submitted", at: at(-26), by: marram },
      ...(flags.has("decided") ? [{ what: "verified" as const, at: new Date(Date.now() - 20_000).toISOString(), by: wren }] : []),
    ],
    ...(certificate === CHECKED ? {} : { registry_url: "https://certifies.example.org/renewing" }),
    ...(flags.has("own") ? { own: true } : {}),
    ...(flags.has("claimed") ? { claimed_by: wren } : {}),
  };
}

const standing = (flags: Set<string>): AccountCertification => ({
  person: marram,
  standing: flags.has("suspended")
    ? { state: "suspended", since: at(-20), reason: "Two people told us that you gave medical advice after you were asked not to." }
    : { state: "active", since: at(-2_000), until: at(9_000), basis: "certificate" },
  certificates: flags.has("empty") ? [] : [CHECKED, CERTIFICATE],
  agreement: { current: 3, version: 2, at: at(-3_000), due_at: at(200) },
  history: flags.has("empty") ? [] : [{ state: "active", at: at(-2_000) }, { state: "suspended", at: at(-2_400), by: wren, reason: "While we look into two reports." }],
});

const MESSAGES: ContactItem[] = [
  {
    id: id(500),
    receipt: "K7Q4-M2XD",
    kind: "question",
    state: "open",
    text: "Can I read along in a room for a while before I make an account? My sister told me about you.",
    language: "en",
    mail: true,
    reports: 0,
    sent_at: at(-49),
    answers: [],
  },
  {
    id: id(501),
    receipt: "P3WN-8TRC",
    kind: "broken_link",
    state: "open",
    text: "",
    page: "/rooms/0198a5f0-0000-7000-8000-000000000100/guidelines",
    link: "https://example.org/sleep/a-page-that-moved-to-another-place",
    language: "en",
    mail: false,
    reports: 3,
    sent_at: at(-30),
    answers: [],
  },
  {
    id: id(502),
    receipt: "ZZ4K-1ABQ",
    kind: "comment",
    state: "open",
    text: "Gracias por la sala de noche.",
    language: "es",
    from: PEOPLE.birch,
    mail: false,
    reports: 0,
    sent_at: at(-3),
    claimed_by: wren,
    answers: [{ text: "Con gusto. Vuelve cuando quieras.", at: at(-2), by: wren }],
  },
];

/** The messages; one of them somebody else has answered, or closed as well, a moment ago. */
function messagesNow(flags: Set<string>): ContactItem[] {
  const state = flags.has("closedmessage") ? "closed" : flags.has("answeredmessage") ? "answered" : undefined;
  if (!state) return MESSAGES;
  const answers = [{ text: "Yes. Take your time.", at: new Date(Date.now() - 20_000).toISOString(), by: wren }];
  return MESSAGES.map((each) => (each.id === id(500) ? { ...each, state, answers } : each));
}

const LINKS: Link[] = [
  {
    id: id(600),
    url: "https://example.org/sleep/a-page-that-moved-to-another-place",
    state: "broken",
    fault: "status",
    status: 404,
    since: at(-60),
    checked_at: at(-2),
    places: [{ kind: "room_rules", room: { id: id(204), name: "Night Kitchen" } }, { kind: "help", key: "US" }],
    reports: 3,
    message: id(501),
  },
  { id: id(601), url: "https://example.org/slow", state: "doubtful", fault: "slow", since: at(-5), checked_at: at(-1), places: [{ kind: "template", key: "night" }], reports: 0 },
  { id: id(602), url: "https://988lifeline.org/", state: "works", since: at(-900), checked_at: at(-8), places: [{ kind: "help", key: "US" }], reports: 0 },
];

const ISSUERS: Issuer[] = [
  { key: "naps", kind: "national", name: "National Association of Peer Supporters", zone: "America/New_York", registry_url: "https://naps.example.org/", note: "NCPS" },
  { key: "us-or", kind: "state", name: "Oregon Health Authority", zone: "America/Los_Angeles", registry_url: "https://registry.example.org/or", note: "The credential is called Peer Support Specialist." },
  { key: "us-tx", kind: "state", name: "Texas Certification Board", zone: "America/Chicago" },
  { key: "us-wi", kind: "state", name: "Wisconsin Peer Specialists", zone: "America/Chicago", registry_url: "https://certifies.example.org/renewing" },
];
const SEEN = {
  links_looked_at: "2026-11-28",
  links_source: "Pages of the certifying bodies and of state departments, as a public web archive has them.",
  directory_url: "https://states.example.org/certifications",
};

const CLAUSES: [string, string, string, string, string][] = [
  ["lived", "Lived experience", "You share what you have lived through yourself.", "Experiencia propia", "Compartes lo que has vivido."],
  ["no_therapy", "No therapy", "You give no counselling or therapy here, even if you are qualified for it.", "Sin terapia", "No das consejería ni terapia aquí, aunque tengas título para ello."],
];
const agreement: Agreement = {
  version: 3,
  published_at: at(-3_000),
  sha256: "9f2b41c0d7a35e6688b1f0c4de92ab7735c1e0f4a6d82b9053e7c6418fa2d0bb",
  texts: [
    { language: "en", clauses: CLAUSES.map(([key, title, text]) => ({ key, title, text })) },
    { language: "es", clauses: CLAUSES.map(([key, , , title, text]) => ({ key, title, text })) },
  ],
  accepted: { current: 3, version: 3, at: at(-2_000) },
  changes: [],
};

const node = (n: number, connections: number, heard_ms_ago?: number) => ({ node: id(n), version: "0.1.0", connections, ...(heard_ms_ago === undefined ? {} : { heard_ms_ago }) });

const server = (flags: Set<string>): ServerState => ({
  node: id(500),
  server_time: at(0),
  acknowledgement: flags.has("unsafe") ? "unsafe" : "ha",
  bus: flags.has("alone") ? "alone" : flags.has("busdown") ? "degraded" : "works",
  database: flags.has("alone") ? "sqlite" : "postgres",
  database_ms: 3,
  nodes: flags.has("alone") ? [node(500, 1)] : [node(500, 120, 210), node(501, 98, 340), node(502, 101, flags.has("busdown") ? 95_000 : 480)],
});

const version = (n: number, hours: number, accepted: number, waiting: number): AgreementVersion => ({
  version: n,
  published_at: at(hours),
  sha256: agreement.sha256,
  staff: { accepted, waiting, ...(n > 1 ? { published_by: wren } : {}) },
});
const VERSIONS = [version(3, -3_000, 11, 2), version(2, -6_000, 12, 0), version(1, -12_000, 4, 0)];

function edition(n: number): AgreementEdition {
  const clauses = agreement.texts[0]!.clauses;
  const before = { ...clauses[0]!, text: "You share what you have lived." };
  return {
    version: VERSIONS.find((each) => each.version === n) ?? VERSIONS[0]!,
    texts: agreement.texts,
    changes: n > 1 ? [{ language: "en", key: "lived", what: "changed", before, after: clauses[0]! }] : [],
  };
}

/** What the made-up server knows for the console; undefined for the rest. */
export function answerConsole(method: string, { pathname, searchParams }: URL, flags: Set<string>): Answer | undefined {
  if (!flags.has("staff")) return undefined;
  const [, place, which, part] = pathname.split("/");
  if (flags.has("faulty") && ["duty", "certification", "contact", "links", "certificates", "issuers", "agreement"].includes(place ?? "")) return refuse(500, "fault");
  if (place === "duty") {
    if (pathname === "/duty/rooms") return ok(board(flags));
    if (pathname === "/duty/preview") return ok(preview(flags));
    const found = ROOMS.find((each) => each.room.id === part || each.room.id === which) ?? ROOMS.find((each) => pathname.includes(each.room.id));
    if (!found) return refuse(404, "not_found");
    if (pathname.endsWith("/close")) return flags.has("raced") ? refuse(409, "conflict") : ok({ ...dutyRoom({ ...found, state: "closed" }), overdue: false });
    return ok(dutyRoom(found));
  }
  if (pathname === "/server/state") return ok(server(flags));
  if (pathname === "/certification/queue") return ok(queue(flags));
  if (place === "certificates" && which) {
    if (method === "GET") return ok(review(which, flags));
    if (part === "claim") return ok({ ...review(which, flags), claimed_by: method === "PUT" ? PEOPLE.me : undefined });
    if (flags.has("decided")) return refuse(409, "conflict");
    return ok({ ...review(which, flags), certificate: { ...review(which, flags).certificate, state: "verified", version: 4 } });
  }
  if (place === "accounts" && part === "certification") return ok(standing(flags));
  if (place === "accounts" && part === "standing") return ok(standing(new Set([...flags, "suspended"])));
  if (place === "accounts" && part === "certificates") return ok(review(APPLICATION, flags));
  if (place === "contact") {
    if (pathname === "/contact/messages") {
      const state = searchParams.get("state") ?? "open";
      const messages = flags.has("empty") ? [] : messagesNow(flags).filter((each) => each.state === state);
      return ok({ messages, open: flags.has("empty") ? 0 : MESSAGES.length });
    }
    const item = messagesNow(flags).find((each) => pathname.includes(each.id));
    if (!item) return undefined;
    if (pathname.endsWith("/claim")) return ok({ ...item, claimed_by: method === "PUT" ? PEOPLE.me : undefined });
    if (pathname.endsWith("/answer")) return ok({ ...item, state: "closed", answers: [{ text: "Yes, you can.", at: at(0), by: PEOPLE.me }] });
    if (pathname.endsWith("/close")) return ok({ ...item, state: "closed" });
    return ok(item);
  }
  if (place === "links") {
    if (method === "POST") return ok(LINKS[0]);
    const some = flags.has("empty") ? [] : searchParams.get("state") ? LINKS.filter((link) => link.state === searchParams.get("state")) : LINKS;
    return ok({ links: some, checking: !flags.has("unwatched"), broken: flags.has("empty") ? 0 : 1 });
  }
  if (place === "issuers") return method === "GET" ? ok({ issuers: flags.has("empty") ? [] : ISSUERS, ...SEEN }) : method === "PUT" ? ok(ISSUERS[0]) : { status: 204 };
  if (pathname === "/agreement/versions") return ok({ versions: VERSIONS });
  if (place === "agreement" && which === "versions") return ok(edition(Number(part)));
  if (place === "agreement" && flags.has("published")) return method === "GET" ? ok({ ...agreement, version: 4 }) : refuse(409, "conflict");
  if (place === "agreement" && flags.has("samewords") && method === "POST") return refuse(409, "conflict");
  if (place === "agreement") return ok(method === "GET" ? agreement : { ...agreement, version: 4 });
  return undefined;
}
