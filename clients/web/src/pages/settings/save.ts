import type { Account, Settings, UpdateMe } from "@alongside/connection";
import { patch } from "../../app/api.ts";
import { accountIs, session } from "../../app/session.svelte.ts";

let last: Promise<unknown> = Promise.resolve();

/** Changes something of one's own account. */
export async function updateMe(change: UpdateMe): Promise<void> {
  accountIs(await patch<Account>("/me", change));
}

/**
 * Changes some settings. They travel all at once, so one change waits for the one before: else two quick presses
 * would each carry the other's old value.
 */
export function saveSettings(change: Partial<Settings>): Promise<void> {
  const next = last
    .catch(() => undefined)
    .then(async () => {
      if (session.account) await updateMe({ settings: { ...session.account.settings, ...change } });
    });
  last = next;
  return next;
}
