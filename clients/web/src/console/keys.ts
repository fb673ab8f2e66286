/** The console's keys. Pure: what a press means, and what the list of keys says. */

/** `press` is a key that an act of the page carries (`data-key`). */
export type KeyAct = { act: "next" | "previous" | "commands" | "keys" } | { act: "press"; key: string };

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export interface Where {
  /** Inside a field. */
  typing: boolean;
  /** A dialog lies on top. */
  covered: boolean;
  /** Single keys are wanted. */
  single: boolean;
}

/** Acts that carry a key: I am on it, release, and the choices of a decision. */
const CARRIED: ReadonlySet<string> = new Set(["w", "r", "1", "2", "3", "4"]);
/** The key of the act that Ctrl Enter presses. */
export const DECIDE = "decide";

/**
 * What a press means. Single keys mean nothing inside fields, in a dialog, or where somebody turned them off; Ctrl K opens
 * the commands from everywhere, and Ctrl Enter decides also from within a field.
 */
export function actOf(press: Press, { typing, covered, single }: Where): KeyAct | null {
  const key = press.key.toLowerCase();
  const ctrl = (press.ctrlKey || press.metaKey) && !press.altKey;
  if (ctrl && key === "k") return { act: "commands" };
  if (ctrl && key === "enter" && !covered) return { act: "press", key: DECIDE };
  if (press.ctrlKey || press.metaKey || press.altKey || typing || covered || !single) return null;
  if (key === "j") return { act: "next" };
  if (key === "k") return { act: "previous" };
  if (key === "?") return { act: "keys" };
  return CARRIED.has(key) ? { act: "press", key } : null;
}

/** Whether a press goes into something that takes text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}

export interface Listed {
  keys: readonly string[];
  /** The id of what they do. */
  does: string;
}

const MOVE: readonly Listed[] = [
  { keys: ["J", "K"], does: "desk-key-next" },
  { keys: ["Enter"], does: "desk-key-open" },
];
const ALWAYS: readonly Listed[] = [
  { keys: ["Ctrl", "K"], does: "desk-key-commands" },
  { keys: ["?"], does: "desk-key-keys" },
];

/** Keys of pages with rows. */
export const LISTED: readonly Listed[] = [...MOVE, ...ALWAYS];

/** Keys where rows can be claimed. */
export const CLAIMING: readonly Listed[] = [
  ...MOVE,
  { keys: ["W"], does: "desk-key-claim" },
  { keys: ["R"], does: "desk-key-release" },
  ...ALWAYS,
];

/** Keys where something is decided. */
export const DECIDING: readonly Listed[] = [
  { keys: ["1", "2", "3"], does: "desk-key-measure" },
  { keys: ["Ctrl", "Enter"], does: "desk-key-decide" },
  { keys: ["W"], does: "desk-key-claim" },
  { keys: ["R"], does: "desk-key-release" },
  ...ALWAYS,
];
