import { codeOf, explainError } from "../../app/refusals.ts";

/** Something that a page fetches. What was there stays until the next answer. */
export class Load<T> {
  value = $state.raw<T | undefined>();
  /** Why the last try failed, in words; empty when it did not. */
  problem = $state("");
  code = $state("");
  busy = $state(false);
  #ask: () => Promise<T>;
  #round = 0;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks again. An answer that a newer question has overtaken is thrown away. */
  async again(): Promise<void> {
    const round = ++this.#round;
    this.busy = true;
    try {
      const value = await this.#ask();
      if (round !== this.#round) return;
      this.value = value;
      this.problem = "";
      this.code = "";
    } catch (error) {
      if (round !== this.#round) return;
      this.problem = explainError(error);
      this.code = codeOf(error);
    } finally {
      if (round === this.#round) this.busy = false;
    }
  }

  /** The answer to a change is the newest there is. */
  set(value: T): void {
    this.#round += 1;
    this.busy = false;
    this.value = value;
    this.problem = "";
    this.code = "";
  }
}
