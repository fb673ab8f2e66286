import type { Language, Room, RoomList } from "@alongside/connection";
import { get, query } from "../../app/api.ts";
import { Load } from "../parts/load.svelte.ts";

/** How the list is narrowed. */
export interface Narrowing {
  words: string;
  topic: string;
  here: boolean;
  language: Language | "";
}

const WIDE: Narrowing = { words: "", topic: "", here: false, language: "" };

/** The list of rooms and how it is narrowed; kept while the app runs, so that coming back shows it at once. */
export class Finder {
  narrowing = $state.raw<Narrowing>(WIDE);
  readonly list = new Load<RoomList>(() => this.#ask());
  /** Two open rooms to offer when nothing fits. */
  near = $state.raw<Room[]>([]);
  /** Topics of all open rooms, so that the chips stay while one of them is pressed. */
  topics = $state.raw<string[]>([]);

  get narrowed(): boolean {
    const { words, topic, here, language } = this.narrowing;
    return words !== "" || topic !== "" || here || language !== "";
  }

  narrow(change: Partial<Narrowing>): Promise<void> {
    this.narrowing = { ...this.narrowing, ...change };
    return this.list.again();
  }

  widen(): Promise<void> {
    return this.narrow(WIDE);
  }

  /** The next page, after what is there. */
  async more(): Promise<void> {
    const before = this.list.value;
    if (!before?.next) return;
    const page = await get<RoomList>(this.#path(before.next));
    const known = new Set(before.rooms.map((room) => room.id));
    // Another question may have been answered meanwhile: then this page belongs to nothing any more.
    if (this.list.value !== before) return;
    this.list.set({ ...page, rooms: [...before.rooms, ...page.rooms.filter((room) => !known.has(room.id))] });
  }

  #path(after = ""): string {
    const { words, topic, here, language } = this.narrowing;
    return `/rooms${query({ query: words, topic, here, language, after })}`;
  }

  async #ask(): Promise<RoomList> {
    const list = await get<RoomList>(this.#path());
    if (this.narrowed && list.rooms.length === 0) {
      const all = await get<RoomList>("/rooms");
      this.near = all.rooms.slice(0, 2);
      this.topics = all.topics;
    } else if (!this.narrowed || this.topics.length === 0) {
      this.topics = list.topics;
    }
    return list;
  }
}

let finder: { account: string; finder: Finder } | undefined;

/** One person's finder; another person on the same device begins anew. */
export function finderOf(account: string): Finder {
  if (finder?.account !== account) finder = { account, finder: new Finder() };
  return finder.finder;
}
