/** Text, or a link in it. */
export interface Part {
  text: string;
  href?: string;
}

const LINK = /https:\/\/[^\s<>"]+/g;

/** Splits a plain text at its `https` links. What ends a sentence does not belong to an address. Pure. */
export function linkParts(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const href = trimmed(match[0]);
    if (href.length <= "https://".length) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function trimmed(href: string): string {
  let kept = href.replace(/[.,;:!?'*_]+$/, "");
  // A closing bracket belongs to the address when it was opened in it.
  while (kept.endsWith(")") && count(kept, ")") > count(kept, "(")) kept = kept.slice(0, -1).replace(/[.,;:!?'*_]+$/, "");
  return kept;
}

const count = (text: string, sign: string) => text.split(sign).length - 1;
