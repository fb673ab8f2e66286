/** What a reply quotes of the message that it answers. Pure. */
import type { Message, ReplyTo } from "./generated/protocol.js";

export const EXCERPT_CHARACTERS = 120;

/** No text of such a message may be kept. */
export function isGone(message: Message): boolean {
  return message.state === "deleted" || message.state === "removed" || message.state === "hidden";
}

/** The message without anything that its author wrote, when it is gone; whatever the server sent. */
export function purged(message: Message): Message {
  if (!isGone(message)) return message;
  const { note: _note, mentions: _mentions, reply_to, ...rest } = message;
  return { ...rest, body: "", ...(reply_to && { reply_to: { id: reply_to.id, author: reply_to.author } }) };
}

/** The quotation as it reads now that `answered` is as it is. */
export function quoting(reply: ReplyTo, answered: Message): ReplyTo {
  const { excerpt: _old, ...bare } = reply;
  const excerpt = excerptOf(answered);
  return excerpt === undefined ? bare : { ...bare, excerpt };
}

/** A text folded under a content note is not unfolded by quoting it: the note is quoted instead. */
export function excerptOf(message: Message): string | undefined {
  if (message.state !== "visible") return undefined;
  const line = [...(message.note ?? message.body).split(/\s+/u).filter(Boolean).join(" ")];
  if (line.length <= EXCERPT_CHARACTERS) return line.join("");
  return `${line.slice(0, EXCERPT_CHARACTERS).join("").trimEnd()}…`;
}
