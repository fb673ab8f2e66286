/** What a page holds of an open room. Several handles of one room share everything. */
import type { NewMessage, RoomView, RoomViewState } from "./api.js";
import type { Core } from "./connection.js";
import { LIMITS } from "./generated/protocol.js";
import type { ClientMessageId, MessageId, Reaction, RoomId, Seq } from "./generated/protocol.js";
import type { OpenRoom } from "./open_room.js";
import { RefusalError } from "./refusal_error.js";
import type { Sent } from "./sender.js";

export class RoomHandle implements RoomView {
  readonly id: RoomId;
  private closed = false;
  private typedAt = -Infinity;

  constructor(
    private readonly core: Core,
    private readonly room: OpenRoom,
  ) {
    this.id = room.id;
  }

  get current(): RoomViewState {
    return this.room.value.current;
  }

  subscribe(run: (value: RoomViewState) => void): () => void {
    return this.room.value.subscribe(run);
  }

  loadOlder(): Promise<void> {
    return this.core.turn(() => this.room.loadOlder());
  }

  loadNewer(): Promise<void> {
    return this.core.turn(() => this.room.loadNewer());
  }

  loadAround(message: MessageId): Promise<void> {
    return this.core.turn(() => this.room.loadAround(message));
  }

  toPresent(): void {
    this.core.turn(() => this.room.toPresent());
  }

  send(message: NewMessage): Promise<Sent> {
    if (this.closed) return Promise.reject(RefusalError.closed());
    return this.core.turn(() => this.core.sender.send(this.id, message));
  }

  retry(clientId: ClientMessageId): void {
    this.core.turn(() => this.core.sender.retry(clientId));
  }

  discard(clientId: ClientMessageId): boolean {
    return this.core.turn(() => this.core.sender.discard(clientId));
  }

  async edit(message: MessageId, body: string, note?: string): Promise<void> {
    await this.core.ask({ type: "edit", message, body, ...(note !== undefined && { note }) });
  }

  async delete(message: MessageId): Promise<void> {
    await this.core.ask({ type: "delete", message });
  }

  async react(message: MessageId, reaction: Reaction, on: boolean): Promise<void> {
    await this.core.ask({ type: "react", message, reaction, on });
  }

  markRead(upTo?: Seq): void {
    const seq = upTo ?? this.room.newest();
    if (seq > 0 && !this.closed) this.core.turn(() => this.core.markRead(this.id, seq));
  }

  typing(): void {
    const now = this.core.now();
    const may = this.core.account.current.account?.settings.show_typing ?? false;
    if (this.closed || !may || !this.core.isConnected() || now < this.typedAt + LIMITS.TYPING_INTERVAL_MS) return;
    this.typedAt = now;
    this.core.turn(() => this.core.request({ type: "typing", room: this.id }, () => undefined));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.core.turn(() => this.core.closeRoom(this.room));
  }
}

