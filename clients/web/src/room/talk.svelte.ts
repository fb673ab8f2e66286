import type { Keeper, MessageItem, Reaction, Room, RoomView, RoomViewState } from "@alongside/connection";
import { forgetMessages, say, sayMessage, sayNow, unsayMessage } from "../app/announce.svelte.ts";
import { roomName } from "../app/presence.ts";
import { explain, explainError } from "../app/refusals.ts";
import { session } from "../app/session.svelte.ts";
import { t } from "../app/strings.svelte.ts";
import { foldOf, type Hidden } from "./fold.ts";
import { plainText } from "./markup.ts";
import { aboutNote } from "./note.ts";
import { isGone, toLines, type Line } from "./lines.ts";

/** Characters of a message that a reply line shows. */
const EXCERPT = 120;

/** What the composer is doing: nothing in particular, answering a message, or changing an own one. */
export type Aim = { kind: "new" } | { kind: "reply"; id: string; alias: string; excerpt: string } | { kind: "edit"; item: MessageItem };

/** A room as its page uses it: the live view, what is folded, and what is being written. One a page. */
export class Talk {
  readonly view: RoomView;
  #state = $state.raw<RoomViewState>({} as RoomViewState);
  #readUpTo = $state<number | undefined>();
  #newest = -1;
  #said = new Set<string>();
  #refused = new Set<string>();
  #end: () => void;
  aim = $state.raw<Aim>({ kind: "new" });
  /** Own refused text that goes back into the composer to be changed. */
  handBack = $state.raw<{ body: string; note?: string } | null>(null);

  readonly hidden: Hidden = $derived({
    people: new Set(session.mine.people.muted.map((person) => person.id)),
    words: session.account?.settings.muted_words ?? [],
  });
  readonly lines: Line[] = $derived(toLines(this.#state.messages, this.#readUpTo, this.#state.hasOlder));
  readonly byId: ReadonlyMap<string, MessageItem> = $derived(
    new Map(this.#state.messages.flatMap((item) => (item.id ? [[item.id, item] as const] : []))),
  );
  readonly name = $derived(this.#state.room ? roomName(this.#state.room) : "");
  readonly here: Keeper[] = $derived(this.#state.room?.moderators.filter((keeper) => keeper.here) ?? []);

  constructor(view: RoomView) {
    this.view = view;
    this.#state = view.current;
    this.#end = view.subscribe((next) => this.#follow(next));
  }

  get state(): RoomViewState {
    return this.#state;
  }
  get room(): Room | undefined {
    return this.#state.room;
  }
  get isMember(): boolean {
    return this.#state.room?.you !== undefined;
  }
  get moderates(): boolean {
    return this.#state.room?.you?.role === "moderator";
  }

  close(): void {
    this.#end();
    this.view.close();
    forgetMessages();
  }

  #follow(next: RoomViewState): void {
    this.#state = next;
    if (next.status !== "ready") return;
    if (this.#readUpTo === undefined && next.room?.you) this.#readUpTo = next.room.you.read_up_to;
    this.#speak(next);
  }

  /** New messages of others are said politely, refusals of own ones at once. What was there before stays silent. */
  #speak(next: RoomViewState): void {
    const first = this.#newest < 0;
    for (const item of next.messages) {
      if (item.delivery === "refused" && !this.#refused.has(item.key)) {
        this.#refused.add(item.key);
        if (!first && item.refusal) sayNow(explain(item.refusal));
      }
      if (item.delivery !== "refused") this.#refused.delete(item.key);
      if (isGone(item)) unsayMessage(item.key);
      if ((item.seq ?? 0) <= this.#newest || this.#said.has(item.key)) continue;
      this.#said.add(item.key);
      if (!first && !item.own && !next.hasNewer && !isGone(item)) sayMessage(this.#spoken(item), item.key);
    }
    this.#newest = Math.max(this.#newest, 0, ...next.messages.map((item) => item.seq ?? 0));
  }

  #spoken(item: MessageItem): string {
    const fold = foldOf(item, this.hidden);
    if (!fold) return t("say-message", { alias: item.author.alias, body: plainText(item.body) });
    if (fold.kind === "note") return t("say-note", { alias: item.author.alias, note: aboutNote(fold.note) });
    return t("say-folded", { alias: item.author.alias });
  }

  /** A command whose refusal is said and shown as a sentence. True when it was done. */
  async #try(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = explainError(error);
      sayNow(this.problem);
      return false;
    }
  }
  /** Why the last command was refused, until the next one. */
  problem = $state("");

  react(item: MessageItem, reaction: Reaction): Promise<boolean> {
    const { id } = item;
    const on = !item.reactions.some((each) => each.reaction === reaction && each.mine);
    this.problem = "";
    if (!id) return Promise.resolve(false);
    return this.#try(async () => {
      await this.view.react(id, reaction, on);
      say(t(on ? "say-reacted" : "say-unreacted", { reaction: t(`reaction-${reaction.replaceAll("_", "-")}`) }));
    });
  }

  edit(item: MessageItem, body: string, note: string | undefined): Promise<boolean> {
    const { id } = item;
    this.problem = "";
    if (!id) return Promise.resolve(false);
    return this.#try(() => this.view.edit(id, body, note));
  }

  remove(item: MessageItem): Promise<boolean> {
    const { id } = item;
    this.problem = "";
    if (!id) return Promise.resolve(false);
    return this.#try(() => this.view.delete(id));
  }

  send(body: string, note: string | undefined): void {
    const replyTo = this.aim.kind === "reply" ? this.aim.id : undefined;
    this.problem = "";
    this.aim = { kind: "new" };
    this.#readUpTo = undefined;
    // Its fate is shown on the message itself, which stays with its text.
    this.view.send({ body, ...(note ? { note } : {}), ...(replyTo ? { replyTo } : {}) }).catch(() => undefined);
  }

  /** Takes a refused message out of the list and its text back into the composer. */
  change(item: MessageItem): void {
    if (this.view.discard(item.clientId)) this.handBack = item.note ? { body: item.body, note: item.note } : { body: item.body };
  }

  replyTo(item: MessageItem): void {
    if (!item.id || isGone(item)) return;
    const folded = foldOf(item, this.hidden) !== null;
    this.aim = { kind: "reply", id: item.id, alias: item.author.alias, excerpt: folded ? "" : plainText(item.body).slice(0, EXCERPT) };
  }

  /** The own message that the up arrow changes. */
  lastOwn(): MessageItem | undefined {
    return this.#state.messages.findLast((item) => item.own && item.delivery === "sent" && item.id && !isGone(item));
  }
}
