import { expect, test } from "vitest";
import { EXIT_URL, safeExit, tripleEscape } from "../src/app/exit.ts";

test("three presses within 1.5 s leave, slower ones do not", () => {
  const third = tripleEscape();
  expect([0, 700, 1_500].map(third)).toEqual([false, false, true]);
  const slow = tripleEscape();
  expect([0, 1_000, 1_501, 3_200].map(slow)).toEqual([false, false, false, false]);
});

test("only https addresses are gone to", () => {
  expect(safeExit("https://example.org/")).toBe("https://example.org/");
  for (const bad of ["javascript:alert(1)", "http://example.org/", "weather", "", undefined]) {
    expect(safeExit(bad)).toBe(EXIT_URL);
  }
});
