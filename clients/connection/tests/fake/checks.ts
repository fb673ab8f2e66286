import type { MessageItem, RoomView } from "../../src/api.js";
import type { Message } from "../../src/generated/protocol.js";
import type { FakeServer } from "./server.js";
import type { Device } from "./simulation.js";
import { allTexts } from "./world.js";

/** What went wrong; all empty when all is well. */
export interface Report {
  /** Acknowledged or written, but not stored and not shown as refused. */
  readonly lost: string[];
  readonly doubled: string[];
  /** A client's view that is not the server's. */
  readonly different: string[];
  /** Text that is gone on the server, and still somewhere in a client. */
  readonly removedText: string[];
  readonly order: string[];
}

const NOBODY: ReadonlySet<string> = new Set();

export class Checks {
  private readonly doubled: string[] = [];
  private readonly shownAgain: string[] = [];
  /** What a device has once shown as taken back for good. */
  private readonly seenGone = new Map<Device, Set<string>>();

  constructor(
    private readonly server: FakeServer,
    private readonly devices: readonly Device[],
  ) {}

  /** What holds at every moment. */
  shown(): void {
    for (const device of this.devices) {
      for (const view of device.views.values()) {
        this.view(view);
        this.gone(device, view);
      }
    }
  }

  report(): Report {
    const report: Report = { lost: [], doubled: this.doubled, different: [], removedText: [...this.shownAgain], order: [] };
    for (const device of this.devices) {
      this.compare(device, report);
      this.written(device, report);
      this.removed(device, report);
    }
    this.rowsOnce(report);
    return report;
  }

  private view(view: RoomView): void {
    const lines = view.current.messages;
    if (new Set(lines.map((one) => one.key)).size !== lines.length) this.doubled.push(`line shown twice in ${view.id}`);
    const seqs = lines.flatMap((one) => one.seq ?? []);
    if (seqs.some((seq, index) => index > 0 && seq <= (seqs[index - 1] ?? 0))) this.doubled.push(`out of order in ${view.id}`);
  }

  private gone(device: Device, view: RoomView): void {
    const gone = this.seenGone.get(device) ?? new Set();
    this.seenGone.set(device, gone);
    for (const line of view.current.messages) {
      if (line.id !== undefined && (line.state === "deleted" || line.state === "removed")) gone.add(line.id);
    }
    for (const line of view.current.messages) {
      const again = line.id !== undefined && gone.has(line.id) && line.body !== "";
      const quoted = line.replyTo?.excerpt !== undefined && gone.has(line.replyTo.id);
      if (again || quoted) this.shownAgain.push(`${device.account}: ${line.body} or ${line.replyTo?.excerpt} came back`);
    }
  }

  private compare(device: Device, report: Report): void {
    const { core, account } = device;
    if (core.current.phase !== "up_to_date") report.different.push(`${account} is ${core.current.phase}`);
    for (const view of device.views.values()) {
      const room = this.server.room(view.id);
      const mine = view.current.messages.filter((one) => one.delivery === "sent").map(ofItem);
      const truth = room.messages(account, NOBODY).map(ofMessage);
      for (let at = 0; at < Math.max(mine.length, truth.length); at += 1) {
        if (mine[at] === truth[at]) continue;
        report.different.push(`${account} ${view.id} [${at}]: ${mine[at]} instead of ${truth[at]}`);
        break;
      }
      const unread = view.current.room?.you?.unread;
      if (unread !== room.unread(account, NOBODY)) {
        report.different.push(`${account} ${view.id}: unread ${unread} instead of ${room.unread(account, NOBODY)}`);
      }
    }
  }

  private written(device: Device, report: Report): void {
    const stored = new Map<string, number>();
    for (const room of this.server.rooms.values()) {
      for (const row of room.rows.values()) for (const text of row.texts) stored.set(text, row.seq);
    }
    for (const room of this.server.rooms.keys()) {
      const written = device.written.filter((one) => one.room === room && one.state !== "discarded");
      const refused = new Set(device.views.get(room)?.current.messages.filter((one) => one.delivery === "refused").map((one) => one.body));
      for (const one of written) {
        if (one.state === "stored" && !stored.has(one.body)) report.lost.push(`acknowledged ${one.body}`);
        if (!stored.has(one.body) && !refused.has(one.body)) report.lost.push(`written ${one.body}`);
      }
      const straight = written.filter((one) => !device.retried.has(one.body)).flatMap((one) => stored.get(one.body) ?? []);
      if (straight.some((seq, index) => index > 0 && seq < (straight[index - 1] ?? 0))) report.order.push(`${device.account} ${room}`);
    }
  }

  private removed(device: Device, report: Report): void {
    const held = allTexts([device.core, [...device.storage.kept]]);
    for (const room of this.server.rooms.values()) {
      for (const row of room.rows.values()) {
        const gone = row.state === "visible" ? row.texts.slice(0, -1) : row.texts;
        for (const text of gone) {
          if (held.includes(text)) report.removedText.push(`${device.account}: ${text}`);
        }
      }
    }
  }

  private rowsOnce(report: Report): void {
    for (const room of this.server.rooms.values()) {
      const firsts = [...room.rows.values()].map((row) => row.texts[0]);
      if (new Set(firsts).size !== firsts.length) report.doubled.push(`stored twice in ${room.id}`);
    }
  }
}

function ofMessage(message: Message): string {
  const reactions = (message.reactions ?? []).map((one) => [one.reaction, one.count, message.mine?.includes(one.reaction) ?? false]);
  return line(message.id, message.seq, message.state, message.body, message.revision, message.reply_to?.excerpt, reactions);
}

function ofItem(item: MessageItem): string {
  const reactions = item.reactions.map((one) => [one.reaction, one.count, one.mine]);
  return line(item.id, item.seq, item.state, item.body, item.revision, item.replyTo?.excerpt, reactions);
}

function line(...parts: unknown[]): string {
  return JSON.stringify(parts);
}
