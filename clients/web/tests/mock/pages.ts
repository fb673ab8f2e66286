import type { AccountRow, GuidelineLibrary, Room, Session } from "../../../connection/src/generated/protocol.ts";
import { duty } from "./duty.ts";
import { answerNotices } from "./notices.ts";
import { notifications } from "./notifications.ts";
import { answerStanding } from "./standing.ts";
import { PEOPLE, account, rooms } from "./world.ts";

interface Answer {
  status: number;
  body?: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (status: number, code: string, field?: string): Answer => ({
  status,
  body: { error: { code, message: code, retry: "never", ...(field ? { field } : {}) } },
});

const session = (n: number, more: Partial<Session>): Session => ({
  id: `0198a5f0-0000-7000-8000-${String(500 + n).padStart(12, "0")}`,
  kind: "device",
  device: "Firefox, Android",
  created_at: "2026-01-04T10:00:00Z",
  last_seen_at: new Date(Date.now() - 3 * 3_600_000).toISOString(),
  expires_at: "2027-01-04T10:00:00Z",
  current: false,
  ...more,
});

const SESSIONS = [session(1, { current: true, device: "Chrome, Linux" }), session(2, {}), session(3, { kind: "token", device: "Terminal" })];

const ACCOUNTS: AccountRow[] = [
  { person: PEOPLE.heron, roles: ["supporter"], suspended: false, created_at: "2026-01-04T10:00:00Z" },
  { person: PEOPLE.kettle, roles: [], suspended: true, created_at: "2026-01-05T10:00:00Z" },
];

const PERSONAS = [{ key: "heron", alias: "Heron", about: "A peer supporter who keeps three rooms." }];

const LIBRARY: GuidelineLibrary = {
  floor: [{ key: "confidential", short: "What is said here stays here.", text: "Do not pass it on.", floor: true }],
  templates: [
    {
      key: "night",
      name: "Night room",
      about: "For rooms where people sit together when they cannot sleep.",
      rules: [{ short: "Company first; fixes can wait.", text: "Ask before you offer an idea." }],
    },
  ],
};

/** A group that the reader is not in: nobody has asked, they have, or somebody invited them. */
function group(flags: Set<string>): Room {
  const [kitchen] = rooms(flags);
  if (!kitchen) throw new Error("The made-up world has a kitchen");
  const { you: _, ...outside } = kitchen;
  const request = { id: "0198a5f0-0000-7000-8000-000000000300", room: kitchen.id, person: PEOPLE.me, state: "open", created_at: "2026-01-05T10:00:00Z" } as const;
  return {
    ...outside,
    kind: "group",
    ...(flags.has("asked") ? { join_request: request } : {}),
    ...(flags.has("invited") ? { join_request: { ...request, invited_by: PEOPLE.heron } } : {}),
  };
}

/** What the made-up server knows for the pages around the rooms; undefined for the rest. */
export function answerPages(method: string, { pathname, searchParams }: URL, flags: Set<string>): Answer | undefined {
  const asked = `${method} ${pathname}`;
  switch (asked) {
    case "GET /server":
      return ok({
        name: "Alongside",
        version: "0.1.0",
        setup_needed: flags.has("setup"),
        demo: flags.has("demo") ? PERSONAS : [],
        mail: flags.has("mail"),
        sign_up: !flags.has("shut"),
      });
    case "GET /rooms": {
      const words = searchParams.get("query")?.toLowerCase() ?? "";
      const open = flags.has("norooms") ? [] : rooms(flags).filter((room) => room.kind !== "direct" && room.name.toLowerCase().includes(words));
      return ok({ rooms: open, topics: open.length > 0 ? ["Sleep", "Loss"] : [] });
    }
    case "GET /me/duty":
      return flags.has("failing") ? refuse(500, "fault") : ok(duty(flags));
    case "GET /me/notifications":
      return ok(notifications(flags));
    case "POST /leaves/0198a5f0-0000-7000-8000-000000000702/answer":
      return ok({});
    case "GET /me/sessions":
      return ok({ sessions: SESSIONS });
    case "GET /accounts":
      return ok({ accounts: ACCOUNTS });
    case "GET /guideline-templates":
      return ok(LIBRARY);
    case "PATCH /me":
      return ok(account(flags));
    case "POST /accounts":
      return refuse(409, "alias_taken", "alias");
    case "POST /sessions":
      return refuse(401, "wrong_credentials");
    case "POST /me/tokens":
      return ok({ session: session(4, { kind: "token", device: "Bot" }), token: "made-up-token" });
  }
  const further = answerStanding(asked, flags) ?? answerNotices(asked, flags);
  if (further) return further;
  if (pathname.startsWith("/people/")) return refuse(404, "not_found");
  const asksGroup = flags.has("asked") || flags.has("invited");
  if (asksGroup && method === "GET" && /^\/rooms\/[^/]+$/.test(pathname)) return ok(group(flags));
  return undefined;
}
