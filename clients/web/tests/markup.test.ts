import { expect, test } from "vitest";
import { parse, plainText, type Inline } from "../src/room/markup.ts";

const line = (body: string, aliases: string[] = []): Inline[] => {
  const [block] = parse(body, aliases);
  if (block?.kind !== "paragraph") throw new Error("not a paragraph");
  return block.lines[0]!;
};
const text = (value: string): Inline => ({ kind: "text", text: value });

test("bold and italic, also in each other", () => {
  expect(line("a *b* c")).toEqual([text("a "), { kind: "bold", children: [text("b")] }, text(" c")]);
  expect(line("*a _b_*")).toEqual([{ kind: "bold", children: [text("a "), { kind: "italic", children: [text("b")] }] }]);
});

test.each(["2 * 3 * 4", "snake_case_name", "* a", "a*b*c", "_", "**", "*open", "* *"])("%s is plain", (body) =>
  expect(line(body)).toEqual([text(body)]),
);

test("quotes, lists and paragraphs", () => {
  expect(parse("> first\n> second\n- one\n- two\nthree\nfour\n\nfive").map((block) => block.kind)).toEqual([
    "quote",
    "list",
    "paragraph",
    "paragraph",
  ]);
  expect(parse("-no list\n>no quote").map((block) => block.kind)).toEqual(["paragraph"]);
  expect(parse("\n \n")).toEqual([]);
});

test.each([
  ["see https://example.org/a.", "https://example.org/a"],
  ["(https://example.org/a)", "https://example.org/a"],
  ["https://example.org/a_(b)", "https://example.org/a_(b)"],
  ["https://example.org/?q=1,2!", "https://example.org/?q=1,2"],
])("%s", (body, href) => expect(line(body).find((part) => part.kind === "link")).toEqual({ kind: "link", href, text: href }));

test.each(["http://example.org", "javascript:alert(1)", "https://", "xhttps://example.org"])("%s is no link", (body) =>
  expect(line(body)).toEqual([text(body)]),
);

test("markup is never read as HTML", () => {
  expect(line("<img src=x onerror=alert(1)>")).toEqual([text("<img src=x onerror=alert(1)>")]);
});

test("people who are named, and nobody else", () => {
  expect(line("hi @Quiet Birch, hi @Wren", ["Quiet Birch"])).toEqual([
    text("hi "),
    { kind: "mention", text: "@Quiet Birch" },
    text(", hi @Wren"),
  ]);
  expect(line("@Herons", ["Heron"])).toEqual([text("@Herons")]);
});

test("4,000 signs of any kind are read in time", () => {
  for (const body of ["*a ".repeat(1_334), "_*".repeat(2_000), "https://".repeat(500), "@".repeat(4_000)]) {
    const start = performance.now();
    parse(body, ["Heron"]);
    expect(performance.now() - start).toBeLessThan(500);
  }
});

test("a quoted line has the words without their marks", () => {
  expect(plainText("> a *b _c_*\n- d\n\nhttps://example.org/x")).toBe("a b c d https://example.org/x");
});
