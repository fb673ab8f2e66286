/** One object that owns a connection: the only place where the parts meet and where things happen. */
import { AccountKeeper } from "./account_keeper.js";
import type { AccountState, Connection, ConnectionOptions, ConnectionState, RoomView, ServerFacts, Store } from "./api.js";
import { Commands } from "./commands.js";
import type { Outcome } from "./commands.js";
import { environment, onWake } from "./environment.js";
import type { Environment } from "./environment.js";
import { openEvents } from "./events.js";
import type {
  AccountId,
  Batch,
  Command,
  Event,
  Hello,
  Message,
  OkResult,
  Person,
  Position,
  Resync,
  RoomId,
  Seq,
  ServerFrame,
  StreamVerdict,
  Welcome,
} from "./generated/protocol.js";
import { Links } from "./links.js";
import type { Link } from "./links.js";
import { countUnread } from "./messages.js";
import { OpenRoom } from "./open_room.js";
import { ReadMarkers } from "./read_markers.js";
import { RefusalError } from "./refusal_error.js";
import { RoomHandle } from "./room_handle.js";
import { Sender } from "./sender.js";
import { phaseOf, sameState } from "./state.js";
import { reportLater, Value } from "./store.js";
import { Streams } from "./streams.js";
import type { Want } from "./streams.js";
import { openWebSocket } from "./websocket.js";

const CLIENT = "alongside-connection/0.1";
/** A transport that cannot change subscriptions is replaced within this time, so that changes gather. */
const REOPEN_MS = 200;

export function createConnection(options: ConnectionOptions = {}): Connection {
  return new Core(options);
}

export class Core implements Connection {
  readonly sender: Sender;
  readonly keeper: AccountKeeper;
  readonly reads: ReadMarkers;
  readonly rooms = new Map<RoomId, OpenRoom>();
  private readonly env: Environment;
  private readonly links: Links;
  private readonly streams: Streams;
  private readonly commands: Commands;
  private readonly told: Value<ConnectionState>;
  private readonly unwatch: () => void;
  private token: string | undefined;
  private me: AccountId | null;
  /** The connection of which hello's verdicts are taken in. */
  private link: Link | null = null;
  private server: ServerFacts | null = null;
  private degraded = false;
  private turns = 0;
  private timer: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(private readonly options: ConnectionOptions) {
    this.env = environment(options);
    this.token = options.token;
    this.me = options.account ?? null;
    const now = () => this.now();
    const connected = () => this.isConnected();
    const request = (command: Command, done: (outcome: Outcome) => void) => this.request(command, done);
    this.commands = new Commands((frame) => (this.link ? this.links.send(frame) : false));
    this.links = new Links({
      now,
      random: this.env.random,
      open: (kind, hello, events) => this.open(kind, hello, events),
      hello: (link) => this.hello(link),
      welcomed: (link, welcome) => this.welcomed(link, welcome),
      frame: (frame) => this.received(frame),
      down: () => this.down(),
      probe: () => this.probe(),
    });
    this.streams = new Streams({
      now,
      link: () => this.link,
      subscribe: (want, position) => this.subscribeTo(want, position),
      unsubscribe: (stream) => this.request({ type: "unsubscribe", room: stream }, () => undefined),
      reopen: () => this.links.replaceWithin(REOPEN_MS),
    });
    this.sender = new Sender(
      {
        now,
        connected,
        request,
        random: this.env.random,
        uuid: this.env.uuid,
        awaits: (room, seq) => this.awaits(room, seq),
        signedOut: (refusal) => this.links.stop({ reason: refusal.code, refusal }),
        followAgain: (room) => this.streams.repair(room),
      },
      this.env.storage,
    );
    this.keeper = new AccountKeeper({
      connected,
      me: () => this.me ?? "",
      request: (command, done) => this.repeated(command, done),
      countOpen: (room, from) => this.countOpen(room, from),
    });
    this.reads = new ReadMarkers({ now, connected, request });
    if (this.me !== null) this.sender.belongTo(this.me);
    this.told = new Value(this.state());
    this.unwatch = onWake(() => this.wake());
    this.turn(() => this.links.start());
  }

  get current(): ConnectionState {
    return this.told.current;
  }

  get account(): Store<AccountState> {
    return this.keeper.value;
  }

  subscribe(run: (state: ConnectionState) => void): () => void {
    return this.told.subscribe(run);
  }

  openRoom(id: RoomId): RoomView {
    return this.turn(() => {
      const room = this.rooms.get(id) ?? this.newRoom(id);
      room.handles += 1;
      return new RoomHandle(this, room);
    });
  }

  wake(): void {
    this.turn(() => this.links.wake());
  }

  renew(token: string): Promise<void> {
    this.token = token;
    if (this.link?.transport?.subscribes === false) {
      // Commands name the token themselves; the stream of events is opened anew with it.
      this.turn(() => this.links.replaceWithin(0));
      return Promise.resolve();
    }
    return this.ask({ type: "renew", token }).then(() => undefined);
  }

  restart(token?: string): void {
    this.turn(() => {
      if (token !== undefined) this.token = token;
      const { stopped } = this.links;
      if (stopped && stopped.reason !== "closed") this.links.start();
    });
  }

  forget(): void {
    this.turn(() => this.sender.forget());
  }

  close(): void {
    this.turn(() => {
      this.links.stop({ reason: "closed" });
      this.commands.close();
      this.sender.close();
    });
    this.unwatch();
  }

  // For room handles.

  /** A command that is repeated until it is answered or too old. */
  ask(command: Command): Promise<OkResult> {
    return new Promise((resolve, reject) => {
      this.turn(() =>
        this.repeated(command, (outcome) => {
          if (outcome.kind === "ok") resolve(outcome.result);
          else if (outcome.kind === "refused") reject(new RefusalError(outcome.refusal));
          else reject(this.links.stopped?.reason === "closed" ? RefusalError.closed() : RefusalError.offline());
        }),
      );
    });
  }

  request(command: Command, done: (outcome: Outcome) => void): void {
    this.commands.request(command, { repeat: false, now: this.now(), done });
  }

  repeated(command: Command, done: (outcome: Outcome) => void): void {
    this.commands.request(command, { repeat: true, now: this.now(), done });
  }

  isConnected(): boolean {
    return this.link !== null;
  }

  now(): number {
    return this.env.clock.now();
  }

  markRead(room: RoomId, upTo: Seq): void {
    this.keeper.markRead(room, upTo);
    this.reads.move(room, upTo);
  }

  closeRoom(room: OpenRoom): void {
    room.handles -= 1;
    if (room.handles > 0) return;
    this.rooms.delete(room.id);
    this.sender.caughtUp(room.id, null);
    this.follow();
  }

  /** One thing that happens: afterwards everything due goes out, and everybody sees the same state. */
  turn<T>(run: () => T): T {
    this.turns += 1;
    try {
      return run();
    } finally {
      if (this.turns === 1) this.finish();
      this.turns -= 1;
    }
  }

  private finish(): void {
    this.sender.pump();
    this.reads.pump();
    this.keeper.pump();
    this.keeper.publish();
    for (const room of this.rooms.values()) room.publish();
    const state = this.state();
    if (!sameState(this.told.current, state)) this.told.set(state);
    this.schedule();
  }

  private tick(): void {
    this.timer = null;
    this.turn(() => {
      this.links.tick();
      this.streams.tick();
      this.commands.tick(this.now());
      for (const room of this.rooms.values()) room.tick();
    });
  }

  /** One timer for everything. What is due is judged by the clock, so a late timer only delays. */
  private schedule(): void {
    const parts = [this.links, this.streams, this.commands, this.sender, this.reads, ...this.rooms.values()];
    const moments = parts.map((part) => part.nextTick() ?? Infinity);
    const at = Math.min(...moments);
    if (this.timer?.at === at) return;
    this.timer?.cancel();
    const cancel = at === Infinity ? () => undefined : this.env.clock.after(Math.max(0, at - this.now()), () => this.tick());
    this.timer = { at, cancel };
  }

  private open(...[kind, hello, events]: Parameters<ConstructorParameters<typeof Links>[0]["open"]>) {
    const inTurn: typeof events = {
      frame: (frame) => this.turn(() => events.frame(frame)),
      closed: (end) => this.turn(() => events.closed(end)),
    };
    if (kind === "websocket") return openWebSocket(this.env.socket, this.env.url, hello, inTurn);
    const token = () => this.token;
    return openEvents({ fetch: this.env.fetch, url: this.env.url, token }, hello, inTurn);
  }

  private hello(link: Link): Hello {
    const resume = this.streams.resume(link);
    return {
      ...(this.token !== undefined && { token: this.token }),
      client: this.options.client ?? CLIENT,
      ...(resume.length > 0 && { resume }),
    };
  }

  private welcomed(link: Link, welcome: Welcome): void {
    this.down();
    const { account, limits } = welcome;
    if (this.me !== null && this.me !== account.id) this.forgetPerson();
    this.me = account.id;
    this.sender.belongTo(account.id);
    this.keeper.welcomed(account);
    this.degraded = welcome.degraded;
    const clockAheadMs = Date.parse(welcome.server_time) - this.now();
    this.server = { version: welcome.server_version, acknowledgement: welcome.acknowledgement, limits, clockAheadMs };
    this.follow();
    // The account's log is followed without being asked for.
    link.asked.set(account.id, false);
    this.link = link;
    this.streams.connected(link, welcome.streams);
    for (const verdict of welcome.streams) this.tellRoom(verdict);
    this.commands.connected(this.now());
  }

  private down(): void {
    this.link = null;
    this.streams.disconnected();
    this.commands.disconnected();
    for (const room of this.rooms.values()) room.disconnected();
  }

  private probe(): void {
    if (this.link?.transport?.subscribes && this.me !== null) this.streams.repair(this.me);
    else this.links.replaceWithin(0);
  }

  /** A frame that cannot be taken in, by a fault on either side, must leave no hole: its stream starts anew. */
  private received(frame: ServerFrame): void {
    try {
      this.frame(frame);
    } catch (error) {
      reportLater(error);
      if (frame.type === "events" || frame.type === "resync") this.streams.startAnew(frame.stream);
      this.links.broken();
    }
  }

  private frame(frame: ServerFrame): void {
    switch (frame.type) {
      case "events":
        return this.batch(frame);
      case "resync":
        return this.resync(frame);
      case "ok":
        if (frame.re !== undefined) this.commands.answered(frame.re, { kind: "ok", result: frame }, this.now());
        return;
      case "error": {
        const { type: _type, re, ...refusal } = frame;
        if (re !== undefined) this.commands.answered(re, { kind: "refused", refusal }, this.now());
        else if (this.link) this.link.refusal = refusal;
        return;
      }
      case "stream_ended":
        return this.verdict({ verdict: "refused", stream: frame.stream, refusal: { ...frame.refusal, retry: "never" } });
      case "presence":
        this.rooms.get(frame.room)?.presence(frame);
        return this.keeper.presence(frame);
      case "typing":
        return this.rooms.get(frame.room)?.typing(frame.people);
      case "ping":
        this.links.send({ type: "pong", ping: frame.ping });
        return this.streams.heads(frame.heads);
      case "goaway":
        return this.links.replaceWithin(frame.spread_ms);
      default:
        return; // A newer server's frame.
    }
  }

  private batch(batch: Batch): void {
    const events = this.streams.batch(batch);
    if (events === null) return;
    if (batch.stream === this.me) return this.ownEvents(events);
    this.rooms.get(batch.stream)?.events(events);
    this.keeper.roomEvents(batch.stream, events);
    for (const event of events) if (event.kind === "message_posted") this.sender.seen(event.message);
    this.sender.caughtUp(batch.stream, batch.to);
  }

  private ownEvents(events: readonly Event[]): void {
    this.keeper.ownEvents(events);
    for (const event of events) {
      if (event.kind === "room_joined" || event.kind === "room_left") this.streams.startAnew(event.room);
      if (event.kind === "join_request_changed" && event.request.person.id === this.me) {
        this.rooms.get(event.request.room)?.joinRequest(event.request);
      }
    }
    this.follow();
  }

  private resync(resync: Resync): void {
    if (!this.streams.resync(resync)) return;
    const { snapshot, position, stream } = resync;
    if (snapshot.of === "account") {
      this.keeper.snapshot(resync);
      for (const room of snapshot.rooms) this.streams.startAt(room.id, { epoch: position.epoch, seq: room.head });
      return this.follow();
    }
    this.rooms.get(stream)?.snapshot(snapshot, position.seq);
    this.keeper.roomSnapshot(snapshot.room, resync);
    for (const message of snapshot.messages) this.sender.seen(message);
    const wentBack = resync.reason === "epoch_changed" || resync.reason === "ahead";
    this.sender.caughtUp(stream, wentBack ? null : position.seq);
  }

  /** What to follow: the account, rooms that are open, rooms that you are in. */
  private follow(): void {
    const wants: Want[] = this.me === null ? [] : [{ stream: this.me, quiet: false }];
    for (const stream of this.rooms.keys()) wants.push({ stream, quiet: false });
    for (const stream of this.keeper.rooms()) if (!this.rooms.has(stream)) wants.push({ stream, quiet: true });
    this.streams.want(wants);
  }

  private subscribeTo(want: Want, position: Position | null): void {
    const { stream: room, quiet } = want;
    const command: Command = { type: "subscribe", room, ...(position && { position }), ...(quiet && { quiet }) };
    this.request(command, (outcome) => {
      if (outcome.kind === "ok" && outcome.result.result === "subscribed") this.verdict(outcome.result.stream);
      if (outcome.kind !== "refused") return;
      // A server that does not resume the account's log by itself does so after hello.
      if (room === this.me) this.links.replaceWithin(0);
      else this.verdict({ verdict: "refused", stream: room, refusal: outcome.refusal });
    });
  }

  private verdict(verdict: StreamVerdict): void {
    this.streams.verdict(verdict);
    this.tellRoom(verdict);
  }

  private tellRoom(verdict: StreamVerdict): void {
    if (verdict.verdict !== "refused") return;
    // A refusal that passes leaves what is there, and is asked again.
    if (this.streams.isRefused(verdict.stream)) this.rooms.get(verdict.stream)?.refused(verdict.refusal);
  }

  private newRoom(id: RoomId): OpenRoom {
    const room = new OpenRoom(id, {
      now: () => this.now(),
      me: () => this.person(),
      connected: () => this.isConnected(),
      outbox: () => this.sender.outbox,
      cursor: (stream) => this.streams.cursor(stream),
      isCurrent: (stream) => this.isCurrent(stream),
      listed: (stream) => this.keeper.room(stream),
      request: (command, done) => this.repeated(command, done),
      seen: (messages: readonly Message[]) => messages.forEach((one) => this.sender.seen(one)),
    });
    this.rooms.set(id, room);
    // It may be followed quietly already, without its messages: a snapshot brings them.
    this.streams.startAnew(id);
    this.follow();
    return room;
  }

  private person(): Person {
    const { account } = this.keeper.value.current;
    return { id: this.me ?? "", alias: account?.alias ?? "" };
  }

  private isCurrent(stream: string): boolean {
    return this.isConnected() && this.links.isHeard() && this.streams.isCurrent(stream);
  }

  private awaits(room: RoomId, seq: Seq): boolean {
    const { position } = this.streams.cursor(room);
    return this.rooms.has(room) && (position === null || seq > position.seq);
  }

  private countOpen(room: RoomId, from: Seq): { unread: number; mentions: number; head: Seq } | null {
    const open = this.rooms.get(room);
    const { position } = this.streams.cursor(room);
    const count = open && position && countUnread(open.messages, from, position.seq, this.me ?? "");
    return count ? { ...count, head: position.seq } : null;
  }

  /** Somebody else signed in: nothing of the person before may be seen, and nothing of theirs be sent. */
  private forgetPerson(): void {
    this.keeper.reset();
    this.reads.clear();
    for (const [id, room] of this.rooms) {
      room.reset();
      this.streams.startAnew(id);
    }
  }

  private state(): ConnectionState {
    const { stopped, openAt } = this.links;
    const connected = this.isConnected();
    const current = connected && this.links.isHeard() && this.streams.allCurrent();
    const phase = phaseOf({ stopped: stopped !== null, connected, current, misses: this.links.misses });
    const before = this.told?.current;
    return {
      phase,
      since: before?.phase === phase ? before.since : this.now(),
      degraded: this.degraded,
      transport: this.links.kind(),
      ...(phase === "offline" && openAt !== null && { nextAttemptAt: openAt }),
      ...(stopped && { stopped }),
      unsent: this.sender.outbox.messages.filter((one) => one.status !== "refused").length,
      ...(this.server && { server: this.server }),
    };
  }
}
