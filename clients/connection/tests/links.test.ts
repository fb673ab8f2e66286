import { describe, expect, it } from "vitest";
import { World, phase, texts } from "./fake/world.js";

async function ready(seed = 1) {
  const world = new World(seed);
  world.server.room("r1", "ann");
  const ann = world.client("ann");
  const view = ann.openRoom("r1");
  await world.settle();
  return { world, ann, view };
}

/** Moments of the attempts within `ms`, by whichever way. */
async function attempts(world: World, ms: number): Promise<number[]> {
  const moments: number[] = [];
  const from = world.clock.time;
  const until = from + ms;
  const made = () => world.net.made + world.http.requests.length;
  for (let known = made(); world.clock.fireOne(until); known = made()) {
    if (made() > known) moments.push(world.clock.time - from);
    await world.settle();
  }
  world.clock.time = until;
  return moments;
}

describe("coming back", () => {
  it("is jittered from the first attempt on, and ever slower", async () => {
    const firsts = new Set<number>();
    for (let seed = 1; seed <= 5; seed += 1) {
      const { world } = await ready(seed);
      world.net.reachable = false;
      world.net.cutAll();
      const moments = await attempts(world, 300_000);
      firsts.add(moments[0] ?? -1);
      expect(moments[0]).toBeLessThanOrEqual(2_000);
      const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(31_000);
      expect(gaps.at(-1)).toBeGreaterThanOrEqual(15_000);
      expect(moments.length).toBeLessThan(25);
    }
    expect(firsts.size).toBe(5);
  });

  it("spreads out after a restart, and hurries when asked to", async () => {
    const spans: Record<number, number[]> = { 1012: [], 4201: [] };
    for (const code of [1012, 4201]) {
      for (let seed = 1; seed <= 20; seed += 1) {
        const { world } = await ready(seed);
        world.net.cutAll(code);
        spans[code]?.push((await attempts(world, 10_000))[0] ?? Infinity);
      }
    }
    expect(Math.max(...(spans[1012] ?? []))).toBeGreaterThan(2_500);
    expect(Math.max(...(spans[4201] ?? []))).toBeLessThanOrEqual(500);
    expect(new Set(spans[4201]).size).toBeGreaterThan(10);
  });

  it("is no busy loop when a server closes at once after each welcome", async () => {
    const { world } = await ready();
    const welcome = world.server.hellos;
    const until = world.clock.time + 120_000;
    while (world.clock.fireOne(until)) {
      await world.settle();
      world.net.cutAll(4201);
    }
    world.net.cutAll(4201);
    while (world.clock.fireOne(until)) {
      await world.settle();
      world.net.cutAll(4201);
    }
    expect(world.server.hellos - welcome).toBeLessThan(15);
  });

  it.each([
    [4001, "session_ended"],
    [4002, "suspended"],
    [4004, "version"],
    [1000, "normal"],
  ])("does not happen by itself after %i", async (code, reason) => {
    const { world, ann } = await ready();
    world.net.cutAll(code);
    expect(ann.current).toMatchObject({ phase: "stopped", stopped: { code, reason } });
    expect(await attempts(world, 600_000)).toEqual([]);
  });

  it("happens soon when the page or the network wakes up", async () => {
    const { world, ann } = await ready();
    world.net.reachable = false;
    world.net.cutAll();
    await world.pass(200_000);
    world.net.reachable = true;
    ann.wake();
    await world.pass(1_000);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("gives up an attempt that gets no welcome", async () => {
    const { world, ann } = await ready();
    const hello = world.server.hellos;
    const accept = world.server.accept.bind(world.server);
    world.server.accept = () => ({ receive: () => undefined, gone: () => undefined });
    world.net.cutAll();
    await world.pass(20_000);
    expect(phase(ann)).toBe("offline");
    world.server.accept = accept;
    await world.pass(60_000);
    expect(phase(ann)).toBe("up_to_date");
    expect(world.server.hellos).toBe(hello + 1);
  });
});

describe("silence", () => {
  it("is questioned, and an answer is enough", async () => {
    const { world, ann } = await ready();
    const hellos = world.server.hellos;
    const phases: string[] = [];
    ann.subscribe((state) => phases.push(state.phase));
    await world.pass(54_999);
    expect(phases).toEqual(["up_to_date"]);
    await world.pass(2);
    expect(phases).toEqual(["up_to_date", "catching_up", "up_to_date"]);
    expect(world.server.hellos).toBe(hellos);
  });

  it("that goes on is a lost connection", async () => {
    const { world, ann, view } = await ready();
    const [wire] = world.net.wires;
    wire!.step = () => false; // Nothing comes through any more, and nobody says so.
    world.server.post("bob", "r1", "unheard");
    await world.pass(55_000);
    expect(phase(ann)).toBe("catching_up");
    await world.pass(8_000);
    expect(phase(ann)).toBe("up_to_date");
    expect(texts(view)).toEqual(["unheard"]);
  });

  it("ends with pings, which are answered", async () => {
    const { world, ann } = await ready();
    for (let count = 0; count < 8; count += 1) {
      world.server.ping();
      await world.pass(25_000);
    }
    expect(phase(ann)).toBe("up_to_date");
    expect(world.server.hellos).toBe(1);
    expect([...world.server.peers][0]?.pongs).toHaveLength(8);
  });

  it("after a freeze is not taken for health", async () => {
    const { world, ann, view } = await ready();
    // Asleep for ten minutes: no timer fires; the other end has long closed.
    world.clock.time += 600_000;
    for (const peer of [...world.server.peers]) peer.gone();
    const [wire] = world.net.wires;
    wire!.step = () => false;
    world.server.post("bob", "r1", "while asleep");
    view.toPresent(); // Whatever happens first, before any timer.
    expect(phase(ann)).toBe("catching_up");
    ann.wake();
    await world.pass(10_000);
    expect(phase(ann)).toBe("up_to_date");
    expect(texts(view)).toEqual(["while asleep"]);
  });
});

describe("a hidden tab whose timers fire once a minute", () => {
  it("stays connected, sends, and repairs", async () => {
    const { world, ann, view } = await ready();
    world.clock.coarseMs = 60_000;
    for (let minute = 0; minute < 10; minute += 1) {
      world.server.ping();
      world.server.loseNext = "hole";
      world.server.post("bob", "r1", `lost ${minute}`);
      void view.send({ body: `said ${minute}` });
      await world.pass(60_000);
    }
    await world.pass(60_000);
    expect(world.server.hellos).toBeLessThan(3);
    expect(texts(view)).toEqual(world.server.room("r1").messages("ann", new Set()).map((one) => one.body));
    expect(ann.current.unsent).toBe(0);
  });

  it("comes back within three minutes after a loss", async () => {
    const { world, ann } = await ready();
    world.clock.coarseMs = 60_000;
    world.net.cutAll();
    await world.pass(180_000);
    expect(phase(ann)).toBe("up_to_date");
  });
});

describe("goaway", () => {
  it("changes over within the spread, while the old socket works, without a double event", async () => {
    const { world, ann, view } = await ready(3);
    const phases: string[] = [];
    ann.subscribe((state) => phases.push(state.phase));
    world.server.goaway(20_000);
    await world.settle();
    let changed = -1;
    const from = world.clock.time;
    for (let second = 0; second < 20; second += 1) {
      world.server.post("bob", "r1", `message ${second}`);
      await world.pass(1_000);
      if (world.server.hellos > 1 && changed < 0) changed = world.clock.time - from;
    }
    expect(changed).toBeGreaterThan(0);
    expect(world.server.hellos).toBe(2);
    expect(world.net.wires.size).toBe(1);
    expect(texts(view)).toEqual(Array.from({ length: 20 }, (_, second) => `message ${second}`));
    expect(phases.filter((one) => one !== "up_to_date" && one !== "catching_up")).toEqual([]);
  });

  it("is spread evenly over many clients", async () => {
    const moments: number[] = [];
    for (let seed = 1; seed <= 30; seed += 1) {
      const { world } = await ready(seed);
      world.server.goaway(20_000);
      await world.settle();
      moments.push((await attempts(world, 21_000))[0] ?? Infinity);
    }
    expect(Math.max(...moments)).toBeLessThanOrEqual(20_000);
    expect(moments.filter((at) => at < 10_000).length).toBeGreaterThan(7);
    expect(moments.filter((at) => at >= 10_000).length).toBeGreaterThan(7);
  });

  it("repeats over the new socket what the old one did not answer", async () => {
    const { world, view } = await ready();
    const answered = view.delete(world.server.post("ann", "r1", "mine").id);
    const [old] = world.net.wires;
    old!.toServer.length = 0; // The old server never reads it.
    old!.toClient.push({ type: "goaway", spread_ms: 0 });
    await world.pass(10);
    await expect(answered).resolves.toBeUndefined();
    expect(view.current.messages[0]).toMatchObject({ state: "deleted", body: "" });
  });

  it("is no busy loop while the server lets nobody new in, and the old socket works meanwhile", async () => {
    const { world, ann, view } = await ready(4);
    world.net.socketsBlocked = true;
    world.http.blocked = true;
    world.server.goaway(1_000);
    await world.settle();
    const moments = await attempts(world, 60_000);
    expect(moments.length).toBeGreaterThan(1);
    expect(moments.length).toBeLessThan(12);
    world.server.post("bob", "r1", "over the old one");
    await world.settle();
    expect(texts(view)).toEqual(["over the old one"]);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("is no busy loop when it is said again while another link is on its way or was just refused", async () => {
    const { world } = await ready(5);
    world.net.socketsBlocked = true;
    world.http.blocked = true;
    let made = 0;
    for (let second = 0; second < 30; second += 1) {
      world.server.goaway(1_000);
      await world.settle();
      made += (await attempts(world, 1_000)).length;
    }
    expect(made).toBeLessThan(40);
  });

  it("goes on by the usual way when the old socket closes early", async () => {
    const { world, ann } = await ready();
    world.server.goaway(60_000);
    await world.settle();
    world.net.cutAll(1012);
    await world.pass(6_000);
    expect(phase(ann)).toBe("up_to_date");
  });
});
