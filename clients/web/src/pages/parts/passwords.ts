import { LIMITS } from "@alongside/connection";

const [LEAST, MOST] = LIMITS.PASSWORD_CHARACTERS;
/** From here on a password is long enough that guessing it takes longer than anybody has. */
const GOOD = 12;
const STRONG = 16;

export type Strength =
  | { kind: "empty" }
  | { kind: "short"; missing: number }
  | { kind: "enough" }
  | { kind: "good" }
  | { kind: "strong" }
  | { kind: "long"; over: number };

/** How far the length of a password carries. Length is what counts; nobody is asked for signs and digits. */
export function strength(password: string): Strength {
  // As the server counts: Unicode scalar values after NFKC.
  const length = [...password.normalize("NFKC")].length;
  if (length === 0) return { kind: "empty" };
  if (length < LEAST) return { kind: "short", missing: LEAST - length };
  if (length > MOST) return { kind: "long", over: length - MOST };
  if (length < GOOD) return { kind: "enough" };
  return { kind: length < STRONG ? "good" : "strong" };
}

export function fits(password: string): boolean {
  return !["empty", "short", "long"].includes(strength(password).kind);
}
