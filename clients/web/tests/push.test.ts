import type { PushMessage } from "@alongside/connection";
import { expect, test } from "vitest";
import { openPage, placeOf, shown } from "../src/worker/words.ts";

const message: PushMessage = { kind: "duty_warning", notification: "n", room: "r", language: "en", discreet: false };

test("a push names its matter, in the person's language", () => {
  expect(shown(message)).toEqual({ title: "Alongside", body: "One of your rooms needs you." });
  expect(shown({ ...message, language: "es", kind: "contact_answered" }).body).toBe("Alguien te respondió.");
});

test("discreet, or not to be read, names neither the place nor the matter", () => {
  for (const each of [{ ...message, discreet: true }, {}, { kind: "duty_warning" as const }]) {
    expect(shown(each)).toEqual({ title: "Notes", body: "Something is new." });
  }
  expect(shown({ ...message, language: "es", discreet: true })).toEqual({ title: "Notas", body: "Hay algo nuevo." });
});

test("what a newer server tells is news without a matter", () => {
  expect(shown({ ...message, kind: "something_new" as never }).body).toBe("There is something new.");
});

test.each([
  ["duty_warning", "/keep"],
  ["relief_asked", "/keep"],
  ["role_lapsed", "/supporter"],
  ["contact_answered", "/contact"],
  ["certificate_submitted", "/console"],
  ["something_new", "/notifications"],
])("a press on %s leads to %s", (kind, place) => expect(placeOf({ ...message, kind: kind as never }, [])).toBe(place));

test("one that stands for others leads to the list, unless all lead to the same place", () => {
  expect(placeOf(message, ["/keep"])).toBe("/keep");
  expect(placeOf(message, ["/supporter"])).toBe("/notifications");
  expect(placeOf(message, ["/notifications"])).toBe("/notifications");
});

test("a page that is open is used when it can lead there by itself", () => {
  const [app, desk] = [{ url: "https://talk.example.org/keep" }, { url: "https://talk.example.org/console/duty" }];
  expect(openPage([desk, app], "/keep")).toBe(app);
  expect(openPage([app, desk], "/console")).toBe(desk);
  expect(openPage([desk], "/keep")).toBeUndefined();
});
