import { describe, expect, it } from "vitest";
import * as backoff from "../src/backoff.js";
import * as cursors from "../src/cursor.js";
import { excerptOf, purged } from "../src/excerpt.js";
import type { Batch, Message } from "../src/generated/protocol.js";

const at = (seq: number, more: Partial<cursors.Cursor> = {}): cursors.Cursor => ({
  ...cursors.startingAt({ epoch: "e", seq }),
  status: "following",
  ...more,
});
const batch = (prev: number, to: number, epoch = "e"): Batch => ({
  stream: "s",
  epoch,
  prev,
  to,
  events: Array.from({ length: to - prev }, (_, index) => ({
    seq: prev + index + 1,
    at: "2026-03-10T00:00:00.000Z",
    kind: "member_left",
    account: "x",
  })),
});

describe("a cursor", () => {
  it.each([
    [5, batch(5, 8), "progress", [6, 7, 8]],
    [5, batch(3, 8), "progress", [6, 7, 8]],
    [5, batch(3, 5), "nothing", []],
    [5, batch(6, 8), "hole", []],
    [5, batch(5, 8, "other"), "hole", []],
    [0, batch(0, 1), "progress", [1]],
  ])("at %i", (seq, given, as, events) => {
    const taken = cursors.onBatch(at(seq), given, 0);
    expect(taken.as).toBe(as);
    expect(taken.as === "progress" ? taken.events.map((event) => event.seq) : []).toEqual(events);
  });

  it("asks again exactly when a head has stayed ahead for 5 s", () => {
    const behind = cursors.onPing(at(5), 6, 1_000);
    expect(cursors.isCurrent(behind)).toBe(false);
    expect(cursors.repairAt(behind)).toBe(6_000);
    expect(cursors.repairAt(cursors.onPing(behind, 7, 3_000))).toBe(6_000);
    const caughtUp = cursors.onBatch(behind, batch(5, 7), 4_000);
    expect(caughtUp.as === "progress" && cursors.repairAt(caughtUp.cursor)).toBe(null);
  });

  it("is not called current while anything is owed", () => {
    expect(cursors.isCurrent(at(5))).toBe(true);
    expect(cursors.isCurrent(at(5, { status: "asking" }))).toBe(false);
    expect(cursors.isCurrent(at(5, { status: "resync_due" }))).toBe(false);
    expect(cursors.isCurrent(at(5, { head: 6 }))).toBe(false);
    expect(cursors.isCurrent({ ...cursors.unread, status: "following" })).toBe(false);
    expect(cursors.isCurrent(at(5, { pingsMissed: 2 }))).toBe(false);
  });

  it("asks again for a refusal that passes, and not for one that does not", () => {
    const refusal = { code: "degraded", message: "", retry: "after", retry_after_ms: 700 } as const;
    const soon = cursors.onVerdict(at(5), { verdict: "refused", stream: "s", refusal }, 0);
    expect(cursors.repairAt(soon)).toBe(700);
    expect(soon.position).not.toBe(null);
    const never = cursors.onVerdict(at(5), { verdict: "refused", stream: "s", refusal: { ...refusal, retry: "never" } }, 0);
    expect(cursors.repairAt(never)).toBe(null);
    expect(never.position).toBe(null);
  });
});

describe("waiting", () => {
  const end = (code: number, livedMs?: number): backoff.End => ({
    code,
    transport: "websocket",
    ...(livedMs !== undefined && { livedMs }),
  });

  it("begins anew after a connection that held for 10 s, not after a shorter one", () => {
    const tired = { ...backoff.fresh, failures: 6 };
    expect(backoff.ended(tired, end(1006, 10_000), 1).next).toEqual({ stop: false, delayMs: 2_000 });
    expect(backoff.ended(tired, end(1006, 9_999), 1).next).toEqual({ stop: false, delayMs: 30_000 });
  });

  it.each([
    [1000, true],
    [4000, true],
    [4099, true],
    [4100, false],
    [4199, false],
    [4200, false],
    [4300, false],
    [1005, false],
  ])("after %i: stop is %s", (code, stop) => {
    expect(backoff.ended(backoff.fresh, end(code), 0.5).next.stop).toBe(stop);
  });

  it("tries events after three deaf sockets, once, and counts no socket that was told a code", () => {
    let state = backoff.fresh;
    for (const code of [1006, 1006, 1013, 1006, 1006]) state = backoff.ended(state, end(code), 0.5).backoff;
    expect(backoff.chooseTransport(state, 0)).toBe("websocket");
    state = backoff.ended(state, end(1006), 0.5).backoff;
    expect(backoff.chooseTransport(state, 0)).toBe("events");
    state = backoff.ended(state, { code: 1006, transport: "events" }, 0.5).backoff;
    expect(backoff.chooseTransport(state, 0)).toBe("websocket");
  });
});

describe("a message that is gone", () => {
  it.each(["deleted", "removed", "hidden"] as const)("has no text when it is %s, whatever the server sent", (state) => {
    const author = { id: "a", alias: "Heron" };
    const sent = { id: "m", author, state, body: "text", note: "note", mentions: [author], reply_to: { id: "r", author, excerpt: "other" } };
    const { body, note, mentions, reply_to } = purged(sent as unknown as Message);
    expect({ body, note, mentions, reply_to }).toEqual({ body: "", note: undefined, mentions: undefined, reply_to: { id: "r", author } });
  });
});

describe("an excerpt", () => {
  const message = (body: string, more: Partial<Message> = {}) => ({ state: "visible", body, ...more }) as Message;
  it("is one short line", () => {
    expect(excerptOf(message("one\n  two"))).toBe("one two");
    expect(excerptOf(message("x".repeat(120)))).toBe("x".repeat(120));
    expect(excerptOf(message("x".repeat(121)))).toBe(`${"x".repeat(120)}…`);
    expect(excerptOf(message("\u{1F343}".repeat(121)))).toBe(`${"\u{1F343}".repeat(120)}…`);
    expect(excerptOf(message("folded", { note: "about loss" }))).toBe("about loss");
    expect(excerptOf(message("", { state: "hidden" }))).toBe(undefined);
  });
});
