import { describe, expect, test } from "vitest";
import type { JoinRequest, Room } from "@alongside/connection";
import { wayIn } from "../src/pages/find/way_in.ts";
import { deviceName } from "../src/pages/parts/device_name.ts";
import { fits, strength } from "../src/pages/parts/passwords.ts";
import { filled, withTopic } from "../src/pages/rooms/texts.ts";

const ROOM = "0198a5f0-0000-7000-8000-000000000001";
const person = { id: "0198a5f0-0000-7000-8000-000000000002", alias: "Heron" };
const asked: JoinRequest = { id: "0198a5f0-0000-7000-8000-000000000003", room: ROOM, person, state: "open", created_at: "2026-01-01T00:00:00Z" };
const you: NonNullable<Room["you"]> = { role: "member", joined_at: "2026-01-01T00:00:00Z", guidelines_accepted: 1, read_up_to: 0, unread: 0, mentions: 0 };

describe("the way into a room of the list", () => {
  test.each([
    ["a member opens it", { kind: "public", you }, "room-open", `/rooms/${ROOM}`],
    ["others look inside a public one", { kind: "public" }, "room-look", `/rooms/${ROOM}`],
    ["others ask to join a group, past its guidelines", { kind: "group" }, "room-ask", `/rooms/${ROOM}/guidelines`],
    ["who has asked sees that", { kind: "group", join_request: asked }, "room-asked", `/rooms/${ROOM}/guidelines`],
    ["an invitation is answered", { kind: "group", join_request: { ...asked, invited_by: person } }, "room-answer", `/rooms/${ROOM}/guidelines`],
    ["a declined request may be repeated", { kind: "group", join_request: { ...asked, state: "declined" } }, "room-ask", `/rooms/${ROOM}/guidelines`],
  ] as const)("%s", (_, room, label, path) => {
    expect(wayIn({ id: ROOM, ...room })).toEqual({ label, path });
  });
});

describe("a chosen password", () => {
  test.each([
    ["", "empty"],
    ["1234567", "short"],
    ["12345678", "enough"],
    ["123456789012", "good"],
    ["1234567890123456", "strong"],
    ["x".repeat(256), "strong"],
    ["x".repeat(257), "long"],
  ])("%#: %s", (password, kind) => {
    expect(strength(password).kind).toBe(kind);
    expect(fits(password)).toBe(["enough", "good", "strong"].includes(kind));
  });

  test("is counted as the server counts: after NFKC, a sign outside the first plane as one", () => {
    expect(strength("e\u0301".repeat(7))).toEqual({ kind: "short", missing: 1 });
    expect(strength("\u{1F33F}".repeat(8)).kind).toBe("enough");
  });
});

test("topics are tidied, none twice, none past the bound", () => {
  expect(withTopic([], "  low   mood, ", 6)).toEqual(["low mood"]);
  expect(withTopic(["Sleep"], "sleep", 6)).toEqual(["Sleep"]);
  expect(withTopic(["Sleep"], " , ", 6)).toEqual(["Sleep"]);
  expect(withTopic(["Sleep"], "Loss", 1)).toEqual(["Sleep"]);
});

test("empty rules fall away, half ones stay to be told", () => {
  const rules = [{ short: " Be kind. ", text: " Always. " }, { short: " ", text: "" }, { short: "Half", text: "" }];
  expect(filled(rules)).toEqual([{ short: "Be kind.", text: "Always." }, { short: "Half", text: "" }]);
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"],
  ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"],
  ["curl/8.0", ""],
])("a device is named by what its browser says: %s", (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});
