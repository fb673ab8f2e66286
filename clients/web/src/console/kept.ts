/** Texts that somebody began to write, kept while this page lives: a row that is closed or drawn anew loses nothing. */
const texts = new Map<string, string>();

export const keptText = (of: string): string => texts.get(of) ?? "";

export function keepText(of: string, text: string): void {
  if (text) texts.set(of, text);
  else texts.delete(of);
}
