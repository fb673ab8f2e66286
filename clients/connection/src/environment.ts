/** What the world gives where the options are silent: a browser's address, storage, timers, signals. */
import type { Clock, ConnectionOptions, KeyValueStorage, SocketLike } from "./api.js";
import type { SocketFactory } from "./websocket.js";

export interface Environment {
  readonly url: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly storage: KeyValueStorage | null;
  readonly socket: SocketFactory;
  readonly fetch: typeof fetch;
}

export function environment(options: ConnectionOptions): Environment {
  const given = options.fetch;
  return {
    url: options.url ?? ownAddress(),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    uuid: options.uuid ?? randomUuid,
    storage: options.storage ?? localStorageOrNull(),
    socket: options.socket ?? ((url, protocol) => new WebSocket(url, protocol) as SocketLike),
    // Called without an object before the dot: a browser's fetch wants to be called as a function.
    fetch: (input, init) => (given ?? fetch)(input, init),
  };
}

/** Calls `wake` whenever the page or the network comes back. Returns what ends that. */
export function onWake(wake: () => void): () => void {
  if (typeof document === "undefined" || typeof window === "undefined") return () => undefined;
  const seen = () => {
    if (document.visibilityState === "visible") wake();
  };
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", seen);
  return () => {
    window.removeEventListener("online", wake);
    window.removeEventListener("pageshow", wake);
    document.removeEventListener("visibilitychange", seen);
  };
}

function ownAddress(): string {
  if (typeof location === "undefined") throw new TypeError("Outside a page, createConnection needs a url.");
  return new URL("/api/v1/ws", location.href).href.replace(/^http/, "ws");
}

const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** RFC 9562, version 4. Browsers have `randomUUID` only on secure pages, and a home server may have none. */
function randomUuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const marked = bytes.map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte));
  const hex = [...marked].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Browsers may forbid storage, or have none left: every use may fail. */
function localStorageOrNull(): KeyValueStorage | null {
  try {
    return typeof localStorage === "undefined" ? null : wrapped(localStorage);
  } catch {
    return null;
  }
}

function wrapped(storage: Storage): KeyValueStorage {
  return {
    get: (key) => attempt(() => storage.getItem(key)) ?? null,
    set: (key, value) => attempt(() => (storage.setItem(key, value), true)) ?? false,
    remove: (key) => void attempt(() => storage.removeItem(key)),
    keys: () => attempt(() => Object.keys(storage)) ?? [],
  };
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
