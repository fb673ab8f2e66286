import { beforeEach, expect, test, vi } from "vitest";

const calls: string[] = [];
let tellLink: (state: unknown) => void = () => undefined;
let answerSignOut: () => void = () => undefined;

vi.mock("@alongside/connection", () => ({
  RefusalError: class extends Error {},
  createConnection: () => ({
    account: { subscribe: () => () => undefined },
    subscribe: (listener: (state: unknown) => void) => {
      tellLink = listener;
      return () => undefined;
    },
    forget: () => calls.push("forget"),
    close: () => calls.push("close"),
  }),
}));
vi.mock("../src/app/api.ts", () => ({
  get: () => Promise.reject(new Error("not asked here")),
  del: () => new Promise<void>((done) => (answerSignOut = done)),
}));
vi.mock("../src/app/look.svelte.ts", () => ({ lookOf: () => undefined }));
vi.mock("../src/app/drafts.ts", () => ({ forgetDrafts: (who: string) => calls.push(`drafts of ${who}`) }));

const { session, signedIn, signOut } = await import("../src/app/session.svelte.ts");

beforeEach(() => {
  calls.length = 0;
  signedIn({ account: { id: "ann", settings: {} } } as unknown as Parameters<typeof signedIn>[0]);
});

test("signing out leaves nothing on the device", async () => {
  const done = signOut();
  answerSignOut();
  await done;
  expect(calls).toEqual(["forget", "drafts of ann", "close"]);
  expect([session.phase, session.account, session.ended]).toEqual(["signed_out", null, null]);
});

test("nor when the socket hears of it before the answer", async () => {
  const done = signOut();
  tellLink({ phase: "stopped", stopped: { reason: "session_ended", code: 4001 } });
  await Promise.resolve();
  answerSignOut();
  await done;
  expect(calls).toEqual(["close", "forget", "drafts of ann"]);
  expect([session.phase, session.account, session.ended]).toEqual(["signed_out", null, null]);
});

test("a session that ends by itself says why", async () => {
  tellLink({ phase: "stopped", stopped: { reason: "session_ended", code: 4001 } });
  await Promise.resolve();
  expect([session.phase, session.ended]).toEqual(["signed_out", "session_ended"]);
});
