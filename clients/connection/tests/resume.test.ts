import { describe, expect, it } from "vitest";
import { World, contains, phase, texts } from "./fake/world.js";

async function ready(seed = 1) {
  const world = new World(seed);
  world.server.room("r1", "ann", "bob");
  world.server.post("bob", "r1", "first");
  const ann = world.client("ann");
  const view = ann.openRoom("r1");
  await world.settle();
  expect(phase(ann)).toBe("up_to_date");
  return { world, ann, view };
}

const truth = (world: World) => world.server.room("r1").messages("ann", new Set()).map((one) => one.body);
const frames = (world: World, type: string) => world.net.sent.filter((frame) => frame.type === type);

describe("after a lost connection", () => {
  it("resumes from its positions and gets what it missed, without a snapshot", async () => {
    const { world, ann, view } = await ready();
    world.net.reachable = false;
    world.net.cutAll();
    for (let count = 0; count < 30; count += 1) world.server.post("bob", "r1", `missed ${count}`);
    await world.pass(60_000);
    expect(phase(ann)).toBe("offline");
    expect(ann.current.nextAttemptAt).toBeGreaterThan(world.clock.time - 1);
    world.net.reachable = true;
    const before = world.net.log.length;
    await world.pass(60_000);
    expect(phase(ann)).toBe("up_to_date");
    expect(texts(view)).toEqual(truth(world));
    expect(world.net.log.slice(before).some((frame) => frame.type === "resync")).toBe(false);
  });

  it("takes a snapshot when it is too far behind", async () => {
    const { world, ann, view } = await ready();
    world.server.horizon = 10;
    world.net.cutAll();
    for (let count = 0; count < 80; count += 1) world.server.post("bob", "r1", `missed ${count}`);
    await world.pass(60_000);
    expect(phase(ann)).toBe("up_to_date");
    expect(texts(view)).toEqual(truth(world).slice(-50));
    expect(view.current.hasOlder).toBe(true);
  });

  it("never shows text that was removed while it was away, nor keeps it anywhere", async () => {
    const { world, ann, view } = await ready();
    const secret = world.server.post("bob", "r1", "a secret text");
    const reply = world.server.post("cat", "r1", "an answer", { replyTo: secret.id });
    world.server.post("cat", "r1", "kept", { note: "about loss" });
    await world.settle();
    expect(contains(ann, "secret text")).toBe(true);
    expect(view.current.messages.find((one) => one.id === reply.id)?.replyTo?.excerpt).toBe("a secret text");
    world.net.cutAll();
    world.server.remove(secret, "removed");
    const shown: string[] = [];
    view.subscribe((state) => shown.push(JSON.stringify(state)));
    shown.length = 0;
    await world.pass(10_000);
    expect(phase(ann)).toBe("up_to_date");
    expect(shown.at(-1)).not.toContain("secret");
    expect(contains(ann, "secret text")).toBe(false);
    expect(view.current.messages.find((one) => one.id === secret.id)).toMatchObject({ state: "removed", body: "" });
    expect(view.current.messages.find((one) => one.id === reply.id)?.replyTo).not.toHaveProperty("excerpt");
  });

  it("drops every copy when access ends meanwhile", async () => {
    const { world, ann, view } = await ready();
    world.server.room("r1").closed = true;
    world.net.cutAll(4201);
    await world.pass(5_000);
    expect(view.current).toMatchObject({ status: "refused", messages: [] });
    expect(contains(ann, "first")).toBe(false);
  });

  it("drops every copy when a stream is ended, and takes it again when that is allowed", async () => {
    const { world, ann, view } = await ready();
    const [peer] = world.server.peers;
    const no = { code: "not_member", message: "You are no longer in this room.", retry: "never" } as const;
    peer?.push({ type: "stream_ended", stream: "r1", refusal: no });
    await world.settle();
    expect(view.current).toMatchObject({ status: "refused", refusal: { code: "not_member" }, messages: [] });
    expect(contains(ann, "first")).toBe(false);
    expect(phase(ann)).toBe("up_to_date");
    world.server.join("ann", "r1");
    await world.settle();
    expect(texts(view)).toEqual(["first"]);
  });

  it("starts anew after a restored backup, without a loop", async () => {
    const { world, ann, view } = await ready();
    for (let count = 0; count < 5; count += 1) world.server.post("bob", "r1", `lost by the restore ${count}`);
    await world.settle();
    world.server.restoreBackup(() => 2);
    world.net.cutAll();
    const hellos = world.server.hellos;
    await world.pass(120_000);
    expect(texts(view)).toEqual(truth(world));
    expect(contains(ann, "lost by the restore 4")).toBe(false);
    expect(phase(ann)).toBe("up_to_date");
    expect(world.server.hellos - hellos).toBe(1);
    expect(frames(world, "subscribe").length).toBeLessThan(4);
  });

  it("accepts a position ahead of the server in the same epoch, without a loop", async () => {
    const { world, ann, view } = await ready();
    for (let count = 0; count < 5; count += 1) world.server.post("bob", "r1", `gone ${count}`);
    await world.settle();
    const { epoch } = world.server;
    world.server.restoreBackup(() => 1);
    world.server.epoch = epoch;
    world.net.cutAll();
    await world.pass(60_000);
    expect(texts(view)).toEqual(["first"]);
    expect(phase(ann)).toBe("up_to_date");
    world.server.post("bob", "r1", "afterwards");
    await world.settle();
    expect(texts(view)).toEqual(["first", "afterwards"]);
    expect(frames(world, "subscribe").length).toBeLessThan(3);
  });
});

describe("a hole", () => {
  it("is found by the next batch and filled at once", async () => {
    const { world, view } = await ready();
    world.server.loseNext = "hole";
    world.server.post("bob", "r1", "lost on the way");
    await world.settle();
    expect(texts(view)).toEqual(["first"]);
    world.server.post("bob", "r1", "next");
    await world.settle();
    expect(texts(view)).toEqual(["first", "lost on the way", "next"]);
    expect(frames(world, "subscribe")).toHaveLength(1);
  });

  it("before silence is found by a ping and filled after 5 s, and not called up to date meanwhile", async () => {
    const { world, ann, view } = await ready();
    world.server.loseNext = "hole";
    world.server.post("bob", "r1", "the last one before silence");
    world.server.ping();
    await world.settle();
    expect(phase(ann)).toBe("catching_up");
    expect(view.current.upToDate).toBe(false);
    await world.pass(4_999);
    expect(texts(view)).toEqual(["first"]);
    await world.pass(1);
    expect(texts(view)).toEqual(["first", "the last one before silence"]);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("in the account's own log is filled too", async () => {
    const { world, ann } = await ready();
    world.server.loseNext = "hole";
    world.server.ownEvent("ann", "people_changed", { people: { blocked: [], muted: [{ id: "x", alias: "Wren" }] } });
    world.server.ping();
    await world.pass(5_000);
    expect(ann.account.current.people.muted).toHaveLength(1);
  });

  it("that cannot be filled is asked for more and more seldom", async () => {
    const { world, ann } = await ready();
    const before = frames(world, "subscribe").length;
    // A server at fault: it always begins after a hole.
    world.server.head = (stream) => (stream === "r1" ? 9 : 0);
    world.server.batch = (_account, stream) => ({ stream, epoch: "epoch-1", prev: 5, to: 9, events: [] });
    for (let count = 0; count < 24; count += 1) {
      world.server.ping();
      await world.pass(25_000);
    }
    expect(phase(ann)).not.toBe("up_to_date");
    const asked = frames(world, "subscribe").length - before;
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(15);
  });

  it("a server that forgot a subscription but answers pings is asked again", async () => {
    const { world, view } = await ready();
    const [peer] = world.server.peers;
    peer?.follows.delete("r1");
    world.server.post("bob", "r1", "unheard");
    world.server.ping();
    await world.pass(25_000);
    world.server.ping();
    await world.settle();
    await world.pass(100);
    expect(texts(view)).toEqual(["first", "unheard"]);
  });
});

describe("batches", () => {
  it("twice or overlapping change nothing the second time", async () => {
    const { world, view } = await ready();
    world.server.post("bob", "r1", "second");
    const [peer] = world.server.peers;
    for (const [prev, to] of [[0, 2], [1, 2], [0, 1], [1, 2]] as const) {
      peer?.push({ type: "events", ...world.server.batch("ann", "r1", prev, to, true) });
    }
    await world.settle();
    expect(texts(view)).toEqual(["first", "second"]);
  });

  it("without events for us still prove that nothing is missing", async () => {
    const { world, ann, view } = await ready();
    world.server.blocked.set("ann", new Set(["cat"]));
    world.server.post("cat", "r1", "not for ann");
    world.server.post("bob", "r1", "for ann");
    await world.settle();
    expect(texts(view)).toEqual(["first", "for ann"]);
    world.server.post("cat", "r1", "not for ann either");
    world.server.ping();
    await world.settle();
    expect(phase(ann)).toBe("up_to_date");
  });

  it("of kinds that are not known yet are stepped over", async () => {
    const { world, ann, view } = await ready();
    world.server.ownEvent("ann", "people_changed", { people: { blocked: [], muted: [] }, kind: "something_new" });
    const [peer] = world.server.peers;
    peer?.push({ type: "confetti" } as never);
    world.server.post("bob", "r1", "second");
    await world.settle();
    expect(texts(view)).toEqual(["first", "second"]);
    expect(phase(ann)).toBe("up_to_date");
  });
});

describe("events", () => {
  it("edit, hide, restore and react", async () => {
    const { world, view } = await ready();
    const row = world.server.post("bob", "r1", "text");
    const reply = world.server.post("bob", "r1", "reply", { replyTo: row.id });
    await world.settle();
    const line = (id: string) => view.current.messages.find((one) => one.id === id);
    world.server.edit(row, "better text");
    await world.settle();
    expect(line(row.id)).toMatchObject({ body: "better text", revision: 2 });
    expect(line(reply.id)?.replyTo?.excerpt).toBe("better text");
    world.server.react(row, "ann", "with_you", true);
    world.server.react(row, "bob", "with_you", true);
    await world.settle();
    expect(line(row.id)?.reactions).toEqual([{ reaction: "with_you", count: 2, mine: true }]);
    world.server.remove(row, "hidden");
    await world.settle();
    expect(line(row.id)).toMatchObject({ state: "hidden", body: "" });
    expect(line(reply.id)?.replyTo).not.toHaveProperty("excerpt");
    world.server.restore(row);
    await world.settle();
    expect(line(row.id)).toMatchObject({ state: "visible", body: "better text" });
    expect(line(row.id)?.reactions).toEqual([{ reaction: "with_you", count: 2, mine: true }]);
    expect(line(reply.id)?.replyTo?.excerpt).toBe("better text");
  });

  it("quote the content note, not the folded text", async () => {
    const { world, view } = await ready();
    const row = world.server.post("bob", "r1", "folded text", { note: "about loss" });
    world.server.post("bob", "r1", "reply", { replyTo: row.id });
    await world.settle();
    world.server.edit(row, "other folded text");
    await world.settle();
    expect(view.current.messages.at(-1)?.replyTo?.excerpt).toBe("about loss");
  });
});
