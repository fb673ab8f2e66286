import { LIMITS } from "@alongside/connection";
import { t } from "../../app/strings.svelte.ts";
import type { Act } from "../parts/act.svelte.ts";
import { fits, strength } from "../parts/passwords.ts";

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
  const length = strength(password);
  if (fits(password)) return true;
  const words = length.kind === "short" ? t("password-too-short", { count: length.missing }) : length.kind === "long" ? t("password-long", { count: length.over }) : t("password-missing");
  await act.refuse(words, field);
  return false;
}
