import type { SignedIn } from "@alongside/connection";
import { navigate, router } from "../../app/router.svelte.ts";
import { isConsole, needsAccount } from "../../app/routes.ts";
import { signedIn } from "../../app/session.svelte.ts";

/** Where somebody lands who came for nothing in particular. */
export const START = "/find";

/** Where the console sends somebody to sign in: back to it afterwards, and to nowhere else. */
export function consoleWanted(hash: string): string | null {
  const to = new URLSearchParams(hash.replace(/^#/, "")).get("to") ?? "";
  return isConsole(to) ? to : null;
}

/** Somebody is in. Whoever was on the way to a page gets that page; others get the rooms. */
export function enter(answer: SignedIn): void {
  const console = consoleWanted(location.hash);
  if (console) return location.assign(console);
  const onTheWay = needsAccount(router.route);
  signedIn(answer);
  if (!onTheWay) navigate(START, { replace: true });
}
