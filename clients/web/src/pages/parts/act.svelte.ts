import { tick } from "svelte";
import { RefusalError } from "@alongside/connection";
import { sayNow } from "../../app/announce.svelte.ts";
import { explainError } from "../../app/refusals.ts";

/**
 * One thing that a form or button does: whether it is under way, and why the last try failed. What was typed stays
 * where it is.
 */
export class Act {
  busy = $state(false);
  /** Why the last try was refused, in words; empty when it was not. */
  problem = $state("");
  /** The field that the refusal names, when the form has such a field. */
  field = $state("");

  /**
   * Runs `work` unless it is still running. True when it was done. A refusal that names no field of the page
   * stands under `field`, where one is given.
   */
  async run(work: () => Promise<unknown>, field = ""): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.clear();
    try {
      await work();
      return true;
    } catch (error) {
      await this.#tell(error, field);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Refuses without asking the server. */
  async refuse(problem: string, field = ""): Promise<void> {
    this.problem = problem;
    sayNow(problem);
    await this.#lead(field);
  }

  /** What stands under the field `name`. */
  at(name: string): string {
    return this.field === name ? this.problem : "";
  }

  /** What stands above the form: a refusal that no field of it can show. */
  get above(): string {
    return this.field ? "" : this.problem;
  }

  clear(): void {
    this.problem = "";
    this.field = "";
  }

  async #tell(error: unknown, otherwise: string): Promise<void> {
    this.problem = explainError(error);
    sayNow(this.problem);
    const named = error instanceof RefusalError ? (error.field ?? "") : "";
    if (!(await this.#lead(named))) await this.#lead(otherwise);
  }

  /** Brings focus to the named field. False when it is not on the page. */
  async #lead(field: string): Promise<boolean> {
    const input = field ? document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`) : null;
    if (!input) return false;
    this.field = field;
    await tick();
    input.focus();
    return true;
  }
}
