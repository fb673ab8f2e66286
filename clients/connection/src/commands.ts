/** Commands under way: each is answered, repeated, or told that no answer will come. */
import type { Command, ClientFrame, OkResult, Refusal } from "./generated/protocol.js";
import { LIMITS } from "./generated/protocol.js";

/** Without an answer for so long on a living connection, the answer is taken for lost. */
export const ANSWER_MS = 10_000;
/** A command that is repeated over lost connections is given up after this time. */
export const COMMAND_MS = 30_000;
/** A refusal that says "now" is obeyed so many times. */
const NOW_TRIES = 3;

/** `lost`: it may or may not have been done. */
export type Outcome =
  | { readonly kind: "ok"; readonly result: OkResult }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "lost" };

interface Pending {
  readonly command: Command;
  readonly repeat: boolean;
  readonly done: (outcome: Outcome) => void;
  /** When a repeated one is given up. */
  readonly deadline: number;
  /** Set while it is out on the present connection. */
  answerBy: number | null;
  nows: number;
}

export class Commands {
  private pending = new Map<number, Pending>();
  private last = 0;
  private closed = false;

  /** `send` says whether there is a connection that took the frame. */
  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  /** `repeat`: again over each new connection; else it ends as `lost` with this one. */
  request(command: Command, how: { repeat: boolean; now: number; done: (outcome: Outcome) => void }): void {
    if (this.closed) return how.done({ kind: "lost" });
    const id = ++this.last;
    const deadline = how.repeat ? how.now + COMMAND_MS : Infinity;
    const one: Pending = { command, repeat: how.repeat, done: how.done, deadline, answerBy: null, nows: 0 };
    this.pending.set(id, one);
    this.goOut(id, one, how.now);
    if (one.answerBy === null && !one.repeat) this.end(id, one, { kind: "lost" });
  }

  answered(re: number, outcome: Outcome, now: number): void {
    const one = this.pending.get(re);
    if (!one) return;
    const again = outcome.kind === "refused" && outcome.refusal.retry === "now" && one.repeat && one.nows < NOW_TRIES;
    if (again) {
      one.nows += 1;
      this.goOut(re, one, now);
    } else {
      this.end(re, one, outcome);
      this.fill(now);
    }
  }

  /** A new connection is welcomed: what no answer came for goes out again, in the old order. */
  connected(now: number): void {
    this.fill(now);
  }

  disconnected(): void {
    for (const [id, one] of [...this.pending]) {
      one.answerBy = null;
      if (!one.repeat) this.end(id, one, { kind: "lost" });
    }
  }

  tick(now: number): void {
    for (const [id, one] of [...this.pending]) {
      if (now >= one.deadline) this.end(id, one, { kind: "lost" });
      else if (one.answerBy !== null && now >= one.answerBy) this.overdue(id, one, now);
    }
    this.fill(now);
  }

  nextTick(): number | null {
    const moments = [...this.pending.values()].map((one) => Math.min(one.deadline, one.answerBy ?? Infinity));
    return moments.length > 0 ? Math.min(...moments) : null;
  }

  /** Everything ends as `lost`, now and later. */
  close(): void {
    this.closed = true;
    for (const [id, one] of [...this.pending]) this.end(id, one, { kind: "lost" });
  }

  /** Room for another one: what waits for it goes out, in the old order. */
  private fill(now: number): void {
    for (const [id, one] of this.pending) if (one.answerBy === null) this.goOut(id, one, now);
  }

  private overdue(id: number, one: Pending, now: number): void {
    one.answerBy = null;
    if (one.repeat) this.goOut(id, one, now);
    else this.end(id, one, { kind: "lost" });
  }

  private goOut(id: number, one: Pending, now: number): void {
    if (this.inFlight() >= LIMITS.COMMANDS_IN_FLIGHT && one.repeat) return;
    if (this.comesAfter(id, one)) return;
    if (this.send({ id, ...one.command } as ClientFrame)) one.answerBy = now + ANSWER_MS;
  }

  /** Changes of one message go one after another: a repeated first must not undo a second. */
  private comesAfter(id: number, one: Pending): boolean {
    const message = messageOf(one.command);
    if (message === null) return false;
    for (const [earlier, other] of this.pending) {
      if (earlier >= id) return false;
      if (messageOf(other.command) === message) return true;
    }
    return false;
  }

  private inFlight(): number {
    let count = 0;
    for (const one of this.pending.values()) if (one.answerBy !== null) count += 1;
    return count;
  }

  private end(id: number, one: Pending, outcome: Outcome): void {
    this.pending.delete(id);
    one.done(outcome);
  }
}

function messageOf(command: Command): string | null {
  return command.type === "edit" || command.type === "delete" || command.type === "react" ? command.message : null;
}
