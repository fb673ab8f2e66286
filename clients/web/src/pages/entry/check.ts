import { LIMITS } from "@alongside/connection";
import { t } from "../../app/strings.svelte.ts";
import type { Act } from "../parts/act.svelte.ts";
import { fits } from "../parts/passwords.ts";

/** What can be told without asking: an alias or a password of a length that cannot be. True when both may be sent. */
export async function checkNewAccount(act: Act, alias: string, password: string): Promise<boolean> {
  const length = [...alias.trim()].length;
  const [least, most] = LIMITS.ALIAS_CHARACTERS;
  if (length < least || length > most) {
    await act.refuse(t("alias-length", { least, most }), "alias");
    return false;
  }
  return checkPassword(act, password, "password");
}

export async function checkPassword(act: Act, password: string, field: string): Promise<boolean> {
  if (fits(password)) return true;
  await act.refuse(t("password-rules"), field);
  return false;
}
