import { afterEach, describe, expect, it, vi } from "vitest";
import { environment, onWake } from "../src/environment.js";

afterEach(() => vi.unstubAllGlobals());

describe("what the world gives", () => {
  it.each([
    ["https://talk.example.org/rooms/x?y", "wss://talk.example.org/api/v1/ws"],
    ["http://127.0.0.1:8080/", "ws://127.0.0.1:8080/api/v1/ws"],
  ])("is the page's own server: %s", (href, url) => {
    vi.stubGlobal("location", { href });
    expect(environment({}).url).toBe(url);
  });

  it("has to be told an address outside a page", () => {
    expect(() => environment({})).toThrow(TypeError);
  });

  it("makes ids of version 4, on pages that are not secure too", () => {
    const { getRandomValues } = crypto;
    const secure = environment({ url: "ws://x" }).uuid();
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    const { uuid } = environment({ url: "ws://x" });
    const plain = Array.from({ length: 100 }, uuid);
    for (const id of [secure, ...plain]) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(plain).size).toBe(100);
  });

  it("keeps in the page's storage, and says when that fails", () => {
    const kept: Record<string, string> = {};
    const storage = {
      getItem: (key: string) => kept[key] ?? null,
      setItem(key: string, value: string) {
        if (value.length > 10) throw new DOMException("full", "QuotaExceededError");
        Object.defineProperty(this, key, { value: (kept[key] = value), enumerable: true, configurable: true });
      },
      removeItem: (key: string) => delete kept[key],
    };
    vi.stubGlobal("localStorage", storage);
    const ours = environment({ url: "ws://x" }).storage;
    expect(ours?.set("a", "short")).toBe(true);
    expect(ours?.set("b", "much too long for it")).toBe(false);
    expect([ours?.get("a"), ours?.get("b")]).toEqual(["short", null]);
    expect(ours?.keys()).toContain("a");
    ours?.remove("a");
    expect(ours?.get("a")).toBe(null);
  });

  it("is done without where a page may not keep anything", () => {
    vi.stubGlobal("localStorage", undefined);
    expect(environment({ url: "ws://x" }).storage).toBe(null);
  });

  it("wakes when the page is seen or the network is back, until that is ended", () => {
    const page = new EventTarget();
    const document = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    vi.stubGlobal("window", page);
    vi.stubGlobal("document", document);
    const wake = vi.fn();
    const end = onWake(wake);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(wake).toHaveBeenCalledTimes(0);
    document.visibilityState = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    page.dispatchEvent(new Event("online"));
    page.dispatchEvent(new Event("pageshow"));
    expect(wake).toHaveBeenCalledTimes(3);
    end();
    page.dispatchEvent(new Event("online"));
    expect(wake).toHaveBeenCalledTimes(3);
  });
});
