/** The minute hand: sentences like "40 min ago" follow it. No motion in between. */
const TICK_MS = 60_000;

let now = $state(Date.now());
setInterval(() => (now = Date.now()), TICK_MS);

export function minute(): number {
  return now;
}
