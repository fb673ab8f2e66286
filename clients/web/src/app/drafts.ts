/** Drafts live on this device only, per person and room. */
export interface Draft {
  body: string;
  note?: string;
  /** The message being answered, with what the reply line says. */
  replyTo?: { id: string; alias: string; excerpt: string };
}

const prefix = (account: string) => `alongside.draft.${account}.`;

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export function loadDraft(account: string, room: string, storage: Store = localStorage): Draft | undefined {
  try {
    const kept: unknown = JSON.parse(storage.getItem(prefix(account) + room) ?? "null");
    if (typeof kept !== "object" || kept === null || !("body" in kept) || typeof kept.body !== "string") return undefined;
    return kept as Draft;
  } catch {
    return undefined;
  }
}

/** Whether it is kept now. An empty draft is taken away. */
export function saveDraft(account: string, room: string, draft: Draft, storage: Store = localStorage): boolean {
  const key = prefix(account) + room;
  try {
    if (draft.body.trim() === "" && !draft.note && !draft.replyTo) {
      storage.removeItem(key);
      return false;
    }
    storage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forgetDrafts(account: string, storage: Store = localStorage): void {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
  for (const key of keys) if (key?.startsWith(prefix(account))) storage.removeItem(key);
}
