/** Addresses of the participants' app. Pure: a path in, a route out. To add a page, add a line here and in App.svelte. */
export type Route =
  | { name: "welcome" }
  | { name: "find" }
  | { name: "rooms" }
  | { name: "room"; id: string; message?: string }
  | { name: "new_room" }
  | { name: "room_settings"; id: string }
  | { name: "room_people"; id: string }
  | { name: "guidelines"; id: string }
  | { name: "keep" }
  | { name: "supporter" }
  | { name: "contact" }
  | { name: "contact_receipt" }
  | { name: "agreement" }
  | { name: "agreement_version"; version: number }
  | { name: "notifications" }
  | { name: "one_to_one" }
  | { name: "settings" }
  | { name: "sign_in" }
  | { name: "sign_up" }
  | { name: "setup"; token: string }
  | { name: "reset"; token: string }
  | { name: "forgot" }
  | { name: "stop_mail"; token: string; kind: string }
  | { name: "help" }
  | { name: "unknown" };

/** Pages that need no account. */
const OPEN_TO_ALL: ReadonlySet<Route["name"]> = new Set(["welcome", "sign_in", "sign_up", "setup", "reset", "forgot", "stop_mail", "help", "contact", "contact_receipt", "unknown"]);

export function needsAccount(route: Route): boolean {
  return !OPEN_TO_ALL.has(route.name);
}

const PLAIN: Record<string, Route> = {
  "/": { name: "welcome" },
  "/find": { name: "find" },
  "/rooms": { name: "rooms" },
  "/rooms/new": { name: "new_room" },
  "/keep": { name: "keep" },
  "/supporter": { name: "supporter" },
  "/contact": { name: "contact" },
  "/contact/receipt": { name: "contact_receipt" },
  "/agreement": { name: "agreement" },
  "/notifications": { name: "notifications" },
  "/one-to-one": { name: "one_to_one" },
  "/settings": { name: "settings" },
  "/sign-in": { name: "sign_in" },
  "/sign-up": { name: "sign_up" },
  "/forgot": { name: "forgot" },
  "/help": { name: "help" },
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One-time tokens travel in the fragment, which browsers never send to a server. */
export function parseRoute(pathname: string, hash = ""): Route {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, "") : pathname;
  const plain = PLAIN[path];
  if (plain) return plain;
  const fragment = new URLSearchParams(hash.replace(/^#/, ""));
  if (path === "/setup") return { name: "setup", token: fragment.get("token") ?? "" };
  if (path === "/reset") return { name: "reset", token: fragment.get("token") ?? "" };
  if (path === "/stop-mail") return { name: "stop_mail", token: fragment.get("token") ?? "", kind: fragment.get("kind") ?? "" };
  const [, version] = /^\/agreement\/([1-9]\d{0,8})$/.exec(path) ?? [];
  if (version) return { name: "agreement_version", version: Number(version) };
  const [, rooms, id, part, ...rest] = path.split("/");
  if (rooms !== "rooms" || !id || !UUID.test(id) || rest.length > 0) return { name: "unknown" };
  if (part === undefined) {
    const message = fragment.get("message");
    return message && UUID.test(message) ? { name: "room", id, message } : { name: "room", id };
  }
  if (part === "settings") return { name: "room_settings", id };
  if (part === "people") return { name: "room_people", id };
  if (part === "guidelines") return { name: "guidelines", id };
  return { name: "unknown" };
}

/** The other entry of this project, for staff. */
export const CONSOLE = "/console";

export function isConsole(pathname: string): boolean {
  return pathname === CONSOLE || pathname.startsWith(`${CONSOLE}/`);
}

export const toAgreementVersion = (version: number) => `/agreement/${version}`;
export const toRoom = (id: string) => `/rooms/${id}`;
export const toGuidelines = (id: string) => `/rooms/${id}/guidelines`;
export const toRoomSettings = (id: string) => `/rooms/${id}/settings`;
export const toRoomPeople = (id: string) => `/rooms/${id}/people`;
