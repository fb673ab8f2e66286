import { Load } from "../pages/parts/load.svelte.ts";

/** Something that is fetched again and again, and says how old it is. */
export class Fresh<T> extends Load<T> {
  /** When the last answer came, in milliseconds since 1970; 0 before the first. */
  at = $state(0);
  #now: () => number;

  constructor(ask: () => Promise<T>, now: () => number = Date.now) {
    super(ask);
    this.#now = now;
  }

  override async again(): Promise<void> {
    const asked = this.#now();
    await super.again();
    if (!this.problem && this.value !== undefined) this.at = asked;
  }

  override set(value: T): void {
    super.set(value);
    this.at = this.#now();
  }
}
