/** What a page draws: immutable lines of messages, the same object as long as nothing changed in it. Pure. */
import type { MessageItem, ReactionView, ReplyView } from "./api.js";
import { excerptOf } from "./excerpt.js";
import type { Person } from "./generated/protocol.js";
import type { Acknowledged, Outbox, Outgoing } from "./outbox.js";
import type { Entry } from "./segment.js";

export interface Viewer {
  readonly me: Person;
  readonly connected: boolean;
  readonly now: number;
}

const lines = new WeakMap<Entry, { me: string; item: MessageItem }>();

export function itemOf(entry: Entry, me: string): MessageItem {
  const known = lines.get(entry);
  if (known?.me === me) return known.item;
  const item = build(entry, me);
  lines.set(entry, { me, item });
  return item;
}

/** Lines of own messages, as long as their entry in the outbox and what stands around it stay the same. */
const ownCache = new WeakMap<Outgoing | Acknowledged, { mark: string; item: MessageItem }>();

/** Own messages of a room that have no event yet: acknowledged ones first, then unsent ones. */
export function ownLines(
  outbox: Outbox,
  room: string,
  viewer: Viewer,
  find: (id: string) => Entry | undefined,
): MessageItem[] {
  const acknowledged = outbox.acknowledged.filter((one) => one.outgoing.room === room && !find(one.id));
  const unsent = outbox.messages.filter((one) => one.room === room);
  return [
    ...acknowledged.map((one) => acknowledgedLine(one, viewer, find)),
    ...unsent.map((one) => unsentLine(one, viewer, find)),
  ];
}

/** The key of a line is what its author's device called it: known before and after sending. */
function keyOf(author: string, clientId: string): string {
  return `${author}/${clientId}`;
}

function build(entry: Entry, me: string): MessageItem {
  const { message } = entry;
  return {
    key: keyOf(message.author.id, message.client_id),
    id: message.id,
    clientId: message.client_id,
    seq: message.seq,
    author: message.author,
    own: message.author.id === me,
    byModerator: message.by_moderator ?? false,
    delivery: "sent",
    state: message.state,
    body: message.body,
    ...(message.note !== undefined && { note: message.note }),
    ...(message.reply_to && { replyTo: message.reply_to }),
    mentions: message.mentions ?? [],
    revision: message.revision,
    reactions: reactionsOf(entry),
    postedAt: message.posted_at,
    ...(message.edited_at !== undefined && { editedAt: message.edited_at }),
    ...(message.deleted_at !== undefined && { deletedAt: message.deleted_at }),
  };
}

function reactionsOf(entry: Entry): ReactionView[] {
  const all = entry.message.reactions ?? [];
  return all.filter((one) => one.count > 0).map((one) => ({ ...one, mine: entry.mine.includes(one.reaction) }));
}

type Find = (id: string) => Entry | undefined;

function unsentLine(one: Outgoing, viewer: Viewer, find: Find): MessageItem {
  const waits = one.notBefore > viewer.now;
  const delivery = one.status === "refused" ? "refused" : !viewer.connected || waits ? "waiting" : "sending";
  const line = ownLine(one, viewer, find);
  return cached(one, JSON.stringify([delivery, waits, line.author, line.replyTo]), () => ({
    ...line,
    delivery,
    ...(one.refusal && { refusal: one.refusal }),
    ...(one.status === "queued" && waits && { retryAt: one.notBefore }),
    postedAt: new Date(one.at).toISOString(),
  }));
}

function acknowledgedLine(one: Acknowledged, viewer: Viewer, find: Find): MessageItem {
  const line = ownLine(one.outgoing, viewer, find);
  return cached(one, JSON.stringify([line.author, line.replyTo]), () => {
    return { ...line, id: one.id, seq: one.seq, delivery: "sent", state: one.state, postedAt: one.at };
  });
}

function cached(one: Outgoing | Acknowledged, mark: string, build: () => MessageItem): MessageItem {
  const known = ownCache.get(one);
  if (known?.mark === mark) return known.item;
  const item = build();
  ownCache.set(one, { mark, item });
  return item;
}

function ownLine(one: Outgoing, viewer: Viewer, find: Find): Omit<MessageItem, "delivery" | "postedAt"> {
  return {
    key: keyOf(viewer.me.id, one.clientId),
    clientId: one.clientId,
    author: viewer.me,
    own: true,
    byModerator: false,
    state: "visible",
    body: one.body,
    ...(one.note !== undefined && { note: one.note }),
    ...(one.replyTo !== undefined && { replyTo: replyOf(one.replyTo, find) }),
    mentions: [],
    revision: 1,
    reactions: [],
  };
}

function replyOf(id: string, find: Find): ReplyView {
  const answered = find(id)?.message;
  if (!answered) return { id };
  const excerpt = excerptOf(answered);
  return { id, author: answered.author, ...(excerpt !== undefined && { excerpt }) };
}
