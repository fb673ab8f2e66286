import type { RoomView } from "../../src/api.js";
import type { Core } from "../../src/connection.js";
import { Checks } from "./checks.js";
import type { Report } from "./checks.js";
import type { Wire } from "./network.js";
import { refusal } from "./server.js";
import type { Row } from "./store.js";
import { MemoryStorage, World, turnOfTheLoop } from "./world.js";

const ROOMS = ["r1", "r2", "r3"];
const OTHERS = ["cat", "dan"];
const CLOSE_CODES = [1006, 1011, 1012, 1013, 4100, 4101, 4200, 4201];

/** One device of one person, over reloads. */
export class Device {
  core: Core;
  readonly views = new Map<string, RoomView>();
  /** Messages in the order in which they were written here. */
  readonly written: { room: string; body: string; state: "open" | "stored" | "refused" | "discarded" }[] = [];

  /** Sent again by hand after a refusal: those come later than they were written. */
  readonly retried = new Set<string>();

  constructor(
    readonly account: string,
    readonly storage: MemoryStorage,
    private readonly start: () => Core,
  ) {
    this.core = start();
  }

  reload(): void {
    const open = [...this.views.keys()];
    this.core.close();
    this.views.clear();
    this.core = this.start();
    for (const room of open) this.open(room);
  }

  open(room: string): RoomView {
    const view = this.views.get(room) ?? this.core.openRoom(room);
    this.views.set(room, view);
    return view;
  }
}

export class Simulation {
  readonly world: World;
  readonly devices: Device[] = [];
  readonly checks: Checks;
  acknowledged = 0;
  restores = 0;
  private texts = 0;

  constructor(
    seed: number,
    private readonly kind: { http: boolean; restores: boolean },
  ) {
    this.world = new World(seed);
    for (const room of ROOMS) this.world.server.room(room, "ann", "bob");
    this.world.server.horizon = 60;
    this.world.server.snapshotMessages = 12;
    for (const account of ["ann", "ann", "bob"]) this.device(account);
    this.checks = new Checks(this.world.server, this.devices);
  }

  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      this.step();
      if (this.kind.http || step % 10 === 0) await turnOfTheLoop();
      this.checks.shown();
    }
    await this.heal();
  }

  report(): Report {
    return this.checks.report();
  }

  private device(account: string): void {
    const storage = new MemoryStorage();
    this.devices.push(new Device(account, storage, () => this.world.client(account, { account, storage })));
  }

  private chance(of: number): boolean {
    return this.world.random() < of;
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.world.random() * from.length)];
  }

  private step(): void {
    // An outage lasts for a hundred steps or so.
    if (!this.world.net.reachable && this.chance(0.01)) this.world.net.reachable = true;
    const roll = this.world.random();
    if (roll < 0.55) this.deliver();
    else if (roll < 0.7) this.pass();
    else if (roll < 0.8) this.othersAct();
    else if (roll < 0.93) this.deviceActs();
    else if (roll < 0.95) this.world.server.ping();
    else this.fault();
  }

  private deliver(): void {
    for (let count = 0; count < 4; count += 1) {
      const wire = this.pick([...this.world.net.wires]);
      wire?.step(this.chance(0.5) ? "client" : "server");
    }
  }

  private pass(): void {
    const until = this.world.clock.time + this.world.random() * (this.chance(0.1) ? 20_000 : 800);
    if (!this.world.clock.fireOne(until)) this.world.clock.time = until;
  }

  private text(): string {
    this.texts += 1;
    return `text-${this.texts}-of-this-run.`;
  }

  private rows(): Row[] {
    return [...this.world.server.rooms.values()].flatMap((room) => [...room.rows.values()]);
  }

  private othersAct(): void {
    const { server } = this.world;
    const room = this.pick(ROOMS) ?? "r1";
    const row = this.pick(this.rows().filter((one) => OTHERS.includes(one.author.id)));
    const roll = this.world.random();
    if (!row || roll < 0.6) return void server.post(this.pick(OTHERS) ?? "cat", room, this.text(), this.reply(room));
    if (row.state === "visible") {
      if (roll < 0.7) server.edit(row, this.text());
      else if (roll < 0.9) server.remove(row, this.pick(["deleted", "removed", "hidden"] as const));
      else server.react(row, this.pick(["cat", "ann"]) ?? "cat", "with_you", this.chance(0.7));
    } else if (row.state === "hidden") {
      server.restore(row);
    }
  }

  private reply(room: string): { replyTo?: string } {
    const answered = this.pick([...this.world.server.room(room).rows.values()]);
    return answered && this.chance(0.4) ? { replyTo: answered.id } : {};
  }

  private deviceActs(): void {
    const device = this.pick(this.devices);
    const room = this.pick(ROOMS);
    if (!device || !room) return;
    const view = device.open(room);
    const roll = this.world.random();
    const lines = view.current.messages;
    if (roll < 0.4) return this.write(device, view);
    if (roll < 0.5) return void view.loadOlder().catch(() => undefined);
    if (roll < 0.56) return void view.loadNewer().catch(() => undefined);
    if (roll < 0.62) return void view.loadAround(this.pick([...this.world.server.room(room).rows.keys()]) ?? "").catch(() => undefined);
    if (roll < 0.66) return view.toPresent();
    if (roll < 0.72) return view.markRead(this.pick(lines)?.seq);
    if (roll < 0.76) return view.typing();
    if (roll < 0.82) return this.change(view);
    if (roll < 0.86) return this.decide(device, view);
    if (roll < 0.92) return device.core.wake();
    if (roll < 0.96) return device.reload();
    view.close();
    device.views.delete(room);
  }

  private write(device: Device, view: RoomView): void {
    const one: Device["written"][number] = { room: view.id, body: this.text(), state: "open" };
    device.written.push(one);
    view.send({ body: one.body, ...this.reply(view.id) }).then(
      () => {
        one.state = "stored";
        this.acknowledged += 1;
      },
      (error: { code: string }) => {
        if (error.code !== "closed") one.state = "refused";
      },
    );
  }

  private change(view: RoomView): void {
    const line = this.pick(view.current.messages.filter((one) => one.own && one.id !== undefined && one.state === "visible"));
    if (!line?.id) return;
    const roll = this.world.random();
    const done =
      roll < 0.4 ? view.edit(line.id, this.text()) : roll < 0.7 ? view.delete(line.id) : view.react(line.id, "thank_you", this.chance(0.6));
    done.catch(() => undefined);
  }

  private decide(device: Device, view: RoomView): void {
    const line = this.pick(view.current.messages.filter((one) => one.delivery === "refused"));
    if (!line) return;
    const one = device.written.find((other) => other.body === line.body);
    if (this.chance(0.5)) {
      view.retry(line.clientId);
      device.retried.add(line.body);
      if (one) one.state = "open";
    } else if (view.discard(line.clientId) && one) {
      one.state = "discarded";
    }
  }

  private fault(): void {
    const { net, server, http } = this.world;
    const roll = this.world.random();
    const wire = this.pick([...net.wires]);
    if (roll < 0.2) wire?.cut(this.pick(CLOSE_CODES));
    else if (roll < 0.35 && wire) this.dieAfterCommit(wire);
    else if (roll < 0.5) server.loseNext = this.chance(0.5) ? "hint" : "hole";
    else if (roll < 0.58) server.loseAnswers = 1;
    else if (roll < 0.66) this.repeatABatch();
    else if (roll < 0.74) this.refuseSome();
    else if (roll < 0.78) server.goaway(this.world.random() * 10_000);
    else if (roll < 0.84) this.restart();
    else if (roll < 0.88) net.reachable = false;
    else if (roll < 0.94) this.proxies();
    else if (roll < 0.96) http.breakAll();
    else if (this.kind.restores) this.restore();
  }

  /** Everything that has arrived is carried out, and no answer gets through. */
  private dieAfterCommit(wire: Wire): void {
    while (wire.open && wire.step("server"));
    wire.cut();
  }

  private repeatABatch(): void {
    const { server } = this.world;
    const room = this.pick(ROOMS) ?? "r1";
    for (const peer of server.peers) {
      const follow = peer.follows.get(room);
      if (!follow || peer.account === null) continue;
      const from = Math.max(0, follow.sentTo - Math.floor(this.world.random() * 10));
      peer.push({ type: "events", ...server.batch(peer.account, room, from, follow.sentTo, true) });
    }
  }

  private refuseSome(): void {
    const { refuseSends } = this.world.server;
    const more = this.pick([
      refusal("muted", "Not now."),
      refusal("rate_limited", "Slowly.", { retry: "after", retry_after_ms: 2_000 }),
      refusal("fault", "Again.", { retry: "now" }),
      refusal("degraded", "Later.", { retry: "after", retry_after_ms: 500 }),
      refusal("conflict", "Look again.", { retry: "resync" }),
    ]);
    if (more) refuseSends.push(more);
  }

  private restart(): void {
    const { net, server } = this.world;
    server.node += 1;
    if (this.chance(0.5)) net.cutAll();
    else for (const peer of [...server.peers]) peer.end(1012);
    server.peers.clear();
    this.world.http.breakAll();
  }

  private proxies(): void {
    if (this.kind.http) this.world.net.socketsBlocked = !this.world.net.socketsBlocked;
  }

  private restore(): void {
    if (this.restores > 2) return;
    this.restores += 1;
    this.world.server.restoreBackup((room) => Math.max(0, room.head - Math.floor(this.world.random() * 6)));
    this.restart();
  }

  /** Everything works again, and some minutes pass. */
  private async heal(): Promise<void> {
    const { net, server } = this.world;
    if (this.kind.restores && this.restores === 0) this.restore();
    net.reachable = true;
    net.socketsBlocked = false;
    server.loseNext = null;
    server.loseAnswers = 0;
    server.refuseSends.length = 0;
    for (let round = 0; round < 10; round += 1) {
      await this.world.pass(25_000);
      server.ping();
    }
    await this.world.settle();
    for (const device of this.devices) await this.readAll(device);
    await this.world.pass(30_000);
  }

  private async readAll(device: Device): Promise<void> {
    for (const room of ROOMS) {
      const view = device.open(room);
      await this.world.settle();
      view.toPresent();
      while (view.current.hasOlder) await Promise.all([view.loadOlder(), this.world.settle()]);
    }
  }
}
