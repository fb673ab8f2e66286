/**
 * The small mark-up of messages: *bold*, _italic_, `> ` quotes, `- ` lists, bare https links. Text in, a tree
 * out; components turn it into elements, so nothing that somebody wrote is ever read as HTML.
 */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "bold"; children: Inline[] }
  | { kind: "italic"; children: Inline[] }
  | { kind: "link"; href: string; text: string }
  | { kind: "mention"; text: string };

/** A line of a list is one item of it. */
export interface Block {
  kind: "paragraph" | "quote" | "list";
  lines: Inline[][];
}

const MARKS = { "*": "bold", _: "italic" } as const;
const LINK = /^https:\/\/[^\s<>"]+/;
const WORD = /[\p{L}\p{N}]/u;

/** `aliases` are the people whom the message names; `@Alias` of one of them is a mention. */
export function parse(body: string, aliases: readonly string[] = []): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of body.split("\n")) {
    if (line.trim() === "") {
      open = undefined;
      continue;
    }
    const [kind, rest] = kindOf(line);
    if (open?.kind !== kind) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    open.lines.push(parseInline(rest, aliases));
  }
  return blocks;
}

function kindOf(line: string): [Block["kind"], string] {
  if (line.startsWith("> ")) return ["quote", line.slice(2)];
  if (line.startsWith("- ")) return ["list", line.slice(2)];
  return ["paragraph", line];
}

function parseInline(text: string, aliases: readonly string[], inside: readonly string[] = []): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push({ kind: "text", text: plain });
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const before = at === 0 ? "" : text[at - 1]!;
    const special = WORD.test(before) ? undefined : readSpecial(text, at, aliases, inside);
    if (special) {
      flush();
      found.push(special.inline);
      at = special.end;
    } else {
      plain += text[at]!;
      at += 1;
    }
  }
  flush();
  return found;
}

interface Special {
  inline: Inline;
  end: number;
}

function readSpecial(text: string, at: number, aliases: readonly string[], inside: readonly string[]): Special | undefined {
  const sign = text[at]!;
  if (sign === "h") return readLink(text, at);
  if (sign === "@") return readMention(text, at, aliases);
  if ((sign === "*" || sign === "_") && !inside.includes(sign)) return readMark(text, at, sign, aliases, inside);
  return undefined;
}

/** The signs that end a sentence, not an address. A closing bracket belongs to it when it was opened in it. */
function readLink(text: string, at: number): Special | undefined {
  let href = LINK.exec(text.slice(at, at + 2_048))?.[0];
  if (!href) return undefined;
  href = href.replace(/[.,;:!?'*_]+$/, "");
  while (href.endsWith(")") && !href.includes("(")) href = href.slice(0, -1).replace(/[.,;:!?'*_]+$/, "");
  if (href.length <= "https://".length) return undefined;
  return { inline: { kind: "link", href, text: href }, end: at + href.length };
}

function readMention(text: string, at: number, aliases: readonly string[]): Special | undefined {
  for (const alias of aliases) {
    const end = at + 1 + alias.length;
    const named = text.slice(at + 1, end).toLowerCase() === alias.toLowerCase();
    if (named && !WORD.test(text[end] ?? "")) return { inline: { kind: "mention", text: text.slice(at, end) }, end };
  }
  return undefined;
}

function readMark(
  text: string,
  at: number,
  sign: keyof typeof MARKS,
  aliases: readonly string[],
  inside: readonly string[],
): Special | undefined {
  if (/\s|^$/.test(text[at + 1] ?? "")) return undefined;
  for (let end = text.indexOf(sign, at + 2); end !== -1; end = text.indexOf(sign, end + 1)) {
    if (/\s/.test(text[end - 1]!) || WORD.test(text[end + 1] ?? "")) continue;
    const children = parseInline(text.slice(at + 1, end), aliases, [...inside, sign]);
    return { inline: { kind: MARKS[sign], children }, end: end + 1 };
  }
  return undefined;
}

/** The words without their marks, for a line that quotes them. */
export function plainText(body: string): string {
  const words = (part: Inline): string => ("children" in part ? part.children.map(words).join("") : part.text);
  return parse(body)
    .flatMap((block) => block.lines)
    .map((line) => line.map(words).join(""))
    .join(" ");
}
