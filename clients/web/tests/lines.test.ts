import type { MessageItem } from "@alongside/connection";
import { expect, test } from "vitest";
import { countAfter, toLines } from "../src/room/lines.ts";

const DAY = Date.parse("2026-03-10T12:00:00Z");

function item(seq: number | undefined, minutes: number, more: Partial<MessageItem> = {}): MessageItem {
  return {
    key: `k${seq ?? "new"}-${minutes}`,
    clientId: "c",
    ...(seq === undefined ? {} : { seq }),
    author: { id: "wren", alias: "Wren" },
    own: false,
    byModerator: false,
    delivery: "sent",
    state: "visible",
    body: "hi",
    mentions: [],
    revision: 1,
    reactions: [],
    postedAt: new Date(DAY + minutes * 60_000).toISOString(),
    ...more,
  };
}

test("a day begins above its first message only", () => {
  const lines = toLines([item(1, 0), item(2, 5), item(3, 24 * 60)], undefined, false);
  expect(lines.map((line) => line.day !== undefined)).toEqual([true, false, true]);
});

test("the unread line stands once, above the first message of others that was not read", () => {
  const lines = toLines([item(1, 0), item(2, 1, { own: true }), item(3, 2), item(4, 3)], 1, false);
  expect(lines.map((line) => line.newSince)).toEqual([undefined, undefined, lines[1]!.item.postedAt, undefined]);
});

test("when everything is new, no line is drawn", () => {
  expect(toLines([item(1, 0), item(2, 1)], 0, false).some((line) => line.newSince !== undefined)).toBe(false);
  expect(toLines([item(7, 0)], 3, true)[0]!.newSince).toBe("");
});

test("own messages join while they are close, and not across a tombstone", () => {
  const own = { own: true };
  const lines = toLines(
    [item(1, 0, own), item(2, 3, own), item(3, 30, own), item(4, 31, { ...own, state: "deleted" }), item(5, 32, own), item(6, 33)],
    undefined,
    false,
  );
  expect(lines.map((line) => line.joined)).toEqual([false, true, false, false, false, false]);
});

test("only the last own message that the server has says so", () => {
  const lines = toLines(
    [item(1, 0, { own: true }), item(2, 1, { own: true }), item(undefined, 2, { own: true, delivery: "sending" })],
    undefined,
    false,
  );
  expect(lines.map((line) => line.lastSent)).toEqual([false, true, false]);
});

test("what is counted as new: messages of others that can be read", () => {
  expect(countAfter([item(1, 0), item(2, 1), item(3, 2, { own: true }), item(4, 3, { state: "removed" }), item(5, 4)], 1)).toBe(2);
});
