/** What is different between two texts, word by word. Pure. */

export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Words with the space after them, so that the pieces together are the texts. */
const words = (text: string): string[] => text.match(/\S+\s*|^\s+/g) ?? [];

/** The longest words that both have in the same order stay; the rest is gone or new. */
export function diff(before: string, after: string): Piece[] {
  const [a, b] = [words(before), words(after)];
  const lengths = common(a, b);
  const pieces: Piece[] = [];
  const add = (kind: Piece["kind"], text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i]!.trimEnd() === b[j]!.trimEnd()) {
      add("same", b[j]!);
      i += 1;
      j += 1;
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) add("gone", a[i++]!);
    else add("new", b[j++]!);
  }
  while (i < a.length) add("gone", a[i++]!);
  while (j < b.length) add("new", b[j++]!);
  return pieces;
}

/** For each pair of places, how many words the rests have in common. */
function common(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const same = a[i]!.trimEnd() === b[j]!.trimEnd();
      lengths[i]![j] = same ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
