import type { Clock } from "../../src/api.js";

/** A clock that only moves when a test says so. */
export class FakeClock implements Clock {
  #timers = new Map<number, { at: number; run: () => void }>();
  #last = 0;
  /** Timers fire only at multiples of this, as in a hidden tab; 1 for exact ones. */
  coarseMs = 1;

  constructor(public time = Date.UTC(2026, 2, 10)) {}

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const id = ++this.#last;
    const at = Math.ceil((this.time + ms) / this.coarseMs) * this.coarseMs;
    this.#timers.set(id, { at, run });
    return () => this.#timers.delete(id);
  }

  pending(): number {
    return this.#timers.size;
  }

  next(): number | null {
    const moments = [...this.#timers.values()].map((one) => one.at);
    return moments.length > 0 ? Math.min(...moments) : null;
  }

  /** Fires at most one timer that is due by `until`, earliest first. */
  fireOne(until: number): boolean {
    let first: [number, { at: number; run: () => void }] | null = null;
    for (const one of this.#timers) if (one[1].at <= until && (!first || one[1].at < first[1].at)) first = one;
    if (!first) return false;
    this.#timers.delete(first[0]);
    this.time = Math.max(this.time, first[1].at);
    first[1].run();
    return true;
  }
}

/** Seeded numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
