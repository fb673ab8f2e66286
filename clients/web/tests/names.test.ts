import { expect, test } from "vitest";
import { naming, nameIn } from "../src/room/names.ts";

test.each([
  ["hi @He", 6, { at: 3, text: "He" }],
  ["@", 1, { at: 0, text: "" }],
  ["@Quiet Bi", 9, { at: 0, text: "Quiet Bi" }],
  ["(@wr", 4, { at: 1, text: "wr" }],
  ["mail a@b", 8, undefined],
  ["@Heron and then", 15, undefined],
  ["@Heron ", 7, undefined],
  ["@a\nb", 4, undefined],
  ["nobody", 3, undefined],
])("%j at %i", (text, caret, found) => expect(naming(text, caret)).toEqual(found));

test("the alias is written out, and the caret stands behind it", () => {
  expect(nameIn("hi @he there", { at: 3, text: "he" }, 6, "Heron")).toEqual({ text: "hi @Heron there", caret: 10 });
});
