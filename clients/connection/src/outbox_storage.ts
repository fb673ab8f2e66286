/**
 * Unsent messages outlive a reload: one key a message, so that two tabs never overwrite each other, and
 * the account in the key, so that somebody else who signs in on this device never sends them.
 */
import type { KeyValueStorage } from "./api.js";
import type { Outgoing } from "./outbox.js";

const FORM = 1;

export class OutboxStorage {
  /** What could not be kept, because the storage is full or closed: those live in memory only. */
  private unkept = new Set<string>();

  constructor(
    private readonly storage: KeyValueStorage | null,
    private readonly account: string,
  ) {}

  keep(one: Outgoing): void {
    const { status, ...rest } = one;
    const kept = { ...rest, status: status === "in_flight" ? "queued" : status };
    const done = this.storage?.set(this.key(one.clientId), JSON.stringify({ form: FORM, message: kept })) ?? false;
    if (done) this.unkept.delete(one.clientId);
    else this.unkept.add(one.clientId);
  }

  drop(clientId: string): void {
    this.unkept.delete(clientId);
    this.storage?.remove(this.key(clientId));
  }

  /** Another tab has seen to it: the message was sent or discarded there. */
  isGone(clientId: string): boolean {
    if (this.storage === null || this.unkept.has(clientId)) return false;
    return this.storage.get(this.key(clientId)) === null;
  }

  load(): Outgoing[] {
    const prefix = this.key("");
    const keys = this.storage?.keys().filter((key) => key.startsWith(prefix)) ?? [];
    return keys.flatMap((key) => {
      const one = read(this.storage?.get(key) ?? null);
      return one ? [one] : [];
    });
  }

  forget(): void {
    const prefix = this.key("");
    for (const key of this.storage?.keys() ?? []) if (key.startsWith(prefix)) this.storage?.remove(key);
    this.unkept.clear();
  }

  private key(clientId: string): string {
    return `alongside.outbox.${this.account}.${clientId}`;
  }
}

/** What was kept may be of another version, or broken by hand: then it is not ours to send. */
function read(text: string | null): Outgoing | null {
  if (text === null) return null;
  try {
    const { form, message } = JSON.parse(text) as { form: unknown; message: Outgoing };
    const sound =
      form === FORM &&
      [message.clientId, message.room, message.body].every((one) => typeof one === "string") &&
      [message.at, message.notBefore, message.tries].every((one) => Number.isFinite(one)) &&
      (message.status === "queued" || message.status === "refused");
    return sound ? message : null;
  } catch {
    return null;
  }
}
