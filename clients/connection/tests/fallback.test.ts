import { describe, expect, it } from "vitest";
import { SseReader } from "../src/sse.js";
import { World, phase, texts } from "./fake/world.js";

async function behindProxy(seed = 1) {
  const world = new World(seed);
  world.net.socketsBlocked = true;
  world.server.room("r1", "ann", "bob");
  world.server.post("bob", "r1", "first – één");
  const ann = world.client("ann");
  const view = ann.openRoom("r1");
  await world.pass(30_000);
  return { world, ann, view };
}

describe("behind a proxy that lets no WebSocket through", () => {
  it("events and commands by HTTP take over after three sockets", async () => {
    const { world, ann, view } = await behindProxy();
    expect(world.net.made).toBe(3);
    expect(world.http.requests).toEqual(expect.arrayContaining(["http://test/api/v1/events"]));
    expect(ann.current).toMatchObject({ phase: "up_to_date", transport: "events" });
    expect(texts(view)).toEqual(["first – één"]);
  });

  it("messages go and come in order, and edits, pages and markers work", async () => {
    const { world, ann, view } = await behindProxy();
    for (const body of ["a", "b", "c"]) void view.send({ body });
    await world.pass(2_000);
    world.server.post("bob", "r1", "d");
    await world.pass(100);
    expect(texts(view)).toEqual(["first – één", "a", "b", "c", "d"]);
    const id = view.current.messages[1]?.id ?? "";
    await Promise.all([view.edit(id, "A"), world.pass(100)]);
    expect(texts(view)[1]).toBe("A");
    view.markRead();
    await world.pass(2_000);
    expect(ann.account.current.rooms[0]?.you?.unread).toBe(0);
    expect(world.server.room("r1").readMarkers.get("ann")).toBeGreaterThan(4);
  });

  it("a room that is opened later comes by a new stream, and nothing is lost or doubled between", async () => {
    const { world, ann, view } = await behindProxy();
    world.server.room("r2", "ann");
    world.server.post("bob", "r2", "over there");
    const other = ann.openRoom("r2");
    for (let count = 0; count < 10; count += 1) {
      world.server.post("bob", "r1", `m${count}`);
      await world.pass(30);
    }
    await world.pass(500);
    expect(texts(other)).toEqual(["over there"]);
    expect(texts(view)).toEqual(["first – één", ...Array.from({ length: 10 }, (_, count) => `m${count}`)]);
    expect(world.http.streams.size).toBe(1);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("a hole is filled by a new stream, without a busy loop", async () => {
    const { world, ann, view } = await behindProxy();
    const hellos = world.server.hellos;
    world.server.loseNext = "hole";
    world.server.post("bob", "r1", "lost");
    world.server.post("bob", "r1", "next");
    await world.pass(30_000);
    expect(texts(view)).toEqual(["first – één", "lost", "next"]);
    expect(phase(ann)).toBe("up_to_date");
    expect(world.server.hellos - hellos).toBeLessThan(3);
  });

  it("a command whose answer is lost is stored once", async () => {
    const { world, view } = await behindProxy();
    world.http.loseAnswers = 1;
    const sent = view.send({ body: "once" });
    await world.pass(10_000);
    await expect(sent).resolves.toMatchObject({ state: "visible" });
    expect([...world.server.room("r1").rows.values()].filter((row) => row.body === "once")).toHaveLength(1);
    expect(texts(view)).toEqual(["first – één", "once"]);
  });

  it("a broken stream is resumed", async () => {
    const { world, ann, view } = await behindProxy();
    world.http.breakAll();
    world.server.post("bob", "r1", "meanwhile");
    await world.pass(10_000);
    expect(ann.current).toMatchObject({ phase: "up_to_date", transport: "events" });
    expect(texts(view)).toEqual(["first – één", "meanwhile"]);
  });

  it("the code with which the server ends the stream is obeyed", async () => {
    const { world, ann } = await behindProxy();
    for (const peer of [...world.server.peers]) peer.end(4002);
    await world.pass(10_000);
    expect(ann.current).toMatchObject({ phase: "stopped", stopped: { code: 4002, reason: "suspended" } });
  });

  it("a new token is used at once", async () => {
    const { world, ann } = await behindProxy();
    const hellos = world.server.hellos;
    await ann.renew("ann");
    await world.pass(1_000);
    expect(world.server.hellos).toBe(hellos + 1);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("an ended session stops it with the reason", async () => {
    const { world, ann } = await behindProxy();
    world.server.accounts.delete("ann");
    world.http.breakAll();
    await world.pass(10_000);
    expect(ann.current).toMatchObject({ phase: "stopped", stopped: { code: 4000, refusal: { code: "unauthenticated" } } });
  });

  it("a socket is tried beside the events, seldom, and takes over when it works", async () => {
    const { world, ann, view } = await behindProxy();
    const made = world.net.made;
    const phases: string[] = [];
    ann.subscribe((state) => phases.push(state.phase));
    for (let second = 0; second < 600; second += 25) {
      world.server.ping();
      await world.pass(25_000);
    }
    expect(world.net.made - made).toBe(1);
    world.net.socketsBlocked = false;
    for (let second = 0; second < 100; second += 25) {
      world.server.ping();
      world.server.post("bob", "r1", `m${second}`);
      await world.pass(25_000);
    }
    expect(ann.current).toMatchObject({ phase: "up_to_date", transport: "websocket" });
    expect(world.http.streams.size).toBe(0);
    expect(texts(view)).toEqual(["first – één", "m0", "m25", "m50", "m75"]);
    expect(phases.filter((one) => one !== "up_to_date" && one !== "catching_up")).toEqual([]);
  });

  it("sockets are tried again when events fail as well", async () => {
    const { world, ann } = await behindProxy();
    world.http.blocked = true;
    world.http.breakAll();
    await world.pass(60_000);
    world.net.socketsBlocked = false;
    await world.pass(60_000);
    expect(ann.current).toMatchObject({ phase: "up_to_date", transport: "websocket" });
  });
});

describe("a server that is away for long", () => {
  it("is found again by a socket", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    world.net.reachable = false;
    const ann = world.client("ann");
    await world.pass(600_000);
    world.net.reachable = true;
    await world.pass(100_000);
    expect(phase(ann)).toBe("up_to_date");
  });
});

describe("server-sent events", () => {
  it("are read however they are cut", () => {
    const text = ": hi\r\ndata: one\n\nevent: x\ndata:two\r\ndata: lines\r\n\r\ndata: three\r\rid: 1\n\n";
    const whole = new SseReader().read(text);
    expect(whole).toEqual([
      { event: "message", data: "one" },
      { event: "x", data: "two\nlines" },
      { event: "message", data: "three" },
    ]);
    for (let at = 0; at <= text.length; at += 1) {
      const reader = new SseReader();
      expect([...reader.read(text.slice(0, at)), ...reader.read(text.slice(at))]).toEqual(whole);
    }
    const slow = new SseReader();
    expect([...text].flatMap((one) => slow.read(one))).toEqual(whole);
  });

  it("without end are refused", () => {
    const reader = new SseReader();
    expect(() => {
      for (let count = 0; count < 100; count += 1) reader.read(`data: ${"x".repeat(100_000)}\n`);
    }).toThrow(RangeError);
  });
});
