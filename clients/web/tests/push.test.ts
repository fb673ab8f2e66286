import type { PushMessage } from "@alongside/connection";
import { expect, test } from "vitest";
import { shown } from "../src/worker/words.ts";

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
