import { expect, test } from "vitest";
import { Batch, WINDOW_MS } from "../src/app/batch.ts";

test("a few messages are each said", () => {
  const batch = new Batch();
  for (const at of [0, 1_000, 2_000, 3_000]) expect(batch.add(`line ${at}`, at)).toBe(`line ${at}`);
  expect(batch.due()).toBeUndefined();
});

test("above 4 in 10 s the rest are counted, and told when the window ends", () => {
  const batch = new Batch();
  for (let at = 0; at < 10; at += 1) batch.add("line", at);
  expect(batch.due()).toBe(WINDOW_MS);
  expect(batch.flush(WINDOW_MS - 1)).toBe(0);
  expect(batch.flush(WINDOW_MS)).toBe(6);
  expect(batch.flush(WINDOW_MS + 1)).toBe(0);
});

test("while some are held, later ones wait behind them", () => {
  const batch = new Batch();
  for (let at = 0; at < 5; at += 1) batch.add("line", at);
  expect(batch.add("late", WINDOW_MS + 1)).toBeUndefined();
  expect(batch.flush(WINDOW_MS + 1)).toBe(2);
});

test("after a pause each is said again", () => {
  const batch = new Batch();
  for (let at = 0; at < 4; at += 1) batch.add("line", at);
  expect(batch.add("line", WINDOW_MS + 4)).toBe("line");
});

test("another room starts anew", () => {
  const batch = new Batch();
  for (let at = 0; at < 9; at += 1) batch.add("line", at);
  batch.clear();
  expect(batch.due()).toBeUndefined();
  expect(batch.add("line", 9)).toBe("line");
});
