import { say } from "./announce.svelte.ts";

/** A toast leaves after this, unless it is focused or pointed at. */
const STAYS_MS = 6_000;

export interface Toast {
  id: number;
  text: string;
  undo?: () => void;
}

let nextId = 0;
let shown = $state<Toast[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();

export const toasts = {
  get shown(): readonly Toast[] {
    return shown;
  },
};

/** A short confirmation. Never the only place of a message: it is said aloud too, and what it tells is seen elsewhere. */
export function toast(text: string, undo?: () => void): void {
  const made: Toast = undo ? { id: nextId++, text, undo } : { id: nextId++, text };
  shown = [...shown, made];
  say(text);
  release(made.id);
}

export function dismiss(id: number): void {
  hold(id);
  shown = shown.filter((kept) => kept.id !== id);
}

/** While somebody is at it, it stays. */
export function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

export function release(id: number): void {
  hold(id);
  timers.set(id, setTimeout(() => dismiss(id), STAYS_MS));
}
