/** The logs that are followed: how far each is read, what the server was asked for, what it still owes. */
import * as cursors from "./cursor.js";
import type { Cursor } from "./cursor.js";
import type { Batch, Event, Position, Resume, Resync, Seq, StreamId, StreamVerdict } from "./generated/protocol.js";
import { LIMITS } from "./generated/protocol.js";
import type { Link } from "./links.js";

/** Subscriptions that are asked for at once. */
const ASKS = 16;
/** So much of hello may be positions, in bytes: below a frame. The rest is subscribed to after the welcome. */
const RESUME_BYTES = { websocket: 12 * 1024, events: 64 * 1024 };

/** A log that is wanted, the most important first. */
export interface Want {
  readonly stream: StreamId;
  /** Followed without being open. */
  readonly quiet: boolean;
}

export interface StreamsHost {
  now(): number;
  /** The present connection. */
  link(): Link | null;
  subscribe(want: Want, position: Position | null): void;
  unsubscribe(stream: StreamId): void;
  /** The transport cannot change subscriptions: a new one has to replace it. */
  reopen(): void;
}

export class Streams {
  private cursors = new Map<StreamId, Cursor>();
  private wanted = new Map<StreamId, Want>();

  constructor(private readonly host: StreamsHost) {}

  cursor(stream: StreamId): Cursor {
    return this.cursors.get(stream) ?? cursors.unread;
  }

  isWanted(stream: StreamId): boolean {
    return this.wanted.has(stream);
  }

  /** At most as many as a connection may follow; those at the end are left out. */
  want(wants: readonly Want[]): void {
    this.wanted = new Map(wants.slice(0, LIMITS.SUBSCRIPTIONS).map((one) => [one.stream, one]));
    for (const stream of this.cursors.keys()) if (!this.wanted.has(stream)) this.cursors.delete(stream);
    this.sync();
  }

  /** What is known of a log by another way than following it. */
  startAt(stream: StreamId, position: Position): void {
    if (!this.cursors.has(stream)) this.cursors.set(stream, cursors.startingAt(position));
  }

  /** The next time it is asked for, a snapshot comes. */
  startAnew(stream: StreamId): void {
    this.cursors.delete(stream);
    this.put(stream, cursors.unread);
    this.host.link()?.asked.delete(stream);
  }

  resume(link: Link): Resume[] {
    const resume: Resume[] = [];
    let bytes = 0;
    for (const want of this.wanted.values()) {
      const { position } = this.cursor(want.stream);
      const one = { stream: want.stream, ...(position && { position }), ...(want.quiet && { quiet: true }) };
      bytes += JSON.stringify(one).length + 1;
      if (bytes > RESUME_BYTES[link.kind]) break;
      resume.push(one);
      link.asked.set(want.stream, want.quiet);
    }
    return resume;
  }

  /** A welcomed connection: its verdicts, then what its hello did not ask for. */
  connected(link: Link, verdicts: readonly StreamVerdict[]): void {
    for (const [stream, cursor] of this.cursors) this.cursors.set(stream, cursors.lost(cursor));
    for (const stream of link.asked.keys()) this.put(stream, cursors.asked(this.cursor(stream), this.host.now()));
    for (const verdict of verdicts) this.judge(verdict);
    this.sync();
  }

  disconnected(): void {
    for (const [stream, cursor] of this.cursors) this.cursors.set(stream, cursors.lost(cursor));
  }

  verdict(verdict: StreamVerdict): void {
    this.judge(verdict);
    this.sync();
  }

  /** The events of a batch that are new, or null when there is nothing in it to take. */
  batch(batch: Batch): readonly Event[] | null {
    if (!this.isWanted(batch.stream)) return null;
    const cursor = this.cursor(batch.stream);
    const taken = cursors.onBatch(cursor, batch, this.host.now());
    if (taken.as === "progress") {
      this.cursors.set(batch.stream, taken.cursor);
      return taken.events;
    }
    if (taken.as === "hole") {
      const hole = cursors.onHole(cursor, this.host.now());
      this.cursors.set(batch.stream, hole.cursor);
      if (hole.repairNow) this.repair(batch.stream);
    }
    return null;
  }

  /** Whether the snapshot is to be taken. */
  resync(resync: Resync): boolean {
    if (!this.isWanted(resync.stream)) return false;
    this.cursors.set(resync.stream, cursors.onResync(this.cursor(resync.stream), resync, this.host.now()));
    this.sync();
    return true;
  }

  heads(heads: Readonly<Record<StreamId, Seq>>): void {
    const now = this.host.now();
    for (const [stream, cursor] of this.cursors) {
      this.cursors.set(stream, cursors.onPing(cursor, heads[stream], now));
    }
  }

  tick(): void {
    if (!this.host.link()) return;
    const now = this.host.now();
    for (const [stream, cursor] of this.cursors) {
      const at = cursors.repairAt(cursor);
      if (at !== null && now >= at) this.repair(stream);
    }
  }

  nextTick(): number | null {
    if (!this.host.link()) return null;
    let first = Infinity;
    for (const cursor of this.cursors.values()) first = Math.min(first, cursors.repairAt(cursor) ?? Infinity);
    return first === Infinity ? null : first;
  }

  isCurrent(stream: StreamId): boolean {
    return cursors.isCurrent(this.cursor(stream));
  }

  allCurrent(): boolean {
    for (const stream of this.wanted.keys()) if (!this.isCurrent(stream)) return false;
    return this.wanted.size > 0;
  }

  /** For good: asking again would not help. */
  isRefused(stream: StreamId): boolean {
    const cursor = this.cursor(stream);
    return cursor.status === "refused" && cursors.repairAt(cursor) === null;
  }

  /** Follow again from where we are. */
  repair(stream: StreamId): void {
    const want = this.wanted.get(stream);
    const link = this.host.link();
    if (!want || !link) return;
    this.cursors.set(stream, cursors.repairing(this.cursor(stream), this.host.now()));
    if (!link.transport?.subscribes) return this.host.reopen();
    link.asked.set(stream, want.quiet);
    this.host.subscribe(want, this.cursor(stream).position);
  }

  /** Makes what the server was asked for equal to what is wanted. */
  private sync(): void {
    const link = this.host.link();
    if (!link) return;
    const missing = [...this.wanted.values()].filter((want) => link.asked.get(want.stream) !== want.quiet);
    const extra = [...link.asked.keys()].filter((stream) => !this.wanted.has(stream));
    if (!link.transport?.subscribes) {
      if (missing.length + extra.length > 0) this.host.reopen();
      return;
    }
    for (const stream of extra) {
      link.asked.delete(stream);
      this.host.unsubscribe(stream);
    }
    const asking = [...this.cursors.values()].filter((one) => one.status === "asking").length;
    for (const want of missing.slice(0, Math.max(0, ASKS - asking))) {
      link.asked.set(want.stream, want.quiet);
      this.put(want.stream, cursors.asked(this.cursor(want.stream), this.host.now()));
      this.host.subscribe(want, this.cursor(want.stream).position);
    }
  }

  private judge(verdict: StreamVerdict): void {
    // A replay from a position that was given up since: there is nothing that its events would continue.
    if (verdict.verdict === "replay" && this.cursor(verdict.stream).position === null) return this.startAnew(verdict.stream);
    this.put(verdict.stream, cursors.onVerdict(this.cursor(verdict.stream), verdict, this.host.now()));
  }

  private put(stream: StreamId, cursor: Cursor): void {
    if (this.isWanted(stream)) this.cursors.set(stream, cursor);
  }
}
