import { expect, test } from "vitest";
import { forgetDrafts, loadDraft, saveDraft } from "../src/app/drafts.ts";

class Memory {
  #kept = new Map<string, string>();
  full = false;
  get length() {
    return this.#kept.size;
  }
  key = (at: number) => [...this.#kept.keys()][at] ?? null;
  getItem = (key: string) => this.#kept.get(key) ?? null;
  setItem = (key: string, value: string) => {
    if (this.full) throw new Error("full");
    this.#kept.set(key, value);
  };
  removeItem = (key: string) => void this.#kept.delete(key);
}

test("a draft is kept per person and room", () => {
  const memory = new Memory();
  expect(saveDraft("heron", "kitchen", { body: "slowly", note: "sleep" }, memory)).toBe(true);
  expect(loadDraft("heron", "kitchen", memory)).toEqual({ body: "slowly", note: "sleep" });
  expect(loadDraft("heron", "bench", memory)).toBeUndefined();
  expect(loadDraft("wren", "kitchen", memory)).toBeUndefined();
});

test("an empty draft leaves nothing behind", () => {
  const memory = new Memory();
  saveDraft("heron", "kitchen", { body: "slowly" }, memory);
  expect(saveDraft("heron", "kitchen", { body: "  " }, memory)).toBe(false);
  expect(memory.length).toBe(0);
});

test("signing out forgets one person's drafts and no others", () => {
  const memory = new Memory();
  for (const room of ["a", "b", "c"]) saveDraft("heron", room, { body: "x" }, memory);
  saveDraft("wren", "a", { body: "y" }, memory);
  memory.setItem("unrelated", "z");
  forgetDrafts("heron", memory);
  expect(memory.length).toBe(2);
  expect(loadDraft("wren", "a", memory)).toEqual({ body: "y" });
});

test("a full device says so, and broken text is no draft", () => {
  const memory = new Memory();
  memory.setItem("alongside.draft.heron.kitchen", "{nonsense");
  expect(loadDraft("heron", "kitchen", memory)).toBeUndefined();
  memory.full = true;
  expect(saveDraft("heron", "bench", { body: "x" }, memory)).toBe(false);
});
