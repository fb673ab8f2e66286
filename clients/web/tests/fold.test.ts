import { expect, test } from "vitest";
import { foldOf, holdsWord, mayQuote, type Hidden } from "../src/room/fold.ts";

const nothing: Hidden = { people: new Set(), words: [] };
const message = (body: string, more = {}) => ({ own: false, author: { id: "wren", alias: "Wren" }, body, ...more });

test("whole words, whatever their case and accents", () => {
  expect(holdsWord("At the Hospital.", "hospital")).toBe(true);
  expect(holdsWord("la canción", "cancion")).toBe(true);
  expect(holdsWord("method", "meth")).toBe(false);
  expect(holdsWord("two words here", "words here")).toBe(true);
  expect(holdsWord("anything", " ")).toBe(false);
});

test("notes, muted words and muted people fold", () => {
  expect(foldOf(message("hi"), nothing)).toBeNull();
  expect(foldOf(message("hi", { note: "a hospital stay" }), nothing)).toEqual({ kind: "note", note: "a hospital stay" });
  expect(foldOf(message("rum"), { ...nothing, words: ["rum"] })).toEqual({ kind: "word", word: "rum" });
  expect(foldOf(message("hi", { note: "x" }), { ...nothing, people: new Set(["wren"]) })).toEqual({ kind: "person" });
});

test("own words never fold for oneself, own notes do", () => {
  expect(foldOf(message("rum", { own: true }), { ...nothing, words: ["rum"] })).toBeNull();
  expect(foldOf(message("rum", { own: true, note: "x" }), nothing)).toEqual({ kind: "note", note: "x" });
});

test("a reply does not quote what is folded", () => {
  expect(mayQuote("wren", "hi", undefined, nothing)).toBe(true);
  expect(mayQuote("wren", "hi", undefined, { ...nothing, people: new Set(["wren"]) })).toBe(false);
  expect(mayQuote("wren", "the rum", undefined, { ...nothing, words: ["rum"] })).toBe(false);
  expect(mayQuote("wren", "hi", message("hi", { note: "x" }) as never, nothing)).toBe(false);
});
