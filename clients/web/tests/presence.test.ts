import type { Keeper, Room } from "@alongside/connection";
import { expect, test } from "vitest";
import { keeperLine, presence } from "../src/app/presence.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const keeper = (alias: string, here: boolean, last_post_at?: string) => ({ person: { id: alias, alias }, here, last_post_at });
const room = (more: object) => ({ kind: "public", state: "open", moderators: [], ...more }) as unknown as Room;
const line = (more: object, live = true) => presence(room(more), "me", NOW, live);

test("who is here is said by name", () => {
  expect(line({ moderators: [keeper("Heron", true)] })).toEqual({ kind: "yes", text: "Heron is here" });
  expect(line({ moderators: [keeper("Heron", true), keeper("Wren", true)] })?.text).toBe("Heron and one more moderator are here");
  expect(line({ moderators: [keeper("Heron", true), keeper("me", true)] })?.text).toBe("You are here");
});

test("else when one last wrote", () => {
  const moderators = [keeper("Heron", false, "2026-03-10T09:00:00Z"), keeper("Wren", false, "2026-03-10T11:20:00Z")];
  expect(line({ moderators })).toEqual({ kind: "no", text: "Was here 40 min ago" });
  expect(line({ moderators: [keeper("Heron", false)] })?.text).toBe("No moderator here now");
  expect(line({})?.text).toBe("No moderator yet");
});

test("or when one is next expected, as long as that is to come", () => {
  const expected = (at: string) => [{ ...keeper("Heron", false, "2026-03-10T09:00:00Z"), next_expected_at: at }, keeper("Wren", false)];
  expect(line({ moderators: expected("2026-03-13T12:00:00Z") })?.text).toMatch(/^Expected Friday, /);
  expect(line({ moderators: expected("2026-03-10T11:59:59Z") })?.text).toBe("Was here 3 h ago");
  const one = (more: object) => keeperLine({ ...keeper("Heron", false, "2026-03-10T09:00:00Z"), ...more } as Keeper, "me", NOW).text;
  expect(one({ next_expected_at: "2026-03-13T12:00:00Z" })).toMatch(/^Was here 3 h ago, expected Friday, /);
  expect(one({})).toBe("Was here 3 h ago");
});

test("without a connection nobody is said to be here", () => {
  expect(line({ moderators: [keeper("Heron", true)] }, false)?.kind).toBe("no");
});

test("a room that rests says so first, and two people alone need no line", () => {
  expect(line({ state: "closed", moderators: [keeper("Heron", true)] })).toEqual({ kind: "rest", text: "Closed" });
  expect(line({ state: "read_only" })?.kind).toBe("rest");
  const until = { since: "2026-03-09T12:00:00Z", until: "2026-03-14T12:00:00Z" };
  expect(line({ state: "read_only", rest: { reason: "leave", ...until } })?.text).toMatch(/^Read only until Saturday, /);
  expect(line({ state: "read_only", rest: { reason: "needs_moderator", ...until } })?.text).toBe("Looks for a moderator");
  expect(line({ state: "closed", rest: { reason: "unmonitored", ...until } })?.text).toMatch(/^Closed yesterday, /);
  expect(line({ kind: "direct" })).toBeNull();
});

test("two people who have not written for long see that it is quiet, with and without a connection", () => {
  const quiet = { kind: "direct", dormant_since: "2026-03-01T12:00:00Z" };
  for (const live of [true, false]) expect(line(quiet, live)).toEqual({ kind: "rest", text: "Quiet for a while" });
  expect(line({ ...quiet, state: "closed" })?.text).toBe("Closed");
});
