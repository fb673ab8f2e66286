import { describe, expect, it } from "vitest";
import { applyOwnEvent, nobody } from "../src/account.js";
import type { Event, Notification, Room } from "../src/generated/protocol.js";
import { applyToRoom } from "../src/room_info.js";
import { World, contains, phase, texts } from "./fake/world.js";

async function ready() {
  const world = new World();
  world.server.room("r1", "ann", "bob");
  world.server.room("r2", "ann", "bob");
  for (let count = 0; count < 3; count += 1) world.server.post("bob", "r1", `old ${count}`);
  const ann = world.client("ann");
  await world.settle();
  const unread = (id: string) => ann.account.current.rooms.find((room) => room.id === id)?.you?.unread;
  const truth = (id: string) => world.server.room(id).unread("ann", new Set());
  return { world, ann, unread, truth };
}

describe("notifications", () => {
  const told = (id: string, at: string, read_at?: string): Notification => ({ id, kind: "duty_reminder", at, ...(read_at ? { read_at } : {}) });
  const event = (seq: number, at: string, notification: Notification): Event => ({ seq, at, kind: "notification_changed", notification });

  it("are counted once, whether their events show them read or not", () => {
    const counted = { ...nobody, state: { ...nobody.state, unreadNotifications: 2 } };
    const count = (...events: Event[]) => events.reduce(applyOwnEvent, counted).state.unreadNotifications;
    expect(count(event(1, "t1", told("new", "t1")))).toBe(3);
    expect(count(event(1, "t1", told("new", "t1")), event(2, "t2", told("new", "t1", "t2")))).toBe(2);
    // Read before its events came: both show it read, and it was never counted.
    expect(count(event(1, "t1", told("new", "t1", "t2")), event(2, "t2", told("new", "t1", "t2")))).toBe(2);
    // The snapshot has counted it.
    expect(count(event(2, "t2", told("old", "t0", "t2")))).toBe(1);
    expect(count(event(2, "t2", told("old", "t0", "t2")), event(3, "t3", told("old", "t0", "t2")))).toBe(1);
  });
});

describe("a dormant talk", () => {
  const talk = { id: "r1", kind: "direct", state: "open", moderators: [], dormant_since: "t1" } as unknown as Room;
  const after = (event: object) => applyToRoom(talk, { seq: 1, at: "t2", ...event } as unknown as Event, "ann").dormant_since;

  it("is woken by the next message, and by nothing less", () => {
    expect(after({ kind: "message_posted", message: { author: { id: "bob" }, posted_at: "t2" } })).toBeUndefined();
    expect(after({ kind: "reactions_changed" })).toBe("t1");
    expect(after({ kind: "room_updated", room: { id: "r1", state: "open" } })).toBe("t1");
    expect(after({ kind: "room_updated", room: { id: "r1", state: "closed" } })).toBeUndefined();
  });
});

describe("unread counts", () => {
  it("are live for rooms that are not open, without being present there", async () => {
    const { world, unread } = await ready();
    expect(unread("r1")).toBe(3);
    world.server.post("bob", "r1", "new");
    world.server.post("bob", "r2", "new here");
    const gone = world.server.post("bob", "r2", "gone");
    world.server.post("ann", "r2", "own");
    await world.settle();
    world.server.remove(gone);
    await world.settle();
    expect([unread("r1"), unread("r2")]).toEqual([4, 1]);
    const [peer] = world.server.peers;
    expect([...(peer?.follows ?? [])].map(([stream, one]) => [stream, one.quiet])).toEqual([
      ["ann", false],
      ["r1", true],
      ["r2", true],
    ]);
    expect(world.net.log.filter((frame) => frame.type === "resync")).toHaveLength(1);
  });

  it("say how many of them name you", async () => {
    const { world, ann } = await ready();
    const row = world.server.post("bob", "r2", "hello ann");
    const entry = world.server.room("r2").entries.at(-1);
    expect(entry?.row).toBe(row);
    await world.settle();
    const [peer] = world.server.peers;
    const message = { ...world.server.room("r2").message(row, null), id: "mx", seq: 2, mentions: [{ id: "ann", alias: "Ann" }] };
    const event = { seq: 2, at: message.posted_at, actor: "bob", kind: "message_posted" as const, message };
    peer?.push({ type: "events", stream: "r2", epoch: "epoch-1", prev: 1, to: 2, events: [event] });
    await world.settle();
    expect(ann.account.current.rooms[1]?.you).toMatchObject({ unread: 2, mentions: 1 });
  });

  it("fall by reading here, at once, and the server learns of it once", async () => {
    const { world, ann, unread } = await ready();
    const view = ann.openRoom("r1");
    await world.settle();
    for (let count = 0; count < 10; count += 1) view.markRead();
    expect(unread("r1")).toBe(0);
    expect(view.current.room?.you?.unread).toBe(0);
    await world.pass(5_000);
    expect(world.net.sent.filter((frame) => frame.type === "read")).toEqual([expect.objectContaining({ room: "r1", up_to: 3 })]);
    expect(world.server.room("r1").readMarkers.get("ann")).toBe(3);
  });

  it("fall when a message goes that the server had counted", async () => {
    const { world, ann, unread, truth } = await ready();
    const [row] = world.server.room("r1").rows.values();
    world.server.remove(row!, "hidden");
    await world.settle();
    expect([unread("r1"), truth("r1")]).toEqual([2, 2]);
    world.server.restore(row!);
    await world.settle();
    expect([unread("r1"), truth("r1")]).toEqual([3, 3]);
    expect(ann.current.phase).toBe("up_to_date");
  });

  it("fall by reading on another device, also in the middle of what was counted", async () => {
    const { world, unread, truth } = await ready();
    world.server.post("bob", "r1", "new");
    world.server.read("ann", "r1", 2);
    await world.settle();
    expect(unread("r1")).toBe(2);
    expect(truth("r1")).toBe(2);
    world.server.read("ann", "r1", 4);
    await world.settle();
    expect(unread("r1")).toBe(0);
  });

  it("are told late when the connection was lost, at most one marker a second", async () => {
    const { world, ann } = await ready();
    const view = ann.openRoom("r1");
    await world.settle();
    world.net.reachable = false;
    world.net.cutAll();
    view.markRead(1);
    view.markRead(3);
    world.net.reachable = true;
    await world.pass(5_000);
    expect(world.server.room("r1").readMarkers.get("ann")).toBe(3);
  });
});

describe("rooms", () => {
  it("that you join or leave on another device come and go", async () => {
    const { world, ann } = await ready();
    world.server.room("r3");
    world.server.post("bob", "r3", "before");
    world.server.join("ann", "r3");
    await world.settle();
    expect(ann.account.current.rooms.map((room) => room.id)).toEqual(["r1", "r2", "r3"]);
    world.server.post("bob", "r3", "after");
    world.server.leave("ann", "r2");
    await world.settle();
    expect(ann.account.current.rooms.map((room) => [room.id, room.you?.unread])).toEqual([["r1", 3], ["r3", 2]]);
    expect(phase(ann)).toBe("up_to_date");
  });

  it("that are open when you join get your membership", async () => {
    const { world, ann } = await ready();
    world.server.room("r3");
    const view = ann.openRoom("r3");
    await world.settle();
    expect(view.current.room?.you).toBeUndefined();
    world.server.join("ann", "r3");
    await world.settle();
    expect(view.current.room?.you).toMatchObject({ role: "member" });
    view.close();
    await world.settle();
    const [peer] = world.server.peers;
    expect(peer?.follows.get("r3")?.quiet).toBe(true);
  });

  it("tell who is there and who writes, without yourself, and forget it", async () => {
    const { world, ann } = await ready();
    world.server.room("r1").moderators.push(world.server.person("mod"));
    const view = ann.openRoom("r1");
    await world.settle();
    const [peer] = world.server.peers;
    peer?.push({ type: "presence", room: "r1", here: 7, moderators: ["mod"] });
    peer?.push({ type: "typing", room: "r1", people: [world.server.person("ann"), world.server.person("bob")] });
    await world.settle();
    expect(view.current.room).toMatchObject({ here: 7, moderators: [{ here: true }] });
    expect(view.current.typing).toEqual([world.server.person("bob")]);
    world.server.post("bob", "r1", "done");
    await world.settle();
    expect(view.current.typing).toEqual([]);
    peer?.push({ type: "typing", room: "r1", people: [world.server.person("bob")] });
    await world.pass(21_000);
    expect(view.current.typing).toEqual([]);
    world.server.post("mod", "r1", "from a moderator");
    await world.settle();
    expect(view.current.room?.moderators[0]?.last_post_at).toBeDefined();
  });

  it("are told that you write, at most once in 3 s", async () => {
    const { world, ann } = await ready();
    const view = ann.openRoom("r1");
    await world.settle();
    for (let key = 0; key < 40; key += 1) {
      view.typing();
      await world.pass(100);
    }
    expect(world.net.sent.filter((frame) => frame.type === "typing")).toHaveLength(2);
  });

  it("follow changes of name and moderators", async () => {
    const { world, ann } = await ready();
    const view = ann.openRoom("r1");
    await world.settle();
    const { moderators: _m, here: _h, head: _x, you: _y, ...info } = world.server.room("r1").room("ann", new Set());
    const [peer] = world.server.peers;
    const badge = { kind: "state" as const, issuer: "Oregon", valid_through: "2026-11-01", checked_on: "2026-03-09" };
    const events = [
      { seq: 4, at: "2026-03-10T00:00:00.000Z", kind: "room_updated" as const, room: { ...info, name: "New name" } },
      { seq: 5, at: "2026-03-10T00:00:00.000Z", kind: "moderator_added" as const, person: { id: "ann", alias: "Ann" }, badge },
    ];
    peer?.push({ type: "events", stream: "r1", epoch: "epoch-1", prev: 3, to: 5, events });
    await world.settle();
    expect(view.current.room).toMatchObject({ name: "New name", moderators: [{ person: { id: "ann" }, badge }], you: { role: "moderator" } });
    const renewed = { ...badge, valid_through: "2027-11-01" };
    const changed = (seq: number, badge?: typeof renewed) => ({
      type: "events" as const, stream: "r1", epoch: "epoch-1", prev: seq - 1, to: seq,
      events: [{ seq, at: "2026-03-11T00:00:00.000Z", kind: "badge_changed" as const, account: "ann", ...(badge && { badge }) }],
    });
    peer?.push(changed(6, renewed));
    await world.settle();
    expect(view.current.room?.moderators).toMatchObject([{ person: { id: "ann" }, badge: renewed }]);
    peer?.push(changed(7));
    await world.settle();
    expect(view.current.room?.moderators).toEqual([{ person: { id: "ann", alias: "Ann" }, here: false }]);
    expect(ann.account.current.rooms[0]?.name).toBe("New name");
  });
});

describe("requests and people", () => {
  it("come and go by the account's log", async () => {
    const { world, ann } = await ready();
    const request = { id: "q1", from: world.server.person("bob"), to: world.server.person("ann"), greeting: "", created_at: "2026-03-10T00:00:00.000Z" };
    world.server.ownEvent("ann", "connection_changed", { request: { ...request, state: "open" } });
    await world.settle();
    expect(ann.account.current.connectionRequests).toHaveLength(1);
    world.server.ownEvent("ann", "connection_changed", { request: { ...request, state: "accepted", room: "r9" } });
    world.server.ownEvent("ann", "account_updated", { account: { ...world.server.account("ann"), alias: "Heron" } });
    await world.settle();
    expect(ann.account.current.connectionRequests).toHaveLength(0);
    expect(ann.account.current.account?.alias).toBe("Heron");
  });
});

describe("another person on the same device", () => {
  it("sees nothing and sends nothing of the one before", async () => {
    const { world, ann } = await ready();
    const view = ann.openRoom("r1");
    await world.settle();
    world.server.person("cat");
    world.net.reachable = false;
    world.net.cutAll(4001);
    view.send({ body: "ann's private words" }).catch(() => undefined);
    world.net.reachable = true;
    ann.restart("cat");
    await world.pass(3_000);
    expect(ann.account.current.account?.id).toBe("cat");
    expect(ann.account.current.rooms).toEqual([]);
    expect([...world.server.room("r1").rows.values()].some((row) => row.author.id === "cat")).toBe(false);
    expect(world.storage.keys()).toEqual([expect.stringContaining("outbox.ann.")]);
    world.storage.kept.clear();
    expect(contains(ann, "private words")).toBe(false);
    expect(texts(view)).toEqual(["old 0", "old 1", "old 2"]); // A public room, as cat sees it.
    expect(view.current.room?.you).toBeUndefined();
  });
});

describe("a renewed token", () => {
  it("is used for the next connection", async () => {
    const { world, ann } = await ready();
    world.server.person("ann-2");
    await Promise.all([ann.renew("ann-2"), world.settle()]);
    expect(world.net.sent.at(-1)).toMatchObject({ type: "renew", token: "ann-2" });
    world.net.cutAll();
    await world.pass(3_000);
    expect(world.net.sent.findLast((frame) => frame.type === "hello")).toMatchObject({ token: "ann-2" });
  });
});
