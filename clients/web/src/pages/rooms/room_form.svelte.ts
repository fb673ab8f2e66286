import { LIMITS, type CreateRoom, type Language, type NewRule, type Room, type RoomKind, type UpdateRoom } from "@alongside/connection";
import { t } from "../../app/strings.svelte.ts";
import type { Act } from "../parts/act.svelte.ts";
import { filled } from "./texts.ts";

/** What a person types about a room, new or old. */
export class RoomForm {
  name = $state("");
  description = $state("");
  kind = $state<RoomKind>("public");
  language = $state<Language>("en");
  topics = $state<string[]>([]);
  rules = $state<NewRule[]>([]);
  #before = "";

  constructor(language: Language) {
    this.language = language;
  }

  /** Fills the form with a room as it is. */
  fill(room: Room, rules: NewRule[]): void {
    this.name = room.name;
    this.description = room.description;
    this.kind = room.kind;
    this.language = room.language;
    this.topics = [...room.topics];
    this.rules = rules.map((rule) => ({ ...rule }));
    this.#before = JSON.stringify(filled(rules));
  }

  /** The room's own rules are other ones now: that makes a new version of the guidelines. */
  get rulesChanged(): boolean {
    return JSON.stringify(filled(this.rules)) !== this.#before;
  }

  /** What can be told without asking. True when the form may be sent. */
  async check(act: Act): Promise<boolean> {
    const [least, most] = LIMITS.ROOM_NAME_CHARACTERS;
    const length = [...this.name.trim()].length;
    const refuse = async (words: string, field: string) => {
      await act.refuse(words, field);
      return false;
    };
    if (length < least || length > most) return refuse(t("room-name-length", { least, most }), "name");
    const most2 = LIMITS.ROOM_DESCRIPTION_CHARACTERS;
    if (!this.description.trim()) return refuse(t("room-description-missing"), "description");
    if ([...this.description.trim()].length > most2) return refuse(t("room-description-long", { most: most2 }), "description");
    const half = this.rules.findIndex((rule) => Boolean(rule.short.trim()) !== Boolean(rule.text.trim()));
    if (half >= 0) return refuse(t("rule-half"), `rules.${half}.${this.rules[half]?.short.trim() ? "text" : "short"}`);
    return true;
  }

  create(): CreateRoom {
    return { kind: this.kind, language: this.language, ...this.#common(), rules: filled(this.rules) };
  }

  update(): UpdateRoom {
    return { ...this.#common(), ...(this.rulesChanged ? { rules: filled(this.rules) } : {}) };
  }

  #common(): { name: string; description: string; topics: string[] } {
    return { name: this.name.trim(), description: this.description.trim(), topics: [...this.topics] };
  }
}
