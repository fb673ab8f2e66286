import type { MessageItem } from "@alongside/connection";

/** What a reader has chosen not to meet unasked. */
export interface Hidden {
  /** Ids of muted people. */
  people: ReadonlySet<string>;
  words: readonly string[];
}

/** Why a message is folded: its note, a muted word, a muted person. */
export type Fold = { kind: "note"; note: string } | { kind: "word"; word: string } | { kind: "person" };

const WORD = /[\p{L}\p{N}]/u;
const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whole words only, whatever their case and accents: "meth" does not fold "method". */
export function holdsWord(text: string, word: string): boolean {
  const within = plain(text);
  const sought = plain(word).trim();
  if (!sought) return false;
  for (let at = within.indexOf(sought); at !== -1; at = within.indexOf(sought, at + 1)) {
    const after = within[at + sought.length] ?? "";
    if (!WORD.test(within[at - 1] ?? "") && !WORD.test(after)) return true;
  }
  return false;
}

export function foldOf(message: Pick<MessageItem, "own" | "author" | "body" | "note">, hidden: Hidden): Fold | null {
  if (!message.own && hidden.people.has(message.author.id)) return { kind: "person" };
  if (message.note) return { kind: "note", note: message.note };
  if (message.own) return null;
  const word = hidden.words.find((each) => holdsWord(message.body, each));
  return word === undefined ? null : { kind: "word", word };
}

/** Whether the words of a quoted message may stand in a reply. */
export function mayQuote(authorId: string | undefined, excerpt: string, original: MessageItem | undefined, hidden: Hidden): boolean {
  if (authorId !== undefined && hidden.people.has(authorId)) return false;
  if (original && foldOf(original, hidden)) return false;
  return !hidden.words.some((word) => holdsWord(excerpt, word));
}
