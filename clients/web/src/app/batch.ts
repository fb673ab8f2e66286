/** More new lines than this within `WINDOW_MS` are counted, not read out. */
const MOST = 4;
export const WINDOW_MS = 10_000;

/**
 * What the polite live region says of new messages: each one, until there are more than 4 in 10 s; then
 * how many. Pure: instants are arguments, in milliseconds.
 */
export class Batch {
  #said: number[] = [];
  #held = 0;

  /** The line to say now, or `undefined` when it waits for `flush` at `due()`. */
  add(line: string, now: number): string | undefined {
    // While some are held the window stays where it was, so that they are told when it ends.
    if (this.#held === 0) this.#said = this.#said.filter((at) => now - at < WINDOW_MS);
    if (this.#held > 0 || this.#said.length >= MOST) {
      this.#held += 1;
      return undefined;
    }
    this.#said.push(now);
    return line;
  }

  /** When the held ones are told, or `undefined` when none is held. */
  due(): number | undefined {
    return this.#held > 0 ? (this.#said[0] ?? 0) + WINDOW_MS : undefined;
  }

  /** How many were held, once their time has come. */
  flush(now: number): number {
    const due = this.due();
    if (due === undefined || now < due) return 0;
    const held = this.#held;
    this.#held = 0;
    this.#said = [now];
    return held;
  }

  clear(): void {
    this.#said = [];
    this.#held = 0;
  }
}
