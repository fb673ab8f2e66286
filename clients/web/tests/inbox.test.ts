import { RefusalError, type ContactInbox, type ContactItem } from "@alongside/connection";
import { beforeEach, expect, test, vi } from "vitest";

let answers: Record<string, () => unknown> = {};
vi.mock("../src/app/api.ts", () => ({ get: async (path: string) => answers[path]?.() }));

const { answerTo, readInbox } = await import("../src/console/inbox.ts");
const { keepText } = await import("../src/console/kept.ts");

const INBOX = "/contact/messages";
const message = (id: string, state: ContactItem["state"] = "open") => ({ id, state }) as ContactItem;
const inbox = (...messages: ContactItem[]): ContactInbox => ({ messages, open: messages.length });
const refused = (code: "not_found" | "fault") => () => {
  throw new RefusalError({ code, message: "", retry: "never" });
};
const shown = async () => {
  const { messages } = await readInbox(INBOX, inbox(message("a"), message("b"), message("c")));
  return messages.map(({ id, state }) => `${id} ${state}`);
};

beforeEach(() => {
  for (const id of ["a", "b"]) keepText(answerTo(id), "Yes, you can.");
  answers = {
    [INBOX]: () => inbox(message("c")),
    [`${INBOX}/a`]: () => message("a", "closed"),
    [`${INBOX}/b`]: () => message("b", "answered"),
  };
});

test("messages that somebody is answering stay where they stood, as they are now", async () => {
  expect(await shown()).toEqual(["a closed", "b answered", "c open"]);
});

test("one that cannot be asked for stays as it was, and the others come", async () => {
  answers[`${INBOX}/a`] = refused("fault");
  expect(await shown()).toEqual(["a open", "b answered", "c open"]);
});

test("one that is no more goes, and the others come", async () => {
  answers[`${INBOX}/b`] = refused("not_found");
  expect(await shown()).toEqual(["a closed", "c open"]);
});

test("an inbox that fails is a failure", async () => {
  answers[INBOX] = refused("fault");
  await expect(shown()).rejects.toThrow(RefusalError);
});
