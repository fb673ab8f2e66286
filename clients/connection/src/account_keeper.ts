/** Keeps your account's state live: whose rooms to follow, what is unread, what has to be counted again. */
import type { AccountState } from "./api.js";
import * as accounts from "./account.js";
import type { AccountModel } from "./account.js";
import type { Outcome } from "./commands.js";
import type { Account, AccountId, Command, Event, Resync, Room, RoomId, Seq, ServerFrame } from "./generated/protocol.js";
import { LIMITS } from "./generated/protocol.js";
import { countIn } from "./messages.js";
import type { Page } from "./messages.js";
import { Value } from "./store.js";

/** Pages that are counted at most; past them a count is "at least". */
const COUNT_PAGES = 10;

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
  /** Rooms of which pages are under way, and whether a message went or came back since: those may lack it. */
  private counting = new Map<RoomId, { disturbed: boolean }>();

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
    const counting = this.counting.get(room);
    const disturbs = (event: Event) => event.kind === "message_deleted" || event.kind === "message_restored";
    if (counting && events.some(disturbs)) counting.disturbed = true;
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
      if (open) this.counted(room, entry.readUpTo, open, false);
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

  /** Counts page by page what the log held when the first page was read. */
  private ask(room: RoomId, from: Seq, so: Count = { from, unread: 0, mentions: 0, head: Infinity, pages: 0 }): void {
    const counting = this.counting.get(room) ?? { disturbed: false };
    this.counting.set(room, counting);
    const command: Command = { type: "history", room, after: so.from, limit: LIMITS.HISTORY_PAGE };
    this.host.request(command, (outcome) => {
      // A snapshot has counted since.
      if (this.counting.get(room) !== counting) return;
      // A refusal would come again: the room stays as it is until the next snapshot.
      if (outcome.kind === "refused") return;
      this.counting.delete(room);
      if (outcome.kind !== "ok" || outcome.result.result !== "history") return;
      const count = counted(so, outcome.result, this.host.me());
      if (outcome.result.has_newer && count.pages < COUNT_PAGES) {
        this.counting.set(room, counting);
        return this.ask(room, from, count);
      }
      this.counted(room, from, count, counting.disturbed);
    });
  }

  private counted(room: RoomId, from: Seq, count: Pick<Count, "unread" | "mentions" | "head">, stale: boolean): void {
    const { unread, mentions, head } = count;
    this.model = accounts.recounted(this.model, room, { unread, mentions, head, from, stale });
  }
}

/** Others' messages so far, of those up to `head`. */
interface Count {
  /** Counted up to here. */
  readonly from: Seq;
  readonly unread: number;
  readonly mentions: number;
  readonly head: Seq;
  readonly pages: number;
}

function counted(so: Count, page: Page, me: AccountId): Count {
  const head = Math.min(so.head, page.head);
  const more = countIn(page.messages.filter((one) => one.seq <= head), so.from, me);
  const from = page.messages.at(-1)?.seq ?? so.from;
  return { from, unread: so.unread + more.unread, mentions: so.mentions + more.mentions, head, pages: so.pages + 1 };
}
