/** Up to two letters: of two words, or the first two of one. */
export function initials(alias: string): string {
  const words = alias.split(/\s+/).filter(Boolean);
  const letters = (word: string | undefined, count: number) => [...(word ?? "")].slice(0, count).join("");
  return words.length > 1 ? letters(words[0], 1) + letters(words[1], 1) : letters(words[0], 2);
}

/** One of six hues, always the same for an id. */
export function hue(id: string): 1 | 2 | 3 | 4 | 5 | 6 {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + sign.codePointAt(0)!) >>> 0;
  return ((sum % 6) + 1) as 1 | 2 | 3 | 4 | 5 | 6;
}
