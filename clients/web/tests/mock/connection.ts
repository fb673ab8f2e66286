import type {
  AccountState,
  Connection,
  ConnectionState,
  MessageItem,
  RoomView,
  RoomViewState,
  Store,
} from "../../../connection/src/api.ts";
import type { Person } from "../../../connection/src/generated/protocol.ts";
import { RefusalError } from "../../../connection/src/refusal_error.ts";
import { unread } from "./notifications.ts";
import { account, PEOPLE, rooms } from "./world.ts";

export * from "../../../connection/src/generated/protocol.ts";
export { RefusalError };
export type * from "../../../connection/src/api.ts";

const mock = new URLSearchParams(location.search).get("mock") ?? "";
const flags = new Set(mock.split(","));

/** The made-up server learns the flags from a header: pages send no referrer. */
const plainFetch = fetch.bind(globalThis);
globalThis.fetch = (input, init) => plainFetch(input, { ...init, headers: { ...init?.headers, "x-mock": mock } });

const plainSend = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body?: XMLHttpRequestBodyInit | null) {
  this.setRequestHeader("x-mock", mock);
  plainSend.call(this, body);
};

class Value<T> implements Store<T> {
  #runs = new Set<(value: T) => void>();
  constructor(public current: T) {}
  set(value: T) {
    this.current = value;
    for (const run of this.#runs) run(value);
  }
  subscribe(run: (value: T) => void) {
    this.#runs.add(run);
    run(this.current);
    return () => void this.#runs.delete(run);
  }
}

let lastSeq = 400;
const today = (time: string) => new Date(`${new Date().toDateString()} ${time}`).toISOString();
const uuid = (n: number) => `0198a5f0-0000-7000-9000-${String(n).padStart(12, "0")}`;

function said(seq: number, author: Person, time: string, body: string, more: Partial<MessageItem> = {}): MessageItem {
  return {
    key: `k${seq}`,
    id: uuid(seq),
    clientId: uuid(100_000 + seq),
    seq,
    author,
    own: author === PEOPLE.me,
    byModerator: author === PEOPLE.heron,
    delivery: "sent",
    state: "visible",
    body,
    mentions: [],
    revision: 1,
    reactions: [],
    postedAt: today(time),
    ...more,
  };
}

const CALL = "Third night in a row. I keep rehearsing a phone call from four years ago as if I could still win it.";

function drawn(): MessageItem[] {
  const { me, birch, tide, heron, pilot, kettle } = PEOPLE;
  const waiting = flags.has("refused")
    ? ({ delivery: "refused", refusal: { code: "rate_limited", message: "", retry: "after", retry_after_ms: 12_000 } } as const)
    : flags.has("offline")
      ? ({ delivery: "waiting" } as const)
      : ({ delivery: "sending" } as const);
  return [
    said(301, birch, "02:41", CALL, {
      reactions: [
        { reaction: "with_you", count: 4, mine: true },
        { reaction: "same_here", count: 2, mine: false },
      ],
    }),
    said(302, tide, "02:44", "I know that call. Mine is a meeting with a manager who has since retired. He would not even remember it."),
    said(
      303,
      heron,
      "02:47",
      "Good that you came in, rather than lying there alone with it. When mine went round, I wrote its first line on paper and left the paper in the kitchen. It fixed nothing, but the line had somewhere else to be.",
      {
        replyTo: { id: uuid(301), author: birch, excerpt: "Third night in a row. I keep rehearsing" },
        reactions: [{ reaction: "thank_you", count: 5, mine: false }],
      },
    ),
    said(304, pilot, "02:52", "Last spring I was in for two weeks.", { note: "About a hospital stay" }),
    said(305, pilot, "02:55", "", { state: "removed", deletedAt: today("02:55") }),
    said(306, kettle, "03:01", "Kettle is on, if that counts as company. For me the first week was the loudest. It did get quieter, not because I was strong."),
    said(307, birch, "03:03", "That is so small that I might actually do it.", {
      replyTo: { id: uuid(303), author: heron, excerpt: "wrote its first line on paper" },
    }),
    said(308, me, "03:05", "Small is the right size for three in the morning."),
    said(309, me, "03:06", "I have a pen. I am going to try the paper too.", { id: undefined!, seq: undefined!, ...waiting }),
    ...(flags.has("held") ? [said(310, me, "03:07", "Call me on 555.", { state: "held" })] : []),
    ...(flags.has("marks")
      ? [
          said(311, tide, "03:08", "> I have a pen\n*Good.* A _pen_ is half of it, @Slow River.\n- paper\n- kitchen\nhttps://example.org/paper.", {
            mentions: [me],
            editedAt: today("03:09"),
          }),
          said(312, kettle, "03:09", "", { state: "deleted", deletedAt: today("03:10") }),
        ]
      : []),
  ];
}

/** Older ones, as many as one likes to scroll. */
function older(before: number, count: number): MessageItem[] {
  const people = [PEOPLE.birch, PEOPLE.tide, PEOPLE.heron, PEOPLE.kettle, PEOPLE.me];
  return Array.from({ length: Math.min(count, before - 1) }, (_, at) => {
    const seq = before - Math.min(count, before - 1) + at;
    const words = "one word after another, ".repeat(1 + ((seq * 7) % 9));
    const item = said(seq, people[seq % 5]!, "01:00", `Message ${seq}. ${words}`);
    return { ...item, postedAt: new Date(Date.parse(item.postedAt) - (300 - seq) * 900_000).toISOString() };
  });
}

class MockRoom extends Value<RoomViewState> implements RoomView {
  constructor(readonly id: string) {
    const room = rooms(flags).find((each) => each.id === id);
    super({
      id,
      status: flags.has("group") || !room ? "refused" : flags.has("loading") ? "loading" : "ready",
      ...(flags.has("group") ? { refusal: { code: "not_member", message: "", retry: "never" } as const } : {}),
      ...(room ? { room } : {}),
      messages: flags.has("empty") || flags.has("loading") ? [] : drawn(),
      hasOlder: !flags.has("empty") && !flags.has("short"),
      hasNewer: false,
      loading: null,
      typing: flags.has("typing") ? [PEOPLE.tide] : [],
      upToDate: true,
    });
    (globalThis as Record<string, unknown>)["mockRoom"] = this;
  }
  patch(change: Partial<RoomViewState>) {
    this.set({ ...this.current, ...change });
  }
  /** For tests in the browser: somebody else writes. */
  hear(body: string) {
    const seq = ++lastSeq;
    this.patch({ messages: [...this.current.messages, said(seq, PEOPLE.tide, "03:20", body)] });
  }
  change(id: string, change: (item: MessageItem) => MessageItem) {
    this.patch({ messages: this.current.messages.map((item) => (item.id === id ? change(item) : item)) });
    return Promise.resolve();
  }
  async loadOlder() {
    if (this.current.loading) return;
    this.patch({ loading: "older" });
    await new Promise((done) => setTimeout(done, 150));
    const first = this.current.messages[0]?.seq ?? 301;
    const messages = [...older(first, 50), ...this.current.messages];
    this.patch({ messages, hasOlder: (messages[0]?.seq ?? 1) > 1, loading: null });
  }
  async loadNewer() {}
  async loadAround(id: string) {
    const seq = Number(id.slice(-12));
    this.patch({ messages: older(seq + 25, 50), hasNewer: true, hasOlder: true });
  }
  toPresent() {
    this.patch({ messages: drawn(), hasNewer: false, hasOlder: true });
  }
  async send({ body, note, replyTo }: { body: string; note?: string; replyTo?: string }) {
    const seq = ++lastSeq;
    const item = said(seq, PEOPLE.me, "03:30", body, { delivery: "sending", id: undefined!, seq: undefined! });
    const made = { ...item, ...(note ? { note } : {}), ...(replyTo ? { replyTo: { id: replyTo, author: PEOPLE.heron, excerpt: "…" } } : {}) };
    this.patch({ messages: [...this.current.messages, made] });
    await new Promise((done) => setTimeout(done, 200));
    const sent = { ...made, delivery: "sent" as const, id: uuid(seq), seq };
    this.patch({ messages: this.current.messages.map((each) => (each.key === made.key ? sent : each)) });
    return { id: uuid(seq), seq, state: "visible" as const };
  }
  retry() {}
  discard(clientId: string) {
    this.patch({ messages: this.current.messages.filter((item) => item.clientId !== clientId) });
    return true;
  }
  edit(id: string, body: string) {
    return this.change(id, (item) => ({ ...item, body, editedAt: today("03:30") }));
  }
  delete(id: string) {
    return this.change(id, (item) => ({ ...item, body: "", state: "deleted", deletedAt: today("03:31") }));
  }
  react(id: string, reaction: MessageItem["reactions"][0]["reaction"], on: boolean) {
    return this.change(id, (item) => {
      const others = item.reactions.filter((each) => each.reaction !== reaction);
      const count = (item.reactions.find((each) => each.reaction === reaction)?.count ?? 0) + (on ? 1 : -1);
      return { ...item, reactions: count > 0 ? [...others, { reaction, count, mine: on }] : others };
    });
  }
  markRead() {}
  typing() {}
  close() {}
}

export function createConnection(): Connection {
  const mine = new Value<AccountState>({
    account: account(flags),
    rooms: rooms(flags),
    connectionRequests: [
      { id: uuid(9_000), from: PEOPLE.train, to: PEOPLE.me, greeting: "", state: "open", created_at: today("01:00") },
    ],
    joinRequests: [],
    unreadNotifications: unread(flags),
    people: { blocked: [], muted: flags.has("mutedperson") ? [PEOPLE.birch] : [] },
  });
  // For tests in the browser: something is told, or somebody posts elsewhere.
  (globalThis as Record<string, unknown>)["mockAccount"] = mine;
  const link = new Value<ConnectionState>({
    phase: flags.has("offline") ? "offline" : flags.has("catching") ? "catching_up" : "up_to_date",
    since: Date.now() - 60_000,
    degraded: false,
    transport: "websocket",
    unsent: 0,
  });
  return Object.assign(link, {
    account: mine,
    openRoom: (id: string) => new MockRoom(id),
    wake() {},
    renew: () => Promise.resolve(),
    restart() {},
    forget() {},
    close() {},
  });
}
