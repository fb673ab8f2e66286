import { expect, test } from "vitest";
import { needsAccount, parseRoute } from "../src/app/routes.ts";

const ID = "0198a5f0-1111-7000-8000-00000000000a";

test.each([
  ["/", "", { name: "welcome" }],
  ["/find/", "", { name: "find" }],
  ["/rooms", "", { name: "rooms" }],
  ["/rooms/new", "", { name: "new_room" }],
  [`/rooms/${ID}`, "", { name: "room", id: ID }],
  [`/rooms/${ID}`, `#message=${ID}`, { name: "room", id: ID, message: ID }],
  [`/rooms/${ID}`, "#message=nonsense", { name: "room", id: ID }],
  [`/rooms/${ID}/settings`, "", { name: "room_settings", id: ID }],
  [`/rooms/${ID}/guidelines`, "", { name: "guidelines", id: ID }],
  [`/rooms/${ID}/people`, "", { name: "room_people", id: ID }],
  [`/rooms/${ID}/nothing`, "", { name: "unknown" }],
  ["/rooms/not-an-id", "", { name: "unknown" }],
  ["/setup", "#token=abc", { name: "setup", token: "abc" }],
  ["/reset", "", { name: "reset", token: "" }],
  ["/stop-mail", "#token=a.duty_reminder.b&kind=duty_reminder", { name: "stop_mail", token: "a.duty_reminder.b", kind: "duty_reminder" }],
  ["/agreement/2", "", { name: "agreement_version", version: 2 }],
  ["/agreement/two", "", { name: "unknown" }],
  ["/agreement/0", "", { name: "unknown" }],
  ["/nowhere", "", { name: "unknown" }],
])("%s%s", (path, hash, route) => expect(parseRoute(path, hash)).toEqual(route));

test("help and signing in are open to all, rooms are not", () => {
  expect(needsAccount(parseRoute("/help"))).toBe(false);
  expect(needsAccount(parseRoute("/sign-in"))).toBe(false);
  expect(needsAccount(parseRoute("/stop-mail"))).toBe(false);
  expect(needsAccount(parseRoute(`/rooms/${ID}`))).toBe(true);
});
