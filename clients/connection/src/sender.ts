/** Drives the outbox: keeps, sends, repeats and settles own messages. */
import type { KeyValueStorage, NewMessage } from "./api.js";
import type { Outcome } from "./commands.js";
import type { AccountId, Command, Message, MessageState, OkResult, Refusal, RoomId, Seq } from "./generated/protocol.js";
import { LIMITS } from "./generated/protocol.js";
import * as outboxes from "./outbox.js";
import type { Outbox, Outgoing } from "./outbox.js";
import { OutboxStorage } from "./outbox_storage.js";
import { RefusalError } from "./refusal_error.js";

export interface Sent {
  readonly id: string;
  readonly seq: Seq;
  readonly state: MessageState;
}

interface Waiter {
  resolve(sent: Sent): void;
  reject(error: RefusalError): void;
}

export interface SenderHost {
  now(): number;
  random(): number;
  uuid(): string;
  connected(): boolean;
  request(command: Command, done: (outcome: Outcome) => void): void;
  /** Whether the event of `seq` is still to come for a room that is looked at. */
  awaits(room: RoomId, seq: Seq): boolean;
  /** Sign in again before anything else can be sent. */
  signedOut(refusal: Refusal): void;
  followAgain(room: RoomId): void;
}

export class Sender {
  outbox: Outbox = outboxes.empty;
  private account: AccountId | null = null;
  private kept: OutboxStorage | null = null;
  private closed = false;
  private waiters = new Map<string, Waiter>();

  constructor(
    private readonly host: SenderHost,
    private readonly storage: KeyValueStorage | null,
  ) {}

  /** Whose messages these are. What somebody else left on this device stays where it is. */
  belongTo(account: AccountId): void {
    if (account === this.account) {
      this.outbox = outboxes.unlocked(this.outbox);
      return;
    }
    if (this.account !== null) this.empty();
    this.account = account;
    this.kept = new OutboxStorage(this.storage, account);
    for (const one of this.outbox.messages) this.kept.keep(one);
    this.outbox = outboxes.added(this.outbox, this.kept.load());
  }

  send(room: RoomId, message: NewMessage): Promise<Sent> {
    if (this.closed) return Promise.reject(RefusalError.closed());
    const problem = this.problem(room, message);
    if (problem) return Promise.reject(new RefusalError(problem));
    const one: Outgoing = {
      clientId: this.host.uuid(),
      room,
      body: message.body,
      ...(message.note !== undefined && { note: message.note }),
      ...(message.replyTo !== undefined && { replyTo: message.replyTo }),
      at: outboxes.nextAt(this.outbox, this.host.now()),
      status: "queued",
      attempted: false,
      notBefore: 0,
      tries: 0,
    };
    this.kept?.keep(one);
    this.outbox = outboxes.added(this.outbox, [one]);
    const promise = new Promise<Sent>((resolve, reject) => this.waiters.set(one.clientId, { resolve, reject }));
    // The refusal stands on the message itself: whoever looks there need not look here.
    promise.catch(() => undefined);
    return promise;
  }

  retry(clientId: string): void {
    const freshId = this.host.uuid();
    const before = new Set(this.outbox.messages.map((one) => one.clientId));
    this.outbox = outboxes.retried(this.outbox, clientId, freshId);
    const now = outboxes.find(this.outbox, clientId) ?? outboxes.find(this.outbox, freshId);
    if (!now) return;
    this.kept?.keep(now);
    if (!before.has(now.clientId)) this.kept?.drop(clientId);
  }

  discard(clientId: string): boolean {
    const one = outboxes.find(this.outbox, clientId);
    if (!one || one.attempted) return false;
    this.forgetOne(clientId, RefusalError.closed());
    return true;
  }

  /** Sends what is due. */
  pump(): void {
    if (!this.host.connected()) return;
    for (const one of outboxes.due(this.outbox, this.host.now())) {
      if (this.kept?.isGone(one.clientId)) this.forgetOne(one.clientId, RefusalError.closed());
      else this.goOut(one);
    }
  }

  nextTick(): number | null {
    return this.host.connected() ? outboxes.nextDue(this.outbox) : null;
  }

  /** A message was seen in a log or a page: if it is ours, it is stored, with or without an answer. */
  seen(message: Message): void {
    if (message.author.id !== this.account) return;
    const one = outboxes.find(this.outbox, message.client_id);
    if (one) this.settle(one, { id: message.id, seq: message.seq, state: message.state }, message.posted_at);
  }

  /** A room's log is read up to `seq`; null when its copies were dropped. */
  caughtUp(room: RoomId, seq: Seq | null): void {
    this.outbox = outboxes.caughtUp(this.outbox, room, seq);
  }

  /** For signing out: nothing of this person stays. */
  forget(): void {
    this.kept?.forget();
    this.empty();
  }

  close(): void {
    this.closed = true;
    this.rejectAll();
  }

  private rejectAll(): void {
    for (const waiter of this.waiters.values()) waiter.reject(RefusalError.closed());
    this.waiters.clear();
  }

  private empty(): void {
    this.outbox = outboxes.empty;
    this.rejectAll();
  }

  private goOut(one: Outgoing): void {
    const { clientId } = one;
    this.outbox = outboxes.wentOut(this.outbox, clientId);
    const out = outboxes.find(this.outbox, clientId);
    if (out) this.kept?.keep(out);
    this.host.request(outboxes.asCommand(one), (outcome) => this.answered(clientId, outcome));
  }

  private answered(clientId: string, outcome: Outcome): void {
    const one = outboxes.find(this.outbox, clientId);
    if (!one) return; // Its event came first.
    if (outcome.kind === "lost") {
      const pause = this.host.connected() ? this.host.now() + outboxes.RETRY_MS : 0;
      this.outbox = outboxes.unanswered(this.outbox, clientId, pause);
    } else if (outcome.kind === "refused") {
      this.refused(one, outcome.refusal);
    } else {
      this.stored(one, outcome.result);
    }
  }

  private stored(one: Outgoing, result: OkResult): void {
    if (result.result !== "sent") return;
    this.settle(one, { id: result.message, seq: result.seq, state: result.state }, result.at);
  }

  private settle(one: Outgoing, sent: Sent, at: string): void {
    const stored = { outgoing: one, at, ...sent };
    this.outbox = outboxes.onStored(this.outbox, stored, this.host.awaits(one.room, sent.seq));
    this.kept?.drop(one.clientId);
    this.waiters.get(one.clientId)?.resolve(sent);
    this.waiters.delete(one.clientId);
  }

  private refused(one: Outgoing, refusal: Refusal): void {
    this.outbox = outboxes.onRefusal(this.outbox, one.clientId, refusal, this.host.now(), this.host.random());
    const now = outboxes.find(this.outbox, one.clientId);
    if (now) this.kept?.keep(now);
    if (refusal.retry === "never") {
      this.waiters.get(one.clientId)?.reject(new RefusalError(refusal));
      this.waiters.delete(one.clientId);
    } else if (refusal.retry === "reauthenticate") {
      this.host.signedOut(refusal);
    } else if (refusal.retry === "resync") {
      this.host.followAgain(one.room);
    }
  }

  private forgetOne(clientId: string, error: RefusalError): void {
    this.outbox = outboxes.removed(this.outbox, clientId);
    this.kept?.drop(clientId);
    this.waiters.get(clientId)?.reject(error);
    this.waiters.delete(clientId);
  }

  /** What every server refuses is refused before it is kept. */
  private problem(room: RoomId, message: NewMessage): Refusal | null {
    const refusal = (code: Refusal["code"], text: string): Refusal => ({ code, message: text, retry: "never" });
    if (message.body.trim() === "") return refusal("body_empty", "There is nothing to read in this message.");
    if ([...message.body].length > LIMITS.BODY_CHARACTERS) {
      return refusal("body_too_long", `A message has at most ${LIMITS.BODY_CHARACTERS} characters.`);
    }
    if (this.outbox.messages.length >= outboxes.OUTBOX_MESSAGES) {
      return { ...refusal("limit_reached", "Too many messages wait to be sent."), bucket: "outbox" };
    }
    // Larger frames close the connection, and would do so again after each reconnect.
    const frame = { type: "send", id: Number.MAX_SAFE_INTEGER, room, client_id: this.host.uuid(), ...message };
    if (new TextEncoder().encode(JSON.stringify(frame)).length > LIMITS.FRAME_BYTES) {
      return refusal("too_big", "This message is too big to be sent at once.");
    }
    return null;
  }
}
