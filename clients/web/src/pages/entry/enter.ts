import type { SignedIn } from "@alongside/connection";
import { navigate, router } from "../../app/router.svelte.ts";
import { needsAccount } from "../../app/routes.ts";
import { signedIn } from "../../app/session.svelte.ts";

/** Where somebody lands who came for nothing in particular. */
export const START = "/find";

/** Somebody is in. Whoever was on the way to a page gets that page; others get the rooms. */
export function enter(answer: SignedIn): void {
  const onTheWay = needsAccount(router.route);
  signedIn(answer);
  if (!onTheWay) navigate(START, { replace: true });
}
