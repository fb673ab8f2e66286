import type { ClientFrame, Hello, Resume, ServerFrame, StreamVerdict, Welcome } from "../../src/generated/protocol.js";
import { LIMITS } from "../../src/generated/protocol.js";
import type { Peer } from "./network.js";
import { isRefusal } from "./server.js";
import type { FakeServer } from "./server.js";

/** Events of one replayed batch. */
const REPLAY_BATCH = 7;

/** One connection, by socket or by a stream of events, as the server sees it. */
export class FakePeer implements Peer {
  account: string | null = null;
  /** How far each followed log was sent. */
  readonly follows = new Map<string, { sentTo: number; quiet: boolean }>();
  /** Answers pings and commands, but forgot what it follows. */
  readonly pongs: number[] = [];

  constructor(
    private readonly server: FakeServer,
    private readonly out: (frame: ServerFrame) => void,
    readonly close: (code: number) => void,
  ) {}

  push(frame: ServerFrame): void {
    // What is under way does not change with the store.
    this.out(structuredClone(frame));
  }

  receive(frame: ClientFrame): void {
    if (frame.type === "hello") return this.hello(frame);
    if (this.account === null) return this.end(4003);
    if (frame.type === "pong") return void this.pongs.push(frame.ping);
    const answer = this.answer(frame);
    if (answer) this.push(answer);
    if (frame.type === "subscribe") this.begin(frame.room);
  }

  gone(): void {
    this.server.peers.delete(this);
  }

  end(code: number): void {
    this.close(code);
    this.gone();
  }

  hello(hello: Hello): void {
    this.server.hellos += 1;
    if (hello.token === undefined || !this.server.accounts.has(hello.token)) {
      this.push({ type: "error", code: "unauthenticated", message: "Sign in first.", retry: "reauthenticate" });
      return this.end(4000);
    }
    const account = (this.account = hello.token);
    const resume = hello.resume ?? [];
    const own: Resume = resume.find((one) => one.stream === account) ?? { stream: account };
    const streams = [own, ...resume.filter((one) => one !== own)].map((one) => this.follow(one));
    this.push({ type: "welcome", ...this.welcome(account, streams) });
    for (const verdict of streams) this.begin(verdict.stream);
  }

  ping(): void {
    if (this.account === null) return;
    const heads: Record<string, number> = {};
    for (const stream of this.follows.keys()) heads[stream] = this.server.head(stream);
    this.push({ type: "ping", ping: 1, heads });
  }

  /** Something was committed to a log. */
  publish(stream: string, lost: "hint" | "hole" | null): void {
    const follow = this.follows.get(stream);
    if (!follow || this.account === null || lost === "hint") return;
    const head = this.server.head(stream);
    const batch = this.server.batch(this.account, stream, follow.sentTo, head, true);
    follow.sentTo = head;
    if (lost === null) this.push({ type: "events", ...batch });
  }

  private welcome(id: string, streams: StreamVerdict[]): Welcome {
    const { server } = this;
    return {
      account: server.account(id),
      session: "session",
      node: `node-${server.node}`,
      epoch: server.epoch,
      server_time: new Date(server.clock.now()).toISOString(),
      server_version: "1.0.0",
      acknowledgement: "single",
      degraded: server.degraded,
      ping_interval_ms: LIMITS.PING_INTERVAL_MS,
      limits: {
        frame_bytes: LIMITS.FRAME_BYTES,
        body_characters: LIMITS.BODY_CHARACTERS,
        note_characters: LIMITS.NOTE_CHARACTERS,
        commands_in_flight: LIMITS.COMMANDS_IN_FLIGHT,
        subscriptions: LIMITS.SUBSCRIPTIONS,
        history_page: LIMITS.HISTORY_PAGE,
        behind_ms: LIMITS.BEHIND_MS,
        typing_interval_ms: LIMITS.TYPING_INTERVAL_MS,
      },
      streams,
    };
  }

  private pending = new Map<string, StreamVerdict>();

  private follow(one: Resume): StreamVerdict {
    const verdict = this.server.verdict(this.account as string, one.stream, one.position);
    this.pending.set(one.stream, verdict);
    this.follows.delete(one.stream);
    if (verdict.verdict !== "refused") {
      this.follows.set(one.stream, { sentTo: one.position?.seq ?? 0, quiet: one.quiet ?? false });
    }
    return verdict;
  }

  /** What the verdict promised: a replay in batches, or a snapshot. */
  private begin(stream: string): void {
    const verdict = this.pending.get(stream);
    const follow = this.follows.get(stream);
    this.pending.delete(stream);
    if (!verdict || !follow || verdict.verdict === "refused") return;
    if (verdict.verdict === "resync") {
      const resync = this.server.resync(this.account as string, stream, verdict.reason);
      follow.sentTo = resync.position.seq;
      return this.push({ type: "resync", ...resync });
    }
    while (follow.sentTo < verdict.head) {
      const to = Math.min(verdict.head, follow.sentTo + REPLAY_BATCH);
      this.push({ type: "events", ...this.server.batch(this.account as string, stream, follow.sentTo, to, false) });
      follow.sentTo = to;
    }
  }

  /** The answer to any other command; null when it is lost. */
  answer(frame: ClientFrame): ServerFrame | null {
    const re = frame.id === undefined ? {} : { re: frame.id };
    if (frame.type === "subscribe") {
      const { room: stream, position, quiet } = frame;
      const verdict = this.follow({ stream, ...(position && { position }), ...(quiet && { quiet }) });
      if (verdict.verdict === "refused") return { type: "error", ...re, ...verdict.refusal };
      return { type: "ok", ...re, result: "subscribed", stream: verdict };
    }
    if (frame.type === "unsubscribe") {
      this.follows.delete(frame.room);
      return { type: "ok", ...re, result: "unsubscribed" };
    }
    const answer = this.server.carryOut(this.account as string, frame);
    if (answer === null) return null;
    if (isRefusal(answer)) return { type: "error", ...re, ...answer };
    if (frame.type === "send" && this.server.loseAnswers > 0) {
      this.server.loseAnswers -= 1;
      return null;
    }
    return { type: "ok", ...re, ...answer };
  }
}
