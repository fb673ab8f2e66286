import { expect, test } from "vitest";
import { wordDiff } from "../src/app/diff.ts";

const marks = { same: "", gone: "-", new: "+" };
const shown = (before: string, after: string) => wordDiff(before, after).map(({ kind, text }) => marks[kind] + text.trim());

test.each([
  ["You write every two days.", "You write every one to two days.", ["You write every", "+one to", "two days."]],
  ["One two", "One two", ["One two"]],
  ["", "All of it is new.", ["+All of it is new."]],
  ["All of it is gone.", "", ["-All of it is gone."]],
  ["", "", []],
  ["the same", "the same", ["the same"]],
  ["a line\nbroken", "a line broken", ["a line broken"]],
  ["a b c", "a x c", ["a", "-b", "+x", "c"]],
])("%j to %j", (before, after, expected) => expect(shown(before, after)).toEqual(expected));

test("both texts can be read out of the pieces", () => {
  const [before, after] = ["The cat sat on the mat by the door.", "A cat slept on the mat near the old door."];
  const pieces = wordDiff(before, after);
  const of = (kind: string) => pieces.filter((each) => each.kind === "same" || each.kind === kind).map((each) => each.text.trim()).join(" ");
  expect([of("gone"), of("new")]).toEqual([before, after]);
});

test("very long texts are shown one after the other", () => {
  const long = "word ".repeat(700);
  expect(wordDiff(long, "short").map((each) => each.kind)).toEqual(["gone", "new"]);
});
