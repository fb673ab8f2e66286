/** A run of words that both texts have, that only the old one has, or only the new one. */
export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Beyond this many words the two texts are shown one after the other: the table would be too large. */
const MOST_WORDS = 600;

/** What is different between two texts, by words. Pure. */
export function wordDiff(before: string, after: string): Piece[] {
  const [a, b] = [words(before), words(after)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return joined([piece("gone", before), piece("new", after)]);
  const common = commonLengths(a, b);
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && alike(a[i]!, b[j]!)) {
      pieces.push(piece("same", b[j]!));
      [i, j] = [i + 1, j + 1];
    } else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      pieces.push(piece("gone", a[i++]!));
    } else {
      pieces.push(piece("new", b[j++]!));
    }
  }
  return joined(pieces);
}

const piece = (kind: Piece["kind"], text: string): Piece => ({ kind, text });
/** Words with the space that follows them. */
const words = (text: string) => text.match(/\S+\s*/g) ?? [];
const alike = (one: string, other: string) => one.trimEnd() === other.trimEnd();

/** Lengths of the longest common run of words from each pair of places on. */
function commonLengths(a: string[], b: string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i]![j] = alike(a[i]!, b[j]!) ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}

function joined(pieces: Piece[]): Piece[] {
  const runs: Piece[] = [];
  for (const { kind, text } of pieces) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += text;
    else runs.push({ kind, text });
  }
  return runs;
}
