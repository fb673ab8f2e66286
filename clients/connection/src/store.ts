import type { Store } from "./api.js";

/** A value that tells its followers when it changes. */
export class Value<T> implements Store<T> {
  private followers = new Set<(value: T) => void>();

  constructor(public current: T) {}

  subscribe(run: (value: T) => void): () => void {
    // A wrapper of its own, so that the same function may follow twice.
    const follower = (value: T) => run(value);
    this.followers.add(follower);
    tell(follower, this.current);
    return () => {
      this.followers.delete(follower);
    };
  }

  set(value: T): void {
    if (value === this.current) return;
    this.current = value;
    for (const follower of [...this.followers]) tell(follower, value);
  }
}

/** A follower's mistake is its own: it is reported, and the connection goes on. */
function tell<T>(follower: (value: T) => void, value: T): void {
  try {
    follower(value);
  } catch (error) {
    reportLater(error);
  }
}

/** Shows a fault as an uncaught error, without disturbing what is under way. */
export function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
