import { describe, expect, it } from "vitest";
import type { Refusal } from "../src/generated/protocol.js";
import { RefusalError } from "../src/refusal_error.js";
import { refusal } from "./fake/server.js";
import { World, contains, texts } from "./fake/world.js";

async function ready() {
  const world = new World();
  world.server.room("r1", "ann", "bob");
  const ann = world.client("ann");
  const view = ann.openRoom("r1");
  await world.settle();
  return { world, ann, view };
}

const rows = (world: World) => [...world.server.room("r1").rows.values()].map((row) => row.body);
const sends = (world: World) => world.net.sent.filter((frame) => frame.type === "send");
const last = (view: { current: { messages: readonly unknown[] } }) => view.current.messages.at(-1);
const after = (ms: number): Refusal => refusal("rate_limited", "Slowly.", { retry: "after", retry_after_ms: ms });

describe("sending", () => {
  it("shows the message at once, and the same line when it is stored", async () => {
    const { world, ann, view } = await ready();
    const sent = view.send({ body: "hello", note: "a note" });
    expect(last(view)).toMatchObject({ body: "hello", note: "a note", delivery: "sending", own: true });
    expect(ann.current.unsent).toBe(1);
    const { key } = view.current.messages[0] ?? { key: "" };
    await world.settle();
    const { id, seq } = await sent;
    expect(view.current.messages).toHaveLength(1);
    expect(last(view)).toMatchObject({ key, id, seq, delivery: "sent", state: "visible" });
    expect(ann.current.unsent).toBe(0);
    expect(world.storage.keys()).toEqual([]);
  });

  it("gives one line whether the answer or the event comes first", async () => {
    for (const order of [["ok", "events"], ["events", "ok"]]) {
      const { world, view } = await ready();
      const [wire] = world.net.wires;
      void view.send({ body: "once" });
      wire?.step("server");
      const frames = wire?.toClient.splice(0) ?? [];
      for (const type of order) {
        wire?.toClient.push(...frames.filter((frame) => "type" in frame && frame.type === type));
        while (wire?.step("client"));
        expect(texts(view)).toEqual(["once"]);
        expect(last(view)).toMatchObject({ delivery: "sent" });
      }
    }
  });

  it("keeps the message before it sends it", async () => {
    const { world, view } = await ready();
    const [wire] = world.net.wires;
    const original = wire!.socket.send.bind(wire!.socket);
    const keptWhenSent: number[] = [];
    wire!.socket.send = (text) => {
      keptWhenSent.push(world.storage.keys().length);
      original(text);
    };
    void view.send({ body: "kept first" });
    expect(keptWhenSent).toEqual([1]);
  });

  it("sends one after another in a room, so that the order stays", async () => {
    const { world, view } = await ready();
    world.server.refuseSends.push(after(3_000));
    for (const body of ["one", "two", "three"]) void view.send({ body });
    await world.settle();
    expect(rows(world)).toEqual([]);
    expect(view.current.messages.map((one) => one.delivery)).toEqual(["waiting", "sending", "sending"]);
    expect(view.current.messages[0]?.retryAt).toBeGreaterThanOrEqual(world.clock.time + 3_000);
    await world.pass(4_000);
    expect(rows(world)).toEqual(["one", "two", "three"]);
    expect(texts(view)).toEqual(["one", "two", "three"]);
  });
});

describe("an own message that is taken back", () => {
  it("leaves nothing, whatever came first", async () => {
    for (const order of [["ok", "events"], ["events", "ok"]]) {
      const { world, ann, view } = await ready();
      const [wire] = world.net.wires;
      void view.send({ body: "said too soon" });
      wire?.step("server");
      const [row] = world.server.room("r1").rows.values();
      world.server.remove(row!);
      const frames = wire?.toClient.splice(0) ?? [];
      for (const type of order) wire?.toClient.push(...frames.filter((frame) => "type" in frame && frame.type === type));
      await world.settle();
      expect(contains(ann, "said too soon")).toBe(false);
      expect(view.current.messages).toMatchObject([{ state: "deleted", body: "" }]);
    }
  });
});

describe("a lost connection", () => {
  it("resends with the same id until it is stored once", async () => {
    const { world, view } = await ready();
    const [wire] = world.net.wires;
    const sent = view.send({ body: "stored, but the answer is lost" });
    wire?.step("server");
    world.net.cutAll();
    expect(last(view)).toMatchObject({ delivery: "waiting" });
    await world.pass(5_000);
    await expect(sent).resolves.toMatchObject({ seq: 1 });
    expect(rows(world)).toEqual(["stored, but the answer is lost"]);
    expect(texts(view)).toEqual(["stored, but the answer is lost"]);
  });

  it("lets what was written offline go in order when it is back", async () => {
    const { world, ann, view } = await ready();
    world.net.reachable = false;
    world.net.cutAll();
    for (const body of ["a", "b", "c"]) void view.send({ body });
    await world.pass(30_000);
    expect(view.current.messages.map((one) => one.delivery)).toEqual(["waiting", "waiting", "waiting"]);
    world.net.reachable = true;
    ann.wake();
    await world.pass(2_000);
    expect(rows(world)).toEqual(["a", "b", "c"]);
    expect(world.storage.keys()).toEqual([]);
  });

  it("asks again when only the answer is lost", async () => {
    const { world, view } = await ready();
    world.server.loseAnswers = 1;
    world.server.loseNext = "hint";
    const sent = view.send({ body: "no word of it" });
    await world.pass(12_000);
    await expect(sent).resolves.toMatchObject({ seq: 1 });
    expect(sends(world)).toHaveLength(2);
    expect(rows(world)).toHaveLength(1);
    expect(texts(view)).toHaveLength(1);
  });
});

describe("a reload", () => {
  it("sends what was not stored, and only for the same person", async () => {
    const { world, ann, view } = await ready();
    world.net.reachable = false;
    world.net.cutAll();
    view.send({ body: "ann's words" }).catch(() => undefined);
    await world.pass(1_000);
    ann.close();
    world.net.reachable = true;

    const bob = world.client("bob");
    const bobs = bob.openRoom("r1");
    await world.pass(1_000);
    expect(rows(world)).toEqual([]);
    expect(contains(bobs.current, "ann's words")).toBe(false);
    bob.close();

    const again = world.client("ann", { account: "ann" });
    const room = again.openRoom("r1");
    expect(last(room)).toMatchObject({ body: "ann's words", delivery: "waiting" });
    await world.pass(1_000);
    expect(rows(world)).toEqual(["ann's words"]);
    expect(texts(room)).toEqual(["ann's words"]);
  });

  it("does not send twice what another tab sent or discarded", async () => {
    const { world, view } = await ready();
    world.net.reachable = false;
    world.net.cutAll();
    void view.send({ body: "discarded in the other tab" });
    const id = view.current.messages[0]?.clientId ?? "";
    const other = world.client("ann", { account: "ann" }).openRoom("r1");
    expect(other.discard(id)).toBe(true);
    world.net.reachable = true;
    await world.pass(30_000);
    expect(rows(world)).toEqual([]);
    expect(texts(view)).toEqual([]);
  });

  it("leaves broken or foreign entries alone", async () => {
    const world = new World();
    world.server.room("r1", "ann");
    world.storage.set("alongside.outbox.ann.x", "{broken");
    world.storage.set("alongside.outbox.ann.y", JSON.stringify({ form: 99, message: {} }));
    world.storage.set("other", "thing");
    const ann = world.client("ann", { account: "ann" });
    await world.settle();
    expect(ann.current).toMatchObject({ phase: "up_to_date", unsent: 0 });
  });

  it("works on when nothing can be kept", async () => {
    const { world, view } = await ready();
    world.storage.full = true;
    await Promise.all([view.send({ body: "still sent" }), world.settle()]);
    expect(rows(world)).toEqual(["still sent"]);
  });
});

describe("a refusal", () => {
  it("for good keeps the text until the person decides", async () => {
    const { world, ann, view } = await ready();
    world.server.refuseSends.push(refusal("muted", "You cannot write here until tomorrow."));
    const sent = view.send({ body: "my words" });
    await world.settle();
    await expect(sent).rejects.toBeInstanceOf(RefusalError);
    await expect(sent).rejects.toMatchObject({ code: "muted", retry: "never" });
    const line = view.current.messages[0];
    expect(line).toMatchObject({ body: "my words", delivery: "refused", refusal: { code: "muted" } });
    expect(ann.current.unsent).toBe(0);
    await world.pass(120_000);
    expect(sends(world)).toHaveLength(1);

    const reloaded = world.client("ann", { account: "ann" }).openRoom("r1");
    expect(last(reloaded)).toMatchObject({ body: "my words", delivery: "refused" });

    view.retry(line?.clientId ?? "");
    await world.settle();
    expect(rows(world)).toEqual(["my words"]);
    expect(last(view)).toMatchObject({ delivery: "sent" });
  });

  it("does not hold back what was written after it", async () => {
    const { world, view } = await ready();
    world.server.refuseSends.push(refusal("blocked", "No."));
    for (const body of ["refused", "fine"]) void view.send({ body });
    await world.settle();
    expect(rows(world)).toEqual(["fine"]);
    expect(view.current.messages.map((one) => [one.body, one.delivery])).toEqual([["fine", "sent"], ["refused", "refused"]]);
    expect(view.discard(view.current.messages[1]?.clientId ?? "")).toBe(true);
    expect(texts(view)).toEqual(["fine"]);
    expect(world.storage.keys()).toEqual([]);
  });

  it("of a used id is sent under a new one", async () => {
    const { world, view } = await ready();
    world.server.refuseSends.push(refusal("client_id_reused", "That id was used."));
    void view.send({ body: "again" });
    await world.settle();
    const old = view.current.messages[0]?.clientId ?? "";
    view.retry(old);
    await world.settle();
    expect(rows(world)).toEqual(["again"]);
    expect(sends(world).map((frame) => frame.type === "send" && frame.client_id === old)).toEqual([true, false]);
    expect(world.storage.keys()).toEqual([]);
  });

  it("that says now is obeyed at once, then ever more slowly", async () => {
    const { world, view } = await ready();
    const now = refusal("fault", "Again, please.", { retry: "now" });
    world.server.refuseSends.push(now, now, now, now);
    void view.send({ body: "patience" });
    await world.settle();
    expect(sends(world)).toHaveLength(2);
    await world.pass(30_000);
    expect(sends(world)).toHaveLength(5);
    expect(rows(world)).toEqual(["patience"]);
  });

  it("that asks to sign in keeps the message and stops until that is done", async () => {
    const { world, ann, view } = await ready();
    world.server.refuseSends.push(refusal("unauthenticated", "Sign in.", { retry: "reauthenticate" }));
    void view.send({ body: "after signing in" });
    await world.settle();
    expect(ann.current).toMatchObject({ phase: "stopped", stopped: { reason: "unauthenticated" }, unsent: 1 });
    ann.restart("ann");
    await world.pass(2_000);
    expect(rows(world)).toEqual(["after signing in"]);
  });

  it("that asks to resync follows again first", async () => {
    const { world, view } = await ready();
    world.server.refuseSends.push(refusal("conflict", "Look again.", { retry: "resync" }));
    void view.send({ body: "after looking" });
    await world.settle();
    expect(world.net.sent.at(-1)).toMatchObject({ type: "subscribe", room: "r1" });
    await world.pass(5_000);
    expect(rows(world)).toEqual(["after looking"]);
  });

  it("that is certain comes before anything is kept or sent", async () => {
    const { world, view } = await ready();
    await expect(view.send({ body: " \n " })).rejects.toMatchObject({ code: "body_empty" });
    await expect(view.send({ body: "x".repeat(4_001) })).rejects.toMatchObject({ code: "body_too_long" });
    await expect(view.send({ body: "\u{1F343}".repeat(4_000), note: "\u{1F343}".repeat(80) })).rejects.toMatchObject({ code: "too_big" });
    expect(world.storage.keys()).toEqual([]);
    expect(sends(world)).toEqual([]);
    await Promise.all([view.send({ body: "\u{1F343}".repeat(3_900) }), world.settle()]);
    expect(rows(world)).toHaveLength(1);
  });
});

describe("discarding", () => {
  it("is not possible while the server may have the message", async () => {
    const { world, view } = await ready();
    void view.send({ body: "on its way" });
    expect(view.discard(view.current.messages[0]?.clientId ?? "")).toBe(false);
    world.net.cutAll();
    expect(view.discard(view.current.messages[0]?.clientId ?? "")).toBe(false);
    await world.pass(5_000);
    expect(texts(view)).toEqual(["on its way"]);
  });

  it("of everything leaves nothing on the device", async () => {
    const { world, ann, view } = await ready();
    world.net.reachable = false;
    world.net.cutAll();
    const sent = view.send({ body: "a last word" });
    ann.forget();
    await expect(sent).rejects.toMatchObject({ code: "closed" });
    expect(world.storage.keys()).toEqual([]);
    expect(contains(ann, "a last word")).toBe(false);
  });
});
