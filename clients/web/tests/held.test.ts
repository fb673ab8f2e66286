import { expect, test } from "vitest";
import { withHeld, withOpen } from "../src/console/held.ts";

const list = (ids: string) => [...ids].map((id) => ({ id, said: id.toUpperCase() }));
const ids = (of: readonly { id: string }[]) => of.map((each) => each.id).join("");

test("what is held stays where it stood, once, and nothing else stays", () => {
  for (const [next, before, held, shown] of [
    ["ac", "abc", "b", "abc"],
    ["c", "abc", "ab", "abc"],
    ["", "abc", "c", "c"],
    ["xac", "abc", "b", "xbac"],
    ["ac", "abc", "", "ac"],
    ["abc", "abc", "b", "abc"],
    ["a", "", "b", "a"],
  ] as const) {
    expect(ids(withHeld(list(next), list(before), list(held))), `${next} after ${before}, held ${held}`).toBe(shown);
  }
});

test("what is held is what it is now, not what it was", () => {
  const [now] = withHeld([], list("a"), [{ id: "a", said: "new" }]);
  expect(now?.said).toBe("new");
});

test("the open one is shown beyond the first few", () => {
  const shown = withOpen(list("abcde"), 2, (each) => each.id === "d");
  expect(ids(shown)).toBe("abd");
});
