/** A room that somebody looks at: its messages, who is there, pages of its past. */
import type { RoomViewState } from "./api.js";
import type { Outcome } from "./commands.js";
import type { Cursor } from "./cursor.js";
import type {
  AccountId,
  Command,
  Event,
  Message,
  MessageId,
  Person,
  Refusal,
  Room,
  RoomId,
  RoomSnapshot,
  Seq,
  ServerFrame,
} from "./generated/protocol.js";
import * as messages from "./messages.js";
import type { Messages, Page } from "./messages.js";
import type { Outbox } from "./outbox.js";
import { RefusalError } from "./refusal_error.js";
import { applyToRoom, withPresence } from "./room_info.js";
import { sameRoom } from "./state.js";
import { Value } from "./store.js";
import { itemOf, ownLines } from "./view.js";

/** Messages of a page. */
export const PAGE_MESSAGES = 50;
/** Somebody counts as writing for so long without news. */
export const TYPING_STAYS_MS = 20_000;
/** A page that is out of date when it comes is asked for again so many times. */
const PAGE_TRIES = 3;

export interface OpenRoomHost {
  now(): number;
  me(): Person;
  connected(): boolean;
  outbox(): Outbox;
  cursor(room: RoomId): Cursor;
  isCurrent(room: RoomId): boolean;
  /** The room as the account's list has it, with live counts; absent for a room that you are not in. */
  listed(room: RoomId): Room | undefined;
  request(command: Command, done: (outcome: Outcome) => void): void;
  /** Messages came by a page. */
  seen(messages: readonly Message[]): void;
}

type Loading = NonNullable<RoomViewState["loading"]>;

export class OpenRoom {
  /** Handles given out. */
  handles = 0;
  messages: Messages = messages.none;
  readonly value: Value<RoomViewState>;
  private room: Room | null = null;
  private refusal: Refusal | null = null;
  private writers: { readonly people: readonly Person[]; readonly until: number } = { people: [], until: 0 };
  private loading: { readonly what: Loading; readonly promise: Promise<void> } | null = null;
  private whenSettled: (() => void)[] = [];

  constructor(
    readonly id: RoomId,
    private readonly host: OpenRoomHost,
  ) {
    this.value = new Value(this.state());
  }

  snapshot(snapshot: RoomSnapshot, head: Seq): void {
    this.room = snapshot.room;
    this.refusal = null;
    this.messages = messages.fromSnapshot(this.messages, snapshot.messages, snapshot.has_older, head);
    this.settled();
  }

  refused(refusal: Refusal): void {
    this.room = null;
    this.refusal = refusal;
    this.writers = { people: [], until: 0 };
    this.messages = messages.emptied(this.messages);
    this.settled();
  }

  events(events: readonly Event[]): void {
    const me = this.host.me().id;
    this.messages = messages.applyEvents(this.messages, events, me);
    for (const event of events) {
      this.room = this.room && applyToRoom(this.room, event, me);
      if (event.kind === "message_posted") this.stopsTyping(event.message.author.id);
    }
  }

  presence(frame: Extract<ServerFrame, { type: "presence" }>): void {
    this.room = this.room && withPresence(this.room, frame);
  }

  typing(people: readonly Person[]): void {
    const me = this.host.me().id;
    this.writers = { people: people.filter((one) => one.id !== me), until: this.host.now() + TYPING_STAYS_MS };
  }

  /** Your own open request to join this room changed. */
  joinRequest(request: NonNullable<Room["join_request"]>): void {
    if (!this.room) return;
    const { join_request: _old, ...rest } = this.room;
    this.room = request.state === "open" ? { ...rest, join_request: request } : rest;
  }

  disconnected(): void {
    this.writers = { people: [], until: 0 };
  }

  /** Somebody else signed in: nothing of this may stay. */
  reset(): void {
    this.room = null;
    this.refusal = null;
    this.messages = messages.emptied(this.messages);
  }

  tick(): void {
    if (this.writers.people.length > 0 && this.host.now() >= this.writers.until) this.disconnected();
  }

  nextTick(): number | null {
    return this.writers.people.length > 0 ? this.writers.until : null;
  }

  loadOlder(): Promise<void> {
    const { from } = this.shown();
    if (!this.isReady() || from === 0) return Promise.resolve();
    return this.load("older", { before: from }, (page, me) => messages.olderArrived(this.messages, from, page, me));
  }

  loadNewer(): Promise<void> {
    const after = this.messages.window?.to ?? null;
    if (!this.isReady() || after === null) return Promise.resolve();
    return this.load("newer", { after }, (page, me) => messages.newerArrived(this.messages, after, page, me));
  }

  async loadAround(id: MessageId): Promise<void> {
    if (this.refusal) throw new RefusalError(this.refusal);
    if (!this.isReady()) {
      await new Promise<void>((resolve) => this.whenSettled.push(resolve));
      return this.loadAround(id);
    }
    if (this.shown().entries.some((one) => one.message.id === id)) return;
    if (this.messages.live.entries.some((one) => one.message.id === id)) return this.toPresent();
    return this.load("around", { around: id }, (page, me) => messages.aroundArrived(this.messages, page, me));
  }

  toPresent(): void {
    this.messages = messages.toPresent(this.messages);
  }

  newest(): Seq {
    return this.messages.live.entries.at(-1)?.message.seq ?? 0;
  }

  /** Tells followers, if anything that they can see has changed. */
  publish(): void {
    const state = this.state();
    if (!sameRoom(this.value.current, state)) this.value.set(state);
  }

  private shown(): Messages["live"] {
    return this.messages.window ?? this.messages.live;
  }

  private isReady(): boolean {
    return this.room !== null;
  }

  private settled(): void {
    const waiting = this.whenSettled;
    this.whenSettled = [];
    for (const run of waiting) run();
  }

  private stopsTyping(who: AccountId): void {
    const people = this.writers.people.filter((one) => one.id !== who);
    if (people.length < this.writers.people.length) this.writers = { ...this.writers, people };
  }

  /** One page at a time; another kind waits for its turn. */
  private load(what: Loading, where: object, arrive: (page: Page, me: string) => Messages): Promise<void> {
    const running = this.loading;
    if (running?.what === what && what !== "around") return running.promise;
    const start = () => this.fetchPage(where, arrive, PAGE_TRIES);
    const promise = (running ? running.promise.then(start, start) : start()).finally(() => {
      if (this.loading?.promise === promise) this.loading = null;
      this.publish();
    });
    this.loading = { what, promise };
    this.publish();
    return promise;
  }

  private fetchPage(where: object, arrive: (page: Page, me: string) => Messages, tries: number): Promise<void> {
    const request = { generation: this.messages.generation, cursor: this.host.cursor(this.id).position?.seq ?? 0 };
    this.messages = messages.requestStarted(this.messages);
    return new Promise<void>((resolve, reject) => {
      const command = { type: "history", room: this.id, limit: PAGE_MESSAGES, ...where } as Command;
      this.host.request(command, (outcome) => {
        const page = outcome.kind === "ok" && outcome.result.result === "history" ? outcome.result : null;
        const usable = page !== null && messages.isUsable(this.messages, request, page);
        if (usable) this.messages = arrive(page, this.host.me().id);
        this.messages = messages.requestEnded(this.messages);
        if (usable) this.host.seen(page.messages);
        if (outcome.kind === "refused") reject(new RefusalError(outcome.refusal));
        else if (usable) resolve();
        else if (page !== null && tries > 1) this.fetchPage(where, arrive, tries - 1).then(resolve, reject);
        else reject(RefusalError.offline());
      });
    });
  }

  private state(): RoomViewState {
    const me = this.host.me();
    const shown = this.shown();
    const room = this.host.listed(this.id) ?? this.room;
    const atPresent = this.messages.window === null;
    const find = (id: string) => messages.find(this.messages, id);
    const viewer = { me, connected: this.host.connected(), now: this.host.now() };
    const own = atPresent ? ownLines(this.host.outbox(), this.id, viewer, find) : [];
    return {
      id: this.id,
      status: this.refusal ? "refused" : this.isReady() ? "ready" : "loading",
      ...(this.refusal && { refusal: this.refusal }),
      ...(room && { room }),
      messages: [...shown.entries.map((entry) => itemOf(entry, me.id)), ...own],
      hasOlder: shown.from > 0,
      hasNewer: !atPresent,
      loading: this.loading?.what ?? null,
      typing: this.writers.people,
      upToDate: this.host.isCurrent(this.id),
    };
  }
}
