import type { Guidelines } from "@alongside/connection";
import { get, query } from "../app/api.ts";
import { currentLanguage } from "../app/strings.svelte.ts";

/** A room's guidelines in the reader's language, fetched again when a new version is in force. */
export class Guide {
  current = $state.raw<Guidelines | undefined>();
  #asked = "";

  async load(room: string, version: number): Promise<void> {
    const language = currentLanguage();
    const key = `${room} ${version} ${language}`;
    if (key === this.#asked) return;
    this.#asked = key;
    try {
      const found = await get<Guidelines>(`/rooms/${room}/guidelines${query({ language })}`);
      if (this.#asked === key) this.current = found;
    } catch {
      // The column then shows the link only; asking again is up to the next change.
      this.#asked = "";
    }
  }
}
