import { answerConsole } from "./console.ts";
import { answerPages } from "./pages.ts";
import { account, crisis, guidelines, PEOPLE, rooms } from "./world.ts";

/** Answers of the made-up server, by method and path. `mock` carries the flags of the page's address. */
export function answer(method: string, url: string, mock: string): { status: number; body?: unknown } {
  const address = new URL(url, "http://mock");
  const { pathname, searchParams } = address;
  const flags = new Set(mock.split(","));
  const ok = (body: unknown) => ({ status: 200, body });
  const refuse = (status: number, code: string) => ({ status, body: { error: { code, message: code, retry: "never" } } });
  if (flags.has("down")) return refuse(500, "fault");
  const ofPages = answerConsole(method, address, flags) ?? answerPages(method, address, flags);
  if (ofPages) return ofPages;
  if (pathname === "/me") return flags.has("out") ? refuse(401, "unauthenticated") : ok(account(flags));
  if (pathname === "/crisis" && searchParams.get("country") === "US") return ok(crisis);
  if (pathname.endsWith("/members")) {
    const query = searchParams.get("query")?.toLowerCase() ?? "";
    const fitting = Object.values(PEOPLE).filter((person) => person.alias.toLowerCase().startsWith(query));
    return ok({ members: fitting.map((person) => ({ person, role: "member", joined_at: "2026-01-01T00:00:00Z" })) });
  }
  const [, collection, id, part] = pathname.split("/");
  if (collection === "rooms" && id && part === "guidelines") return ok(guidelines(id));
  if (collection === "rooms" && id && !part) {
    const room = rooms(flags).find((each) => each.id === id);
    return room ? ok(flags.has("group") ? { ...room, kind: "group", you: undefined } : room) : refuse(404, "not_found");
  }
  return method === "GET" ? refuse(404, "no_route") : { status: 204 };
}
