import {
  createConnection,
  RefusalError,
  type Account,
  type AccountState,
  type Connection,
  type ConnectionState,
  type Notification,
  type ServerInfo,
  type SignedIn,
} from "@alongside/connection";
import { del, get } from "./api.ts";
import { forgetDrafts } from "./drafts.ts";
import { lookOf } from "./look.svelte.ts";

/** The first retry when the server cannot be reached, and the longest; doubled in between. */
const RETRY_MS = { first: 1_000, longest: 30_000 };

export type Phase = "starting" | "unreachable" | "signed_out" | "signed_in";

const NOBODY: AccountState = { rooms: [], connectionRequests: [], joinRequests: [], people: { blocked: [], muted: [] }, unreadNotifications: 0 };

let phase = $state<Phase>("starting");
let account = $state.raw<Account | null>(null);
let server = $state.raw<ServerInfo | null>(null);
let mine = $state.raw<AccountState>(NOBODY);
let link = $state.raw<ConnectionState | null>(null);
let ended = $state.raw<string | null>(null);
let connection: Connection | null = null;
let unfollow: (() => void)[] = [];

/** Who is here, what is theirs, and how the connection stands. Everything is live. */
export const session = {
  get phase(): Phase {
    return phase;
  },
  /** The signed-in person; null when nobody is. */
  get account(): Account | null {
    return account;
  },
  get server(): ServerInfo | null {
    return server;
  },
  /** Rooms, requests and hidden people of the account. */
  get mine(): AccountState {
    return mine;
  },
  /** The notification that came or changed last. */
  get news(): Notification | undefined {
    return mine.notification;
  },
  get link(): ConnectionState | null {
    return link;
  },
  /** Attempts to connect have failed, so what is shown of others may be old. */
  get offline(): boolean {
    return link?.phase === "offline" || link?.phase === "stopped";
  },
  /** Why the last session ended by itself (`session_ended`, `suspended`, …), until the next begins. */
  get ended(): string | null {
    return ended;
  },
  /** Only while `signed_in`. */
  get connection(): Connection {
    if (!connection) throw new Error("There is no connection before somebody is signed in");
    return connection;
  },
};

/** Asks the server who we are, until it answers. */
export async function startSession(wait = RETRY_MS.first): Promise<void> {
  try {
    const [info, me] = await Promise.all([get<ServerInfo>("/server"), whoAmI()]);
    server = info;
    if (me) begin(me);
    else phase = "signed_out";
  } catch {
    phase = "unreachable";
    setTimeout(() => void startSession(Math.min(wait * 2, RETRY_MS.longest)), wait);
  }
}

async function whoAmI(): Promise<Account | null> {
  try {
    return await get<Account>("/me");
  } catch (error) {
    if (error instanceof RefusalError && error.code !== "offline" && error.code !== "fault") return null;
    throw error;
  }
}

/** After signing in or up, setup, or a press on a demo person. */
export function signedIn(answer: SignedIn): void {
  if (server?.setup_needed) server = { ...server, setup_needed: false };
  begin(answer.account);
}

/** An account as it is now, after a page changed it by HTTP; other devices hear of it by the log. */
export function accountIs(next: Account): void {
  account = next;
  lookOf(next.settings);
}

function begin(me: Account): void {
  stop();
  ended = null;
  accountIs(me);
  connection = createConnection({ client: "alongside-web/0.1.0", account: me.id });
  unfollow = [connection.account.subscribe(follow), connection.subscribe(followLink)];
  phase = "signed_in";
}

function follow(state: AccountState): void {
  mine = state;
  if (state.account) accountIs(state.account);
}

function followLink(state: ConnectionState): void {
  link = state;
  if (state.phase !== "stopped" || !state.stopped || state.stopped.reason === "closed") return;
  ended = state.stopped.reason;
  // Not within the notification itself: the connection is still telling others.
  queueMicrotask(leave);
}

function stop(): void {
  for (const end of unfollow) end();
  unfollow = [];
  connection?.close();
  connection = null;
  link = null;
  mine = NOBODY;
}

function leave(): void {
  stop();
  account = null;
  phase = "signed_out";
}

/** Ends this session here and on the server, and leaves nothing of the person on the device. */
export async function signOut(): Promise<void> {
  // Held from here on: the server ends the socket as well, and that may be heard before the answer.
  const [ending, who] = [connection, account];
  await del("/me/sessions/current");
  ending?.forget();
  if (who) forgetDrafts(who.id);
  leave();
  ended = null;
}
