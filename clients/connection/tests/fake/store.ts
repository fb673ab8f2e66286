import type {
  Event,
  EventKind,
  Message,
  MessageState,
  Person,
  Reaction,
  ReplyTo,
  Room,
} from "../../src/generated/protocol.js";

/** A row of the messages table. */
export interface Row {
  readonly id: string;
  readonly room: string;
  readonly author: Person;
  readonly clientId: string;
  readonly seq: number;
  readonly postedAt: string;
  readonly replyTo: string | undefined;
  readonly note: string | undefined;
  body: string;
  /** Every text that it ever had, the present one last; for checks. */
  readonly texts: string[];
  state: MessageState;
  revision: number;
  reactions: Map<Reaction, Set<string>>;
}

/** A log stores references; bodies are joined when it is read. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: EventKind["kind"];
  /** The message that it is about. */
  readonly row?: Row;
  /** What it carries when it is about no message. */
  readonly extra?: object;
  /** As it was encoded when it was published. */
  published?: Event;
}

export class Log {
  readonly entries: Entry[] = [];
  get head(): number {
    return this.entries.length;
  }
}

export class RoomStore extends Log {
  readonly rows = new Map<string, Row>();
  readonly members = new Set<string>();
  readonly readMarkers = new Map<string, number>();
  closed = false;

  constructor(
    readonly id: string,
    readonly moderators: Person[] = [],
  ) {
    super();
  }

  messages(viewer: string, blocked: ReadonlySet<string>): Message[] {
    const rows = [...this.rows.values()].filter((row) => !blocked.has(row.author.id));
    return rows.sort((a, b) => a.seq - b.seq).map((row) => this.message(row, viewer));
  }

  /** As it is now; `viewer` null for an event, which is the same for everybody. */
  message(row: Row, viewer: string | null): Message {
    const gone = row.state !== "visible";
    const reactions = [...row.reactions].map(([reaction, who]) => ({ reaction, count: who.size })).filter((one) => one.count > 0);
    const mine = viewer === null ? [] : [...row.reactions].filter(([, who]) => who.has(viewer)).map(([reaction]) => reaction);
    const quoted = row.replyTo === undefined ? undefined : this.quote(row.replyTo);
    const reply = gone && quoted ? { id: quoted.id, author: quoted.author } : quoted;
    return {
      id: row.id,
      room: row.room,
      author: row.author,
      client_id: row.clientId,
      state: row.state,
      body: gone ? "" : row.body,
      ...(!gone && row.note !== undefined && { note: row.note }),
      ...(reply && { reply_to: reply }),
      revision: row.revision,
      ...(reactions.length > 0 && { reactions }),
      ...(mine.length > 0 && { mine }),
      posted_at: row.postedAt,
      seq: row.seq,
    };
  }

  event(entry: Entry): Event {
    const head = { seq: entry.seq, at: entry.at, actor: entry.actor };
    if (!entry.row) return { ...head, kind: entry.kind, ...entry.extra } as Event;
    if (entry.kind === "reaction_changed") {
      const { reactions = [] } = this.message(entry.row, null);
      return { ...head, kind: entry.kind, message: entry.row.id, reactions, ...entry.extra } as Event;
    }
    return { ...head, kind: entry.kind, message: this.message(entry.row, null) } as Event;
  }

  unread(viewer: string, blocked: ReadonlySet<string>): number {
    const after = this.readMarkers.get(viewer) ?? 0;
    return this.messages(viewer, blocked).filter((one) => one.seq > after && one.author.id !== viewer && one.state === "visible").length;
  }

  room(viewer: string, blocked: ReadonlySet<string>): Room {
    return {
      id: this.id,
      kind: "public",
      state: this.closed ? "closed" : "open",
      name: this.id,
      description: "",
      topics: [],
      language: "en",
      guidelines_version: 1,
      slow_ms: 0,
      created_at: "2026-01-01T00:00:00.000Z",
      moderators: this.moderators.map((person) => ({ person, here: false })),
      here: 0,
      head: this.head,
      ...(this.members.has(viewer) && {
        you: {
          role: "member" as const,
          joined_at: "2026-01-01T00:00:00.000Z",
          guidelines_accepted: 1,
          read_up_to: this.readMarkers.get(viewer) ?? 0,
          unread: this.unread(viewer, blocked),
          mentions: 0,
        },
      }),
    };
  }

  private quote(id: string): ReplyTo | undefined {
    const row = this.rows.get(id);
    if (!row) return undefined;
    const excerpt = row.state === "visible" ? [...(row.note ?? row.body)].slice(0, 120).join("") : undefined;
    return { id, author: row.author, ...(excerpt !== undefined && { excerpt }) };
  }
}
