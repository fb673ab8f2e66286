/** Keeps your account's state live: whose rooms to follow, what is unread, what has to be counted again. */
import type { AccountState } from "./api.js";
import * as accounts from "./account.js";
import type { AccountModel } from "./account.js";
import type { Outcome } from "./commands.js";
import type { Account, AccountId, Command, Event, Resync, Room, RoomId, Seq, ServerFrame } from "./generated/protocol.js";
import { LIMITS } from "./generated/protocol.js";
import { countIn } from "./messages.js";
import { Value } from "./store.js";

export interface AccountHost {
  me(): AccountId;
  connected(): boolean;
  request(command: Command, done: (outcome: Outcome) => void): void;
  /** Others' messages after `from` in a room that is open; null when not all of them are there. */
  countOpen(room: RoomId, from: Seq): { unread: number; mentions: number; head: Seq } | null;
}

export class AccountKeeper {
  readonly value = new Value<AccountState>(accounts.nobody.state);
  private model: AccountModel = accounts.nobody;
  /** Rooms just joined, of which nothing is known yet. */
  private joined = new Set<RoomId>();
  private counting = new Set<RoomId>();

  constructor(private readonly host: AccountHost) {}

  /** Rooms that you are in. */
  rooms(): RoomId[] {
    return [...this.model.entries.keys(), ...this.joined];
  }

  room(id: RoomId): Room | undefined {
    return this.model.state.rooms.find((one) => one.id === id);
  }

  welcomed(account: Account): void {
    this.model = { ...this.model, state: { ...this.model.state, account } };
  }

  snapshot(resync: Resync): void {
    if (resync.snapshot.of !== "account") return;
    const wentBack = resync.reason === "epoch_changed" || resync.reason === "ahead";
    this.model = accounts.fromSnapshot(wentBack ? accounts.nobody : this.model, resync.snapshot);
    this.joined.clear();
    this.counting.clear();
  }

  ownEvents(events: readonly Event[]): void {
    for (const event of events) {
      this.model = accounts.applyOwnEvent(this.model, event);
      if (event.kind === "room_joined") this.joined.add(event.room);
      if (event.kind === "room_left") this.joined.delete(event.room);
    }
  }

  roomSnapshot(room: Room, resync: Resync): void {
    this.joined.delete(room.id);
    this.model = accounts.roomArrived(this.model, room, resync.position);
  }

  roomEvents(room: RoomId, events: readonly Event[]): void {
    this.model = accounts.applyRoomEvents(this.model, room, events, this.host.me());
  }

  presence(frame: Extract<ServerFrame, { type: "presence" }>): void {
    this.model = accounts.withRoomPresence(this.model, frame);
  }

  markRead(room: RoomId, upTo: Seq): void {
    this.model = accounts.markRead(this.model, room, upTo);
  }

  /** Counts what a read marker has split. */
  pump(): void {
    for (const [room, entry] of this.model.entries) {
      if (this.counting.has(room) || !accounts.needsCount(entry)) continue;
      const open = this.host.countOpen(room, entry.readUpTo);
      if (open) this.counted(room, entry.readUpTo, open);
      else if (this.host.connected()) this.ask(room, entry.readUpTo);
    }
  }

  publish(): void {
    this.value.set(this.model.state);
  }

  reset(): void {
    this.model = accounts.nobody;
    this.joined.clear();
    this.counting.clear();
  }

  private ask(room: RoomId, from: Seq): void {
    this.counting.add(room);
    const command: Command = { type: "history", room, after: from, limit: LIMITS.HISTORY_PAGE };
    this.host.request(command, (outcome) => {
      // A refusal would come again: the next snapshot counts anyway.
      if (outcome.kind !== "refused") this.counting.delete(room);
      if (outcome.kind !== "ok" || outcome.result.result !== "history") return;
      const { messages, head } = outcome.result;
      // With more than a page unread the count is "at least", which is all that is shown of it.
      this.counted(room, from, { ...countIn(messages, from, this.host.me()), head });
    });
  }

  private counted(room: RoomId, from: Seq, count: { unread: number; mentions: number; head: Seq }): void {
    this.model = accounts.recounted(this.model, room, { ...count, from });
  }
}
