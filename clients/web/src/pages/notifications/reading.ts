import type { Notification } from "@alongside/connection";

/** What was read while the server could not be told, as long as this app is open. */
const untold = new Set<string>();

/** Tells the server that something was read. When that fails, it is remembered, to be told with the next list. */
export async function markRead(id: string, tell: (id: string) => Promise<unknown>): Promise<void> {
  try {
    await tell(id);
    untold.delete(id);
  } catch (error) {
    untold.add(id);
    throw error;
  }
}

/** Those of a list that were read, and that the server does not know of. */
export const readUntold = (list: readonly Notification[]): Notification[] => list.filter(({ id, read_at }) => !read_at && untold.has(id));
