/** A mention being typed: where its @ stands and what follows, up to the caret. */
export interface Naming {
  at: number;
  text: string;
}

/** Longest alias, in characters; past it nobody is being named. */
const LONGEST = 24;

/** The mention that the caret is in, if any. An alias may hold one space, so one is allowed. */
export function naming(text: string, caret: number): Naming | undefined {
  const at = text.lastIndexOf("@", caret - 1);
  if (at < 0 || (at > 0 && !/[\s(]/.test(text[at - 1]!))) return undefined;
  const typed = text.slice(at + 1, caret);
  if (typed.length > LONGEST || /\n| $|^ | .* /.test(typed)) return undefined;
  return { at, text: typed };
}

/** The text with the mention written out, and where the caret goes. */
export function nameIn(text: string, from: Naming, caret: number, alias: string): { text: string; caret: number } {
  const written = `@${alias} `;
  return { text: text.slice(0, from.at) + written + text.slice(caret).replace(/^ /, ""), caret: from.at + written.length };
}
