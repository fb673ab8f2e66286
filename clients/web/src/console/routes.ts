import { CONSOLE } from "../app/routes.ts";

/** Addresses of the console. Pure: a path in, a route out. */
export type Route =
  | { name: "now" }
  | { name: "duty" }
  | { name: "supporters" }
  | { name: "certificate"; id: string }
  | { name: "standing"; id: string }
  | { name: "accounts" }
  | { name: "contact" }
  | { name: "links" }
  | { name: "agreement" }
  | { name: "issuers" }
  | { name: "more" }
  | { name: "unknown" };

const PLAIN: Record<string, Route> = {
  "": { name: "now" },
  "/duty": { name: "duty" },
  "/supporters": { name: "supporters" },
  "/accounts": { name: "accounts" },
  "/contact": { name: "contact" },
  "/contact/links": { name: "links" },
  "/texts/agreement": { name: "agreement" },
  "/texts/issuers": { name: "issuers" },
  "/more": { name: "more" },
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function parseRoute(pathname: string): Route {
  if (!pathname.startsWith(CONSOLE)) return { name: "unknown" };
  const path = pathname.slice(CONSOLE.length).replace(/\/+$/, "");
  const plain = PLAIN[path];
  if (plain) return plain;
  const [, place, id, ...rest] = path.split("/");
  if (!id || !UUID.test(id) || rest.length > 0) return { name: "unknown" };
  if (place === "certificates") return { name: "certificate", id };
  if (place === "people") return { name: "standing", id };
  return { name: "unknown" };
}

export const at = (path: string) => `${CONSOLE}${path}`;
export const toCertificate = (id: string) => at(`/certificates/${id}`);
export const toStanding = (account: string) => at(`/people/${account}`);
