import { expect, test } from "vitest";
import { recall, remember } from "../src/app/device.ts";

test("what is remembered is added to, not replaced", () => {
  let kept: string | null = null;
  const storage = { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
  remember({ country: "MX" }, storage);
  remember({ theme: "dark" }, storage);
  expect(recall(storage)).toEqual({ country: "MX", theme: "dark" });
});

test("broken or forbidden storage remembers nothing and breaks nothing", () => {
  expect(recall({ getItem: () => "{" })).toEqual({});
  expect(recall({ getItem: () => "3" })).toEqual({});
  const forbidden = {
    getItem: () => null,
    setItem: () => {
      throw new Error("forbidden");
    },
  };
  expect(() => remember({ theme: "dark" }, forbidden)).not.toThrow();
});
