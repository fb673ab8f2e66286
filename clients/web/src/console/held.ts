/**
 * A list that was fetched again, with those of the one before that must not go away under somebody's hands: each where it
 * stood. Pure.
 */
export function withHeld<T extends { id: string }>(next: readonly T[], before: readonly T[], held: readonly T[]): T[] {
  const all = [...next];
  for (const [at, { id }] of before.entries()) {
    const one = held.find((each) => each.id === id);
    if (one && !all.some((each) => each.id === id)) all.splice(Math.min(at, all.length), 0, one);
  }
  return all;
}

/** The first so many, and the open one wherever it stands. */
export function withOpen<T>(all: readonly T[], shown: number, isOpen: (one: T) => boolean): T[] {
  return all.filter((one, at) => at < shown || isOpen(one));
}
