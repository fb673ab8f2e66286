import type { ContactInbox, ContactItem } from "@alongside/connection";
import { get } from "../app/api.ts";
import { codeOf } from "../app/refusals.ts";
import { withHeld } from "./held.ts";
import { keptText } from "./kept.ts";

/** Under which name a begun answer is kept. */
export const answerTo = (message: string): string => `contact ${message}`;

/** As it is now, or as it was while it cannot be asked for: one message keeps no list from coming. Absent when it is no more. */
async function heldNow(item: ContactItem): Promise<ContactItem | undefined> {
  try {
    return await get<ContactItem>(`/contact/messages/${item.id}`);
  } catch (error) {
    return codeOf(error) === "not_found" ? undefined : item;
  }
}

/**
 * Messages to staff. One that somebody is answering stays in the list when another one answers or closes it meanwhile, as it
 * is then.
 */
export async function readInbox(path: string, before: ContactInbox | undefined): Promise<ContactInbox> {
  const next = await get<ContactInbox>(path);
  const old = before?.messages ?? [];
  const gone = old.filter(({ id }) => keptText(answerTo(id)) && !next.messages.some((each) => each.id === id));
  const held = (await Promise.all(gone.map(heldNow))).filter((item) => item !== undefined);
  return { ...next, messages: withHeld(next.messages, old, held) };
}
