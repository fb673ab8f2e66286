import type { Language, Theme } from "@alongside/connection";

/** What this device remembers, so that theme, language and exit are right before anybody is known. */
export interface DeviceMemory {
  language?: Language;
  theme?: Theme;
  discreet?: boolean;
  exitUrl?: string;
  /** Whose notifications ring on this device: an account's id, or empty. */
  push?: string;
  /** Where the reader looked for help last, an ISO 3166 code. */
  country?: string;
  /** How close the rows of the console stand. */
  density?: "usual" | "close";
}

const KEY = "alongside.device";

export function recall(storage: Pick<Storage, "getItem"> = localStorage): DeviceMemory {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/** Adds to what is remembered. Storage may be full or forbidden; then the device simply remembers nothing. */
export function remember(memory: DeviceMemory, storage: Pick<Storage, "getItem" | "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, JSON.stringify({ ...recall(storage), ...memory }));
  } catch {
    return;
  }
}
