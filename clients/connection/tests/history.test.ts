import { describe, expect, it } from "vitest";
import type { ClientFrame } from "../src/generated/protocol.js";
import type { Wire } from "./fake/network.js";
import { World, contains, texts } from "./fake/world.js";

async function long(count = 200) {
  const world = new World();
  world.server.room("r1", "ann", "bob");
  const rows = Array.from({ length: count }, (_, index) => world.server.post("bob", "r1", `line ${index}`));
  const ann = world.client("ann");
  const view = ann.openRoom("r1");
  await world.settle();
  const [wire] = world.net.wires;
  return { world, ann, view, rows, wire: wire as Wire };
}

const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
const histories = (world: World) => world.net.sent.filter((frame): frame is Extract<ClientFrame, { type: "history" }> => frame.type === "history");

describe("history", () => {
  it("grows at the old end until the beginning", async () => {
    const { world, view } = await long(120);
    expect(texts(view)).toEqual(names(70, 120));
    expect(view.current).toMatchObject({ hasOlder: true, hasNewer: false, loading: null });
    const loaded = view.loadOlder();
    expect(view.current.loading).toBe("older");
    expect(view.loadOlder()).toBe(loaded);
    await Promise.all([loaded, world.settle()]);
    expect(texts(view)).toEqual(names(20, 120));
    await Promise.all([view.loadOlder(), world.settle()]);
    expect(texts(view)).toEqual(names(0, 120));
    expect(view.current.hasOlder).toBe(false);
    await view.loadOlder();
    expect(histories(world)).toHaveLength(2);
  });

  it("goes around a message far in the past and back to now without a gap", async () => {
    const { world, view, rows } = await long();
    await Promise.all([view.loadAround(rows[40]?.id ?? ""), world.settle()]);
    expect(texts(view)).toEqual(names(15, 65));
    expect(view.current).toMatchObject({ hasOlder: true, hasNewer: true });
    world.server.post("bob", "r1", "live meanwhile");
    await world.settle();
    expect(texts(view)).toEqual(names(15, 65));
    while (view.current.hasNewer) await Promise.all([view.loadNewer(), world.settle()]);
    expect(texts(view)).toEqual([...names(15, 200), "live meanwhile"]);
    await Promise.all([view.loadOlder(), world.settle()]);
    expect(texts(view)).toEqual([...names(0, 200), "live meanwhile"]);
  });

  it("leads back to the present in one step", async () => {
    const { world, view, rows } = await long();
    await Promise.all([view.loadAround(rows[40]?.id ?? ""), world.settle()]);
    view.toPresent();
    expect(texts(view)).toEqual(names(150, 200));
    expect(view.current.hasNewer).toBe(false);
  });

  it("around a message that is near joins what is there", async () => {
    const { world, view, rows } = await long();
    await Promise.all([view.loadAround(rows[140]?.id ?? ""), world.settle()]);
    expect(view.current.hasNewer).toBe(false);
    expect(texts(view)).toEqual(names(115, 200));
    const asked = histories(world).length;
    await view.loadAround(rows[190]?.id ?? "");
    expect(histories(world)).toHaveLength(asked);
  });

  it("around a message may be asked for before the room is there", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    const rows = Array.from({ length: 100 }, (_, index) => world.server.post("bob", "r1", `line ${index}`));
    const view = world.client("ann").openRoom("r1");
    await Promise.all([view.loadAround(rows[5]?.id ?? ""), world.settle()]);
    expect(texts(view)).toContain("line 5");
    const gone = expect(view.loadAround("no such message")).rejects.toMatchObject({ code: "not_found" });
    await world.settle();
    await gone;
    expect(view.current.loading).toBe(null);
  });

  it("is asked for again over a new connection", async () => {
    const { world, view } = await long(120);
    const loaded = view.loadOlder();
    world.net.cutAll();
    await world.pass(5_000);
    await loaded;
    expect(texts(view)).toEqual(names(20, 120));
  });

  it("is given up after half a minute without a connection", async () => {
    const { world, view } = await long(120);
    world.net.reachable = false;
    world.net.cutAll();
    const loaded = view.loadOlder();
    const failed = expect(loaded).rejects.toMatchObject({ code: "offline", retry: "now" });
    await world.pass(31_000);
    await failed;
    expect(view.current.loading).toBe(null);
  });
});

describe("a page that is older than what is known", () => {
  it("never brings removed text back", async () => {
    const { world, ann, view, rows, wire } = await long(120);
    const reply = world.server.post("bob", "r1", "reply", { replyTo: rows[30]?.id ?? "" });
    await world.settle();
    const loaded = view.loadOlder();
    while (wire.step("server")); // The page is read now, and still under way …
    const page = wire.toClient.splice(0);
    world.server.remove(rows[30]!);
    world.server.edit(rows[31]!, "edited");
    world.server.react(rows[32]!, "ann", "same_here", true);
    await world.settle(); // … when these arrive.
    wire.toClient.push(...page);
    await Promise.all([loaded, world.settle()]);
    const at = (index: number) => view.current.messages.find((one) => one.id === rows[index]?.id);
    expect(at(30)).toMatchObject({ state: "deleted", body: "" });
    expect(at(31)).toMatchObject({ body: "edited", revision: 2 });
    expect(at(32)?.reactions).toEqual([{ reaction: "same_here", count: 1, mine: true }]);
    expect(view.current.messages.find((one) => one.id === reply.id)?.replyTo).not.toHaveProperty("excerpt");
    expect(contains(ann, "line 30")).toBe(false);
  });

  it("is forgotten by the notes about it as well", async () => {
    const { world, ann, view, wire } = await long(60);
    void view.loadOlder();
    while (wire.step("server"));
    const page = wire.toClient.splice(0);
    const row = world.server.post("bob", "r1", "posted and removed");
    world.server.post("bob", "r1", "answer", { replyTo: row.id });
    world.server.remove(row);
    await world.settle();
    expect(contains(ann, "posted and removed")).toBe(false);
    wire.toClient.push(...page);
    await world.settle();
    expect(contains(ann, "posted and removed")).toBe(false);
  });
});

describe("a page that is newer than what is known", () => {
  it("is not undone by events that it contains already", async () => {
    const { world, ann, view, rows, wire } = await long(120);
    const early = world.server.post("bob", "r1", "an early answer", { replyTo: rows[30]!.id });
    await world.settle();
    const late = world.server.post("bob", "r1", "a late answer", { replyTo: rows[30]!.id });
    world.server.edit(rows[30]!, "secret edit");
    world.server.remove(rows[30]!);
    const events = wire.toClient.splice(0); // These events are under way …
    const loaded = view.loadOlder();
    while (wire.step("server"));
    while (wire.step("client")); // … when a page comes that knows of them.
    wire.toClient.push(...events);
    const shown: string[] = [];
    view.subscribe((state) => shown.push(JSON.stringify(state)));
    await Promise.all([loaded, world.settle()]);
    expect(shown.some((state) => state.includes("secret edit") || state.includes("line 30"))).toBe(false);
    expect(contains(ann, "secret edit")).toBe(false);
    const quotes = view.current.messages.filter((one) => one.id === early.id || one.id === late.id).map((one) => one.replyTo?.excerpt);
    expect(quotes).toEqual([undefined, undefined]);
    expect(view.current.messages.find((one) => one.id === rows[30]?.id)).toMatchObject({ state: "deleted" });
    expect(texts(view)).toHaveLength(102);
  });
});

describe("a snapshot while a page is under way", () => {
  it("makes the page be asked for again, never mixed", async () => {
    const { world, ann, view, rows, wire } = await long(120);
    const loaded = view.loadOlder();
    while (wire.step("server"));
    const page = wire.toClient.splice(0);
    world.server.remove(rows[30]!);
    wire.toClient.length = 0; // The event is not needed any more: the snapshot stands after it.
    const [peer] = world.server.peers;
    peer?.push({ type: "resync", ...world.server.resync("ann", "r1", "access_changed") });
    await world.settle();
    wire.toClient.push(...page);
    await Promise.all([loaded, world.settle()]);
    expect(contains(ann, rows[30]?.texts[0] ?? "")).toBe(false);
    expect(texts(view).slice(-50)).toEqual(names(70, 120));
    await Promise.all([view.loadOlder(), world.settle()]);
    expect(view.current.messages.map((one) => one.id)).toEqual(rows.slice(-view.current.messages.length).map((row) => row.id));
  });
});

describe("a room that stays open for long", () => {
  it("keeps a bounded number of messages and fetches the rest again", async () => {
    const { world, view } = await long(10);
    world.server.horizon = 10_000;
    world.net.cutAll();
    for (let index = 10; index < 5_100; index += 1) world.server.post("bob", "r1", `line ${index}`);
    await world.pass(5_000);
    expect(view.current.messages.length).toBeLessThanOrEqual(5_000);
    expect(view.current.hasOlder).toBe(true);
    const before = view.current.messages.length;
    await Promise.all([view.loadOlder(), world.settle()]);
    expect(view.current.messages.length).toBe(before + 50);
    expect(texts(view)).toEqual(names(5_100 - before - 50, 5_100));
  });
});
