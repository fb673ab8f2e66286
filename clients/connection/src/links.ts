/**
 * Keeps a welcomed connection: opens, greets, watches, replaces and comes back.
 *
 * Usually there is one link. While a server goes away, or while subscriptions change on a transport
 * that cannot change them, there are two: the old one works until the new one is welcomed.
 */
import type { Stopped } from "./api.js";
import * as backoff from "./backoff.js";
import type { Backoff } from "./backoff.js";
import { CLOSE_CODES, closeVerdict } from "./generated/protocol.js";
import type { ClientFrame, Hello, Refusal, ServerFrame, StreamId, Welcome } from "./generated/protocol.js";
import type { Transport, TransportEvents } from "./transport.js";

/** From the start of an attempt to its welcome. */
export const WELCOME_MS = 15_000;
/** Silence beyond two pings and this is answered with a question of our own. */
const SILENCE_SLACK_MS = 5_000;
/** The answer to that question, or any other frame, comes within this time. */
export const PROBE_MS = 5_000;
/** Least time between two attempts that somebody's `wake()` asks for. */
const WAKE_MS = 1_000;
/** After events have taken over, a socket is tried beside them: the server may only have been away. */
export const UPGRADE_MS = 60_000;
const ABNORMAL = 1006;

export interface LinksHost {
  now(): number;
  random(): number;
  open(kind: Transport["kind"], hello: () => Hello, events: TransportEvents): Transport;
  /** What to follow, and by that what this link was asked for. */
  hello(link: Link): Hello;
  /** `link` is the connection now; another one that was before is gone. */
  welcomed(link: Link, welcome: Welcome): void;
  frame(frame: ServerFrame): void;
  /** There is no connection now. */
  down(): void;
  /** Ask anything that the server answers. */
  probe(): void;
}

export class Link {
  transport: Transport | null = null;
  welcomedAt: number | null = null;
  lastHeard: number;
  pingMs = 25_000;
  probedAt: number | null = null;
  /** Why the server says no, told before it closes. */
  refusal: Refusal | null = null;
  /** Streams that this link was asked to follow, and whether quietly. */
  readonly asked = new Map<StreamId, boolean>();

  constructor(
    readonly kind: Transport["kind"],
    readonly startedAt: number,
    /** A socket tried while events work: when it fails, nothing is lost. */
    readonly upgrade: boolean,
  ) {
    this.lastHeard = startedAt;
  }

  /** Silent for longer than a living server is. */
  silentAt(): number {
    return this.lastHeard + 2 * this.pingMs + SILENCE_SLACK_MS;
  }
}

export class Links {
  current: Link | null = null;
  next: Link | null = null;
  stopped: Stopped | null = null;
  /** When to open the next link. */
  openAt: number | null = null;
  /** Attempts in a row without a welcome. */
  misses = 0;
  private upgradeAt = Infinity;
  private backoff: Backoff = backoff.fresh;

  constructor(private readonly host: LinksHost) {}

  start(): void {
    this.stopped = null;
    this.backoff = backoff.fresh;
    this.misses = 0;
    this.open();
  }

  stop(stopped: Stopped): void {
    this.stopped = stopped;
    this.openAt = null;
    const was = this.current;
    this.drop(this.next);
    this.drop(this.current);
    if (was) this.host.down();
  }

  send(frame: ClientFrame): boolean {
    return this.current?.transport?.send(frame) ?? false;
  }

  /** The kind of the link that is there, or would be tried. */
  kind(): Transport["kind"] {
    return (this.current ?? this.next)?.kind ?? backoff.chooseTransport(this.backoff, this.host.now());
  }

  /** Another link shall replace this one at a random moment within `spreadMs`. */
  replaceWithin(spreadMs: number): void {
    if (this.next || this.stopped) return;
    const at = this.host.now() + this.host.random() * spreadMs;
    this.openAt = Math.min(this.openAt ?? Infinity, at);
  }

  /** What came on this link cannot be used: another one, after a while. */
  broken(): void {
    if (this.current) this.ended(this.current, { code: ABNORMAL });
  }

  wake(): void {
    const now = this.host.now();
    if (this.stopped) return;
    if (this.current) {
      const silence = now - this.current.lastHeard;
      if (silence > PROBE_MS) this.ask(this.current, now);
      // After a sleep the socket may be dead without knowing: another one is ready when that comes out.
      if (silence > 2 * this.current.pingMs) this.replaceWithin(0);
    } else if (!this.next) {
      this.openAt = Math.min(this.openAt ?? Infinity, now + WAKE_MS * this.host.random());
    }
  }

  /** Proof of being up to date ends with silence. */
  isHeard(): boolean {
    const link = this.current;
    if (!link) return false;
    return link.probedAt === null && this.host.now() < link.silentAt();
  }

  tick(): void {
    const now = this.host.now();
    const { current, next } = this;
    if (next && now >= next.startedAt + WELCOME_MS) this.ended(next, { code: ABNORMAL });
    if (current && current.probedAt !== null && now >= current.probedAt + PROBE_MS) this.ended(current, { code: ABNORMAL });
    else if (current && now >= current.silentAt()) this.ask(current, now);
    if (this.next || this.stopped) return;
    if (this.openAt !== null && now >= this.openAt) this.open();
    else if (this.current?.kind === "events" && now >= this.upgradeAt) this.open(true);
  }

  nextTick(): number | null {
    const moments: number[] = [];
    if (this.next) moments.push(this.next.startedAt + WELCOME_MS);
    else if (this.openAt !== null) moments.push(this.openAt);
    const link = this.current;
    if (link?.kind === "events" && !this.next) moments.push(this.upgradeAt);
    if (link) moments.push(link.probedAt === null ? link.silentAt() : link.probedAt + PROBE_MS);
    return moments.length > 0 ? Math.min(...moments) : null;
  }

  private open(upgrade = false): void {
    if (!upgrade) this.openAt = null;
    const now = this.host.now();
    const link = new Link(upgrade ? "websocket" : backoff.chooseTransport(this.backoff, now), now, upgrade);
    this.next = link;
    const events: TransportEvents = {
      frame: (frame) => this.heard(link, frame),
      closed: (end) => this.ended(link, end),
    };
    try {
      link.transport = this.host.open(link.kind, () => this.host.hello(link), events);
    } catch {
      // An address or a policy of the page that lets no socket be made.
      this.ended(link, { code: ABNORMAL });
    }
  }

  private heard(link: Link, frame: ServerFrame): void {
    link.lastHeard = this.host.now();
    link.probedAt = null;
    if (link === this.current) this.host.frame(frame);
    else if (link === this.next) this.greeted(link, frame);
  }

  private greeted(link: Link, frame: ServerFrame): void {
    if (frame.type === "error") {
      const { type: _type, re: _re, ...refusal } = frame;
      link.refusal = refusal;
    } else if (frame.type === "welcome") {
      const old = this.current;
      this.next = null;
      this.current = link;
      this.misses = 0;
      this.drop(old);
      link.welcomedAt = link.lastHeard;
      link.pingMs = frame.ping_interval_ms;
      if (old?.kind !== "events") this.upgradeAt = link.lastHeard + UPGRADE_MS;
      this.backoff = backoff.welcomed(this.backoff, link.kind, link.lastHeard);
      this.host.welcomed(link, frame);
    }
  }

  private ended(link: Link, how: { code: number; refusal?: Refusal }): void {
    if (link !== this.current && link !== this.next) return;
    const wasCurrent = link === this.current;
    this.drop(link);
    const now = this.host.now();
    const { code } = how;
    if (link.upgrade && this.current && closeVerdict(code) !== "stop") {
      this.upgradeAt = now + backoff.EVENTS_STAY_MS;
      return;
    }
    if (!wasCurrent) this.misses += 1;
    const end = {
      code,
      transport: link.kind,
      ...(link.welcomedAt !== null && { livedMs: now - link.welcomedAt }),
    };
    const after = backoff.ended(this.backoff, end, this.host.random());
    this.backoff = after.backoff;
    if (after.next.stop) {
      if (wasCurrent) this.host.down();
      this.stop(stoppedBy(code, how.refusal ?? link.refusal));
      return;
    }
    // A replacement that is planned or under way stays as it is: its moment was spread already.
    if (!this.next) this.openAt = Math.min(this.openAt ?? Infinity, now + after.next.delayMs);
    if (wasCurrent) this.host.down();
  }

  private ask(link: Link, now: number): void {
    if (link.probedAt !== null) return;
    link.probedAt = now;
    this.host.probe();
  }

  private drop(link: Link | null): void {
    if (!link) return;
    if (link === this.current) this.current = null;
    if (link === this.next) this.next = null;
    link.transport?.close();
  }
}

function stoppedBy(code: number, refusal: Refusal | null): Stopped {
  const known = Object.values(CLOSE_CODES).find((one) => one.code === code);
  return { reason: known?.reason ?? refusal?.code ?? "closed", code, ...(refusal && { refusal }) };
}
