import { Batch } from "./batch.ts";
import { t } from "./strings.svelte.ts";

/** Lines stay in the page this long, so that slow screen readers reach them. */
const KEEP_MS = 8_000;

interface Line {
  id: number;
  text: string;
  /** The message that it tells, if it tells one. */
  of?: string;
}

let nextId = 0;
let polite = $state<Line[]>([]);
let assertive = $state<Line[]>([]);
const batch = new Batch();
let timer: ReturnType<typeof setTimeout> | undefined;

/** What the two live regions hold now. */
export const spoken = {
  get polite(): readonly Line[] {
    return polite;
  },
  get assertive(): readonly Line[] {
    return assertive;
  },
};

/** Says something when the reader pauses. */
export function say(text: string, of?: string): void {
  const line: Line = { id: nextId++, text, ...(of !== undefined && { of }) };
  polite.push(line);
  setTimeout(() => (polite = polite.filter((kept) => kept.id !== line.id)), KEEP_MS);
}

/** Says a refusal at once. */
export function sayNow(text: string): void {
  const line = { id: nextId++, text };
  assertive.push(line);
  setTimeout(() => (assertive = assertive.filter((kept) => kept.id !== line.id)), KEEP_MS);
}

/** Says a new message, or how many there were when they come fast. */
export function sayMessage(text: string, of: string): void {
  const now = Date.now();
  const line = batch.add(text, now);
  if (line !== undefined) return say(line, of);
  const due = batch.due();
  if (due === undefined || timer !== undefined) return;
  timer = setTimeout(flush, Math.max(0, due - now));
}

function flush(): void {
  timer = undefined;
  const held = batch.flush(Date.now());
  if (held > 0) say(t("new-messages", { count: held }));
}

/** A message is gone: its text is not left where a screen reader could still find it. */
export function unsayMessage(of: string): void {
  if (polite.some((line) => line.of === of)) polite = polite.filter((line) => line.of !== of);
}

/** Another room: what was held belongs to the one before. */
export function forgetMessages(): void {
  batch.clear();
  if (timer !== undefined) clearTimeout(timer);
  timer = undefined;
}
