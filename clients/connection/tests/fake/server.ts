import type {
  Account,
  Batch,
  Command,
  Event,
  OkResult,
  Person,
  Position,
  Reaction,
  Refusal,
  RefusalCode,
  Resync,
  StreamVerdict,
} from "../../src/generated/protocol.js";
import type { FakeClock } from "./clock.js";
import type { Acceptor, Peer, Wire } from "./network.js";
import { FakePeer } from "./peer.js";
import { Log, RoomStore } from "./store.js";
import type { Entry, Row } from "./store.js";

/** A whole server in memory, with the faults of a real one at hand. */
export class FakeServer implements Acceptor {
  epoch = "epoch-1";
  node = 1;
  /** A position further behind gets a snapshot. */
  horizon = 2_000;
  snapshotMessages = 50;
  degraded = false;
  readonly rooms = new Map<string, RoomStore>();
  readonly accounts = new Map<string, Person>();
  readonly logs = new Map<string, Log>();
  readonly blocked = new Map<string, Set<string>>();
  readonly peers = new Set<FakePeer>();
  /** What to answer to the next sends instead of storing them. */
  readonly refuseSends: Refusal[] = [];
  /** Live pushes that get lost: the follower's place is kept (`hint`) or moved past them (`hole`). */
  loseNext: "hint" | "hole" | null = null;
  /** Answers to sends that get lost after the commit. */
  loseAnswers = 0;
  hellos = 0;
  #ids = 0;

  constructor(readonly clock: FakeClock) {}

  person(id: string): Person {
    const person = this.accounts.get(id) ?? { id, alias: `Alias ${id}` };
    this.accounts.set(id, person);
    if (!this.logs.has(id)) this.logs.set(id, new Log());
    return person;
  }

  room(id: string, ...members: string[]): RoomStore {
    const room = this.rooms.get(id) ?? new RoomStore(id);
    this.rooms.set(id, room);
    for (const member of members) {
      this.person(member);
      room.members.add(member);
    }
    return room;
  }

  accept(wire: Wire): Peer {
    const peer = new FakePeer(
      this,
      (frame) => wire.toClient.push(frame),
      (code) => wire.closeByServer(code),
    );
    this.peers.add(peer);
    return peer;
  }

  // What people do, from anywhere.

  post(author: string, roomId: string, body: string, more: { clientId?: string; replyTo?: string; note?: string } = {}): Row {
    const room = this.room(roomId);
    const row: Row = {
      id: `m${++this.#ids}`,
      room: roomId,
      author: this.person(author),
      clientId: more.clientId ?? `other-${this.#ids}`,
      seq: room.head + 1,
      postedAt: this.at(),
      replyTo: more.replyTo,
      note: more.note,
      body,
      texts: [body],
      state: "visible",
      revision: 1,
      reactions: new Map(),
    };
    room.rows.set(row.id, row);
    this.commit(roomId, author, "message_posted", row);
    return row;
  }

  edit(row: Row, body: string): void {
    if (row.body === body) return; // The same again changes nothing.
    row.body = body;
    row.texts.push(body);
    row.revision += 1;
    this.commit(row.room, row.author.id, "message_edited", row);
  }

  remove(row: Row, state: "deleted" | "removed" | "hidden" = "deleted"): void {
    row.state = state;
    if (state !== "hidden") row.body = "";
    this.commit(row.room, row.author.id, "message_deleted", row);
  }

  restore(row: Row): void {
    row.state = "visible";
    this.commit(row.room, "moderator", "message_restored", row);
  }

  react(row: Row, who: string, reaction: Reaction, on: boolean): void {
    const people = row.reactions.get(reaction) ?? new Set();
    if (on) people.add(who);
    else people.delete(who);
    row.reactions.set(reaction, people);
    this.commit(row.room, who, "reaction_changed", row, { reaction, on });
  }

  read(account: string, roomId: string, upTo: number): number {
    const room = this.room(roomId);
    const known = room.readMarkers.get(account) ?? 0;
    if (upTo <= known) return known;
    room.readMarkers.set(account, upTo);
    this.commit(account, account, "read_marker_moved", undefined, { room: roomId, read_up_to: upTo });
    return upTo;
  }

  join(account: string, roomId: string): void {
    this.room(roomId, account);
    this.commit(roomId, account, "member_joined", undefined, { person: this.person(account) });
    this.commit(account, account, "room_joined", undefined, { room: roomId });
  }

  leave(account: string, roomId: string): void {
    this.room(roomId).members.delete(account);
    this.commit(account, account, "room_left", undefined, { room: roomId });
  }

  ownEvent(account: string, kind: Event["kind"], extra: object): void {
    this.commit(account, account, kind, undefined, extra);
  }

  // What operators and accidents do.

  ping(): void {
    for (const peer of this.peers) peer.ping();
  }

  goaway(spreadMs: number): void {
    for (const peer of this.peers) peer.push({ type: "goaway", spread_ms: spreadMs });
  }

  /** A backup is restored: logs end earlier, and everything counts anew. */
  restoreBackup(keep: (room: RoomStore) => number): void {
    this.epoch = `epoch-${Number(this.epoch.split("-")[1]) + 1}`;
    for (const room of this.rooms.values()) {
      const head = Math.min(room.head, keep(room));
      room.entries.length = head;
      for (const row of room.rows.values()) if (row.seq > head) room.rows.delete(row.id);
    }
  }

  // Reading logs.

  head(stream: string): number {
    return this.rooms.get(stream)?.head ?? this.logs.get(stream)?.head ?? 0;
  }

  mayFollow(account: string, stream: string): Refusal | null {
    if (stream === account) return null;
    const room = this.rooms.get(stream);
    if (!room || room.closed) return refusal("not_found", "There is no such room.");
    return null;
  }

  verdict(account: string, stream: string, position: Position | undefined): StreamVerdict {
    const no = this.mayFollow(account, stream);
    if (no) return { verdict: "refused", stream, refusal: no };
    const head = this.head(stream);
    if (!position) return { verdict: "resync", stream, reason: "new" };
    if (position.epoch !== this.epoch) return { verdict: "resync", stream, reason: "epoch_changed" };
    if (position.seq > head) return { verdict: "resync", stream, reason: "ahead" };
    if (head - position.seq > this.horizon) return { verdict: "resync", stream, reason: "too_far_behind" };
    return { verdict: "replay", stream, head };
  }

  /** Events after `prev` up to `to`, as they are now or as they were published. */
  batch(account: string, stream: string, prev: number, to: number, published: boolean): Batch {
    const room = this.rooms.get(stream);
    const entries = (room ?? this.logs.get(stream))?.entries.slice(prev, to) ?? [];
    const seen = entries.filter((one) => !one.row || !this.hides(account, one.row.author.id));
    const events = seen.map((one) => (published && one.published ? one.published : this.event(stream, one)));
    return { stream, epoch: this.epoch, prev, to, events };
  }

  resync(account: string, stream: string, reason: Resync["reason"]): Resync {
    const position = { epoch: this.epoch, seq: this.head(stream) };
    const room = this.rooms.get(stream);
    const hidden = this.blocked.get(account) ?? new Set<string>();
    if (room) {
      const all = room.messages(account, hidden);
      const messages = all.slice(-this.snapshotMessages);
      const has_older = messages.length < all.length;
      return { stream, reason, position, purge: true, snapshot: { of: "room", room: room.room(account, hidden), messages, has_older } };
    }
    const rooms = [...this.rooms.values()].filter((one) => one.members.has(account)).map((one) => one.room(account, hidden));
    const people = { blocked: [...hidden].map((id) => this.person(id)), muted: [] };
    const snapshot = { of: "account" as const, account: this.account(account), rooms, connection_requests: [], join_requests: [], people, unread_notifications: 0 };
    return { stream, reason, position, purge: true, snapshot };
  }

  account(id: string): Account {
    const settings = {
      language: "en" as const,
      theme: "system" as const,
      discreet: false,
      exit_url: "https://example.org/",
      muted_words: [],
      show_typing: true,
      shortcuts: true,
    };
    return { ...this.person(id), roles: [], created_at: "2026-01-01T00:00:00.000Z", settings };
  }

  hides(account: string, author: string): boolean {
    return this.blocked.get(account)?.has(author) ?? false;
  }

  /** Carries out a command of `account`. Null when nothing shall be answered. */
  carryOut(account: string, command: Command): OkResult | Refusal | null {
    switch (command.type) {
      case "send":
        return this.storeSend(account, command);
      case "edit":
      case "delete":
      case "react":
        return this.change(account, command);
      case "history":
        return this.history(account, command);
      case "read":
        return { result: "read", read_up_to: this.read(account, command.room, command.up_to) };
      default:
        return { result: "done" };
    }
  }

  private storeSend(account: string, command: Extract<Command, { type: "send" }>): OkResult | Refusal {
    const room = this.room(command.room);
    const known = [...room.rows.values()].find((row) => row.author.id === account && row.clientId === command.client_id);
    if (known && known.revision === 1 && known.state === "visible" && known.body !== command.body) {
      return refusal("client_id_reused", "That id was used for another text.");
    }
    const no = known ? undefined : this.refuseSends.shift();
    if (no) return no;
    const more = {
      clientId: command.client_id,
      ...(command.reply_to !== undefined && { replyTo: command.reply_to }),
      ...(command.note !== undefined && { note: command.note }),
    };
    const row = known ?? this.post(account, command.room, command.body, more);
    return { result: "sent", message: row.id, seq: row.seq, at: row.postedAt, state: row.state, duplicate: known !== undefined };
  }

  private change(account: string, command: Extract<Command, { type: "edit" | "delete" | "react" }>): OkResult | Refusal {
    const row = [...this.rooms.values()].flatMap((room) => room.rows.get(command.message) ?? [])[0];
    if (!row) return refusal("not_found", "There is no such message.");
    if (command.type === "react") this.react(row, account, command.reaction, command.on);
    else if (row.author.id !== account) return refusal("forbidden", "This is not yours.");
    else if (command.type === "edit") this.edit(row, command.body);
    else if (row.state !== "deleted") this.remove(row);
    return { result: "changed", message: row.id, seq: this.head(row.room) };
  }

  private history(account: string, command: Extract<Command, { type: "history" }>): OkResult | Refusal {
    const room = this.room(command.room);
    const all = room.messages(account, this.blocked.get(account) ?? new Set());
    const limit = command.limit ?? 50;
    const { before = Infinity, after = 0 } = command;
    const fitting = all.filter((one) => one.seq < before && one.seq > after);
    let messages = command.after === undefined ? fitting.slice(-limit) : fitting.slice(0, limit);
    if (command.around !== undefined) {
      const at = all.findIndex((one) => one.id === command.around);
      if (at < 0) return refusal("not_found", "There is no such message.");
      messages = all.slice(Math.max(0, at - Math.floor(limit / 2)), at + Math.ceil(limit / 2));
    }
    const first = messages[0]?.seq ?? (command.after === undefined ? 0 : after + 1);
    const last = messages.at(-1)?.seq ?? (command.before === undefined ? Infinity : before - 1);
    const has_older = all.some((one) => one.seq < first);
    const has_newer = all.some((one) => one.seq > last);
    return { result: "history", messages, has_older, has_newer, head: room.head };
  }

  private event(stream: string, entry: Entry): Event {
    const room = this.rooms.get(stream) ?? new RoomStore(stream);
    return room.event(entry);
  }

  private commit(stream: string, actor: string, kind: Entry["kind"], row?: Row, extra?: object): void {
    const log = this.rooms.get(stream) ?? this.logs.get(stream);
    if (!log) throw new Error(`no log ${stream}`);
    const entry: Entry = { seq: log.head + 1, at: this.at(), actor, kind, ...(row && { row }), ...(extra && { extra }) };
    entry.published = structuredClone(this.event(stream, entry));
    log.entries.push(entry);
    const lost = this.loseNext;
    this.loseNext = null;
    for (const peer of this.peers) peer.publish(stream, lost);
  }

  private at(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

export function refusal(code: RefusalCode, message: string, more: Partial<Refusal> = {}): Refusal {
  return { code, message, retry: "never", ...more };
}

export function isRefusal(answer: OkResult | Refusal): answer is Refusal {
  return "code" in answer;
}

