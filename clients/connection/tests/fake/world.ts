import type { Connection, ConnectionOptions, KeyValueStorage, RoomView } from "../../src/api.js";
import { Core } from "../../src/connection.js";
import { FakeClock, seeded } from "./clock.js";
import { FakeHttp } from "./http.js";
import { Network } from "./network.js";
import { FakeServer } from "./server.js";

export class MemoryStorage implements KeyValueStorage {
  readonly kept = new Map<string, string>();
  full = false;

  get(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  set(key: string, value: string): boolean {
    if (!this.full) this.kept.set(key, value);
    return !this.full;
  }
  remove(key: string): void {
    this.kept.delete(key);
  }
  keys(): string[] {
    return [...this.kept.keys()];
  }
}

/** A server, a network, a clock and as many clients as a test wants. */
export class World {
  readonly clock = new FakeClock();
  readonly net = new Network();
  readonly server = new FakeServer(this.clock);
  readonly storage = new MemoryStorage();
  readonly random: () => number;
  readonly http: FakeHttp;
  #uuids = 0;

  constructor(seed = 1) {
    this.random = seeded(seed);
    this.net.acceptor = this.server;
    this.http = new FakeHttp(this.server, this.net, this.random);
  }

  client(account: string, more: Partial<ConnectionOptions> = {}): Core {
    this.server.person(account);
    return new Core({
      url: "ws://test/api/v1/ws",
      token: account,
      storage: this.storage,
      clock: this.clock,
      random: this.random,
      uuid: () => `uuid-${++this.#uuids}`,
      socket: this.net.socket,
      fetch: this.http.fetch,
      ...more,
    });
  }

  /** Delivers everything under way, and lets promises settle. */
  async settle(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      this.net.settle();
      await turnOfTheLoop();
    }
  }

  /** Time passes, with everything delivered at once, and pings as a server sends them. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.time + ms;
    await this.settle();
    while (this.clock.fireOne(until)) await this.settle();
    this.clock.time = until;
  }
}

declare const setImmediate: (run: () => void) => unknown;

export function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function texts(room: RoomView): string[] {
  return room.current.messages.map((one) => one.body);
}

export function phase(connection: Connection): string {
  return connection.current.phase;
}

/** Whether `text` is anywhere in what `root` holds, private fields and maps included. */
export function contains(root: unknown, text: string): boolean {
  return allTexts(root).includes(text);
}

/** Every text in what `root` holds, one a line. */
export function allTexts(root: unknown): string {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const todo: unknown[] = [root];
  while (todo.length > 0) {
    const value = todo.pop();
    if (typeof value === "string") texts.push(value);
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map) todo.push(...value.keys(), ...value.values());
    else if (value instanceof Set) todo.push(...value);
    else todo.push(...Object.values(value));
  }
  return texts.join("\n");
}
