import { describe, expect, it } from "vitest";
import { refusal } from "./fake/server.js";
import { World, phase, texts } from "./fake/world.js";

describe("connecting", () => {
  it("greets with the token in hello, never in the address, and offers the subprotocol", async () => {
    const world = new World();
    world.client("ann");
    const [wire] = world.net.wires;
    expect(wire?.url).not.toContain("ann");
    expect(wire?.protocol).toBe("alongside.v1");
    await world.settle();
    expect(world.net.sent[0]).toMatchObject({ type: "hello", token: "ann" });
  });

  it("is up to date only when everything that was promised has come", async () => {
    const world = new World();
    const room = world.server.room("r1", "ann");
    for (let count = 0; count < 3; count += 1) world.server.post("bob", "r1", `old ${count}`);
    const ann = world.client("ann");
    const view = ann.openRoom("r1");
    const phases: string[] = [];
    ann.subscribe((state) => phases.push(state.phase));
    expect(phases).toEqual(["connecting"]);
    await world.settle();
    expect(phases).toEqual(["connecting", "catching_up", "up_to_date"]);
    expect(view.current.status).toBe("ready");
    expect(texts(view)).toEqual(["old 0", "old 1", "old 2"]);
    expect(view.current.room?.you?.unread).toBe(room.unread("ann", new Set()));
  });

  it("shows live messages, and calls a follower at once and after each change", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    const view = world.client("ann").openRoom("r1");
    const seen: number[] = [];
    const stop = view.subscribe((state) => seen.push(state.messages.length));
    await world.settle();
    world.server.post("bob", "r1", "hello");
    await world.settle();
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1);
    stop();
    const before = seen.length;
    world.server.post("bob", "r1", "again");
    await world.settle();
    expect(seen.length).toBe(before);
    expect(texts(view)).toEqual(["hello", "again"]);
  });

  it("keeps the objects of unchanged messages", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    world.server.post("bob", "r1", "one");
    const view = world.client("ann").openRoom("r1");
    await world.settle();
    const [before] = view.current.messages;
    world.server.post("bob", "r1", "two");
    await world.settle();
    expect(view.current.messages[0]).toBe(before);
  });

  it("stops when the session is over, says why, and goes on after signing in again", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    const ann = world.client("ann", { token: "nobody" });
    const view = ann.openRoom("r1");
    await world.settle();
    expect(ann.current).toMatchObject({
      phase: "stopped",
      stopped: { reason: "unauthenticated", code: 4000, refusal: { code: "unauthenticated" } },
    });
    await world.pass(120_000);
    expect(world.server.hellos).toBe(1);
    ann.restart("ann");
    await world.settle();
    expect(phase(ann)).toBe("up_to_date");
    expect(view.current.status).toBe("ready");
  });

  it("says so when a room cannot be followed", async () => {
    const world = new World();
    const view = world.client("ann").openRoom("no such room");
    await world.settle();
    expect(view.current).toMatchObject({ status: "refused", refusal: { code: "not_found" } });
  });

  it("waits on when a room cannot be followed just now", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    world.server.post("bob", "r1", "there");
    const busy = refusal("degraded", "In a moment.", { retry: "after", retry_after_ms: 700 });
    world.server.mayFollow = (_account, stream) => (stream === "r1" ? busy : null);
    const ann = world.client("ann");
    const view = ann.openRoom("r1");
    await world.settle();
    expect(view.current.status).toBe("loading");
    expect(phase(ann)).toBe("catching_up");
    world.server.mayFollow = () => null;
    await world.pass(700);
    expect(texts(view)).toEqual(["there"]);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("follows a room that is opened later, and leaves one that is closed", async () => {
    const world = new World();
    world.server.room("public");
    world.server.post("bob", "public", "anybody may read");
    const ann = world.client("ann");
    await world.settle();
    const view = ann.openRoom("public");
    const second = ann.openRoom("public");
    await world.settle();
    expect(texts(view)).toEqual(["anybody may read"]);
    view.close();
    await world.settle();
    world.server.post("bob", "public", "still");
    await world.settle();
    expect(texts(second)).toHaveLength(2);
    second.close();
    await world.settle();
    expect(world.net.sent.at(-1)).toMatchObject({ type: "unsubscribe", room: "public" });
    expect(phase(ann)).toBe("up_to_date");
  });

  it("follows at most as many streams as the server lets it, opened rooms first", async () => {
    const world = new World();
    for (let count = 0; count < 300; count += 1) world.server.room(`r${count}`, "ann");
    const ann = world.client("ann");
    await world.settle();
    const [peer] = world.server.peers;
    expect(peer?.follows.size).toBe(256);
    const view = ann.openRoom("r299");
    await world.settle();
    expect(view.current.status).toBe("ready");
    expect(peer?.follows.size).toBe(256);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("resumes many rooms without a frame over the limit", async () => {
    const world = new World();
    for (let count = 0; count < 250; count += 1) world.server.room(`room-with-a-name-as-long-as-an-id-${count}`, "ann");
    const ann = world.client("ann");
    await world.settle();
    world.net.cutAll();
    await world.pass(5_000);
    const hello = world.net.sent.findLast((frame) => frame.type === "hello");
    expect(JSON.stringify(hello).length).toBeLessThan(16 * 1024);
    expect(phase(ann)).toBe("up_to_date");
    expect([...world.server.peers].at(-1)?.follows.size).toBe(251);
  });

  it("closes for good", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    const ann = world.client("ann");
    const view = ann.openRoom("r1");
    await world.settle();
    ann.close();
    expect(ann.current).toMatchObject({ phase: "stopped", stopped: { reason: "closed" } });
    await world.pass(120_000);
    expect(world.server.peers.size).toBe(0);
    expect(world.clock.pending()).toBe(0);
    await expect(view.delete("m1")).rejects.toMatchObject({ code: "closed" });
    await expect(view.send({ body: "too late" })).rejects.toMatchObject({ code: "closed" });
    ann.restart();
    expect(phase(ann)).toBe("stopped");
    expect(world.storage.keys()).toEqual([]);
  });
});
