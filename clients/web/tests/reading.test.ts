import type { Notification } from "@alongside/connection";
import { expect, test } from "vitest";
import { markRead, readUntold } from "../src/pages/notifications/reading.ts";

const told = (id: string, read_at?: string): Notification => ({ id, kind: "duty_reminder", at: "2026-01-01T00:00:00Z", ...(read_at ? { read_at } : {}) });
const fails = () => Promise.reject(new Error("offline"));
const works = () => Promise.resolve();

test("what was read while the server could not be told is told with the next list, once", async () => {
  await expect(markRead("a", fails)).rejects.toThrow("offline");
  await markRead("b", works);
  const list = [told("a"), told("b"), told("c")];
  expect(readUntold(list).map((each) => each.id)).toEqual(["a"]);
  expect(readUntold([told("a", "2026-01-02T00:00:00Z")]), "read elsewhere meanwhile").toEqual([]);
  await markRead("a", works);
  expect(readUntold(list)).toEqual([]);
});
