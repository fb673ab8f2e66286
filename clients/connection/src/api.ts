/**
 * The public face of the package, types only.
 *
 * Everything that changes is a `Store`: `current` is an immutable snapshot, and `subscribe(run)` calls
 * `run` at once and after each change. That is the contract of a Svelte store, so `$room` just works.
 */
import type {
  Account,
  AccountId,
  Acknowledgement,
  ClientMessageId,
  ConnectionRequest,
  HiddenPeople,
  JoinRequest,
  MessageId,
  MessageState,
  Notification,
  Person,
  Reaction,
  Refusal,
  RefusalCode,
  Retry,
  Room,
  RoomId,
  Seq,
  Timestamp,
  WelcomeLimits,
} from "./generated/protocol.js";

/** An immutable snapshot and a way to hear of the next one. */
export interface Store<T> {
  readonly current: T;
  /** Calls `run` at once and after each change. Returns what ends that. */
  subscribe(run: (value: T) => void): () => void;
}

/** Where the outbox is kept; `localStorage` fits. Must not throw when full: say so by returning false. */
export interface KeyValueStorage {
  get(key: string): string | null;
  /** Whether it is kept now. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  /** Every key there is, ours and others'. */
  keys(): string[];
}

/** Time as an argument. Timers may be late by any amount; nothing relies on them being on time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once, not before `ms` milliseconds. Returns what takes it back. */
  after(ms: number, run: () => void): () => void;
}

/** As much of a WebSocket as is used here; a browser's own fits. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
}

export interface ConnectionOptions {
  /** `ws:` or `wss:` address; the page's own server when absent. Never holds a token. */
  url?: string;
  /** A bearer token; absent when a cookie says who you are. */
  token?: string;
  /** Name and version of the program, at most 64 characters. */
  client?: string;
  /** Where unsent messages outlive a reload; `localStorage` when absent and there is one. */
  storage?: KeyValueStorage;
  clock?: Clock;
  /** In [0, 1), for jitter. */
  random?: () => number;
  /** A new UUID for each message. */
  uuid?: () => string;
  socket?: (url: string, protocol: string) => SocketLike;
  fetch?: typeof fetch;
  /**
   * Whose device this is, where known before the server says it. Unsent messages of that person are
   * then shown before the first welcome.
   */
  account?: AccountId;
}

/**
 * - `connecting`: the first attempt, or the first after a loss.
 * - `catching_up`: welcomed, but something may still be missing.
 * - `up_to_date`: proved: every followed log is read to the last head that the server told.
 * - `offline`: an attempt failed; more follow by themselves.
 * - `stopped`: nothing more happens until a person acts (`stopped` says why), or `close()` was called.
 */
export type Phase = "connecting" | "catching_up" | "up_to_date" | "offline" | "stopped";

export interface ConnectionState {
  readonly phase: Phase;
  /** When this phase began, in milliseconds since 1970. */
  readonly since: number;
  /** The server said that it works without its message bus. */
  readonly degraded: boolean;
  readonly transport: "websocket" | "events";
  /** When the next attempt is planned, while `offline`. */
  readonly nextAttemptAt?: number;
  readonly stopped?: Stopped;
  /** Own messages that no server has acknowledged yet and that go by themselves. */
  readonly unsent: number;
  /** What the last welcome said. */
  readonly server?: ServerFacts;
}

export interface Stopped {
  /** The close code's stable name (`session_ended`, `suspended`, …), a refusal's code, or `closed`. */
  readonly reason: string;
  /** The WebSocket close code, where there was one. */
  readonly code?: number;
  readonly refusal?: Refusal;
}

export interface ServerFacts {
  readonly version: string;
  readonly acknowledgement: Acknowledgement;
  readonly limits: WelcomeLimits;
  /** The server's clock minus ours, in milliseconds, when it welcomed us. */
  readonly clockAheadMs: number;
}

export interface AccountState {
  /** Absent until the first snapshot. */
  readonly account?: Account;
  /** Rooms that you are in; `you.unread` and `you.mentions` are kept live. */
  readonly rooms: readonly Room[];
  readonly connectionRequests: readonly ConnectionRequest[];
  readonly joinRequests: readonly JoinRequest[];
  readonly people: HiddenPeople;
  /** How many notifications are not read, on any device. */
  readonly unreadNotifications: number;
  /** The one that was told or read last, since this began to follow the account. */
  readonly notification?: Notification;
}

/**
 * - `sending`: on its way.
 * - `waiting`: goes by itself when the connection is back, or at `retryAt`.
 * - `refused`: stays here with its text until `retry` or `discard`.
 * - `sent`: stored by the server (`state` may still be `held`).
 */
export type Delivery = "sending" | "waiting" | "refused" | "sent";

export interface ReactionView {
  readonly reaction: Reaction;
  readonly count: number;
  /** You are among them. */
  readonly mine: boolean;
}

export interface ReplyView {
  readonly id: MessageId;
  /** Absent for an own unsent reply to a message that is not loaded. */
  readonly author?: Person;
  /** Absent when that message is gone. */
  readonly excerpt?: string;
}

/** One line of a room: a message as it is now, or your own that is still on its way. */
export interface MessageItem {
  /** Stable from before sending until after; use it as the key of a list. */
  readonly key: string;
  /** Absent until the server has it. */
  readonly id?: MessageId;
  readonly clientId: ClientMessageId;
  /** Its place in the room's log; absent until the server has it. */
  readonly seq?: Seq;
  readonly author: Person;
  readonly own: boolean;
  readonly byModerator: boolean;
  readonly delivery: Delivery;
  /** Why it was refused, or why it waits. */
  readonly refusal?: Refusal;
  /** When it is tried again, in milliseconds since 1970, while the server made it wait. */
  readonly retryAt?: number;
  readonly state: MessageState;
  /** Empty when the message is gone. */
  readonly body: string;
  readonly note?: string;
  readonly replyTo?: ReplyView;
  readonly mentions: readonly Person[];
  readonly revision: number;
  readonly reactions: readonly ReactionView[];
  readonly postedAt: Timestamp;
  readonly editedAt?: Timestamp;
  readonly deletedAt?: Timestamp;
}

export interface RoomViewState {
  readonly id: RoomId;
  readonly status: "loading" | "ready" | "refused";
  /** Why this room cannot be followed, with `refused`. */
  readonly refusal?: Refusal;
  /** Name, moderators (`here` is live), people present, your membership with unread counts. */
  readonly room?: Room;
  /** Oldest first. Own unsent ones come last, and only while `hasNewer` is false. */
  readonly messages: readonly MessageItem[];
  readonly hasOlder: boolean;
  /** The messages shown are in the past: `loadNewer()` or `toPresent()` lead back. */
  readonly hasNewer: boolean;
  /** A page that is being fetched. */
  readonly loading: "older" | "newer" | "around" | null;
  /** Who is writing, without yourself. */
  readonly typing: readonly Person[];
  /** Nothing is missing here up to the last head that the server told. */
  readonly upToDate: boolean;
}

export interface NewMessage {
  readonly body: string;
  /** What it is about, at most 80 characters. */
  readonly note?: string;
  readonly replyTo?: MessageId;
}

/**
 * A room as it is now. Commands reject with a `RefusalError`. Except for `send` they are repeated after
 * a lost connection for at most 30 s and are then refused with the code `offline`.
 */
export interface RoomView extends Store<RoomViewState> {
  readonly id: RoomId;
  /** 50 more, at the old end. Nothing happens when there are none. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Shows the surroundings of a message, perhaps far in the past. */
  loadAround(message: MessageId): Promise<void>;
  /** Back to the newest messages. */
  toPresent(): void;
  /**
   * Keeps the message and sends it as soon as that is possible, also after a reload. It is in `messages`
   * at once. Fulfilled when the server has stored it; rejected when it is refused for good.
   */
  send(message: NewMessage): Promise<{ id: MessageId; seq: Seq; state: MessageState }>;
  /** Sends a refused message again. */
  retry(clientId: ClientMessageId): void;
  /** Forgets an unsent message. False when the server may have it already: then it is sent or refused first. */
  discard(clientId: ClientMessageId): boolean;
  edit(message: MessageId, body: string, note?: string): Promise<void>;
  delete(message: MessageId): Promise<void>;
  react(message: MessageId, reaction: Reaction, on: boolean): Promise<void>;
  /** You have read up to here; the newest message when absent. Cheap to call often. */
  markRead(upTo?: Seq): void;
  /** You are writing. Cheap to call at each key press. */
  typing(): void;
  /** Done with this room. */
  close(): void;
}

export interface Connection extends Store<ConnectionState> {
  readonly account: Store<AccountState>;
  openRoom(id: RoomId): RoomView;
  /**
   * Something says that the network or the page is back: try now. Browsers call it by themselves on
   * `online`, `visibilitychange` and `pageshow`.
   */
  wake(): void;
  /** Another token, before the old one ends. */
  renew(token: string): Promise<void>;
  /** After `stopped`, when the person has signed in again. */
  restart(token?: string): void;
  /** Forgets this person's unsent messages on this device; for signing out. */
  forget(): void;
  close(): void;
}

/** A server's code, or one of ours: `offline` (no answer in time), `closed` (you closed it). */
export type ErrorCode = RefusalCode | "offline" | "closed";

export interface RefusalErrorFields {
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly retryAfterMs?: number;
  readonly field?: string;
  readonly bucket?: string;
  readonly left?: number;
  readonly fault?: string;
}
