/** Own read markers on their way to the server: the furthest of each room, at most one a second. */
import type { Outcome } from "./commands.js";
import type { Command, RoomId, Seq } from "./generated/protocol.js";

/** Least time between two markers of one room. */
export const READ_MS = 1_000;

interface Marker {
  readonly upTo: Seq;
  /** What the server has taken, or will never take. */
  readonly done: Seq;
  readonly notBefore: number;
  readonly inFlight: boolean;
}

const untouched: Marker = { upTo: 0, done: 0, notBefore: 0, inFlight: false };

export class ReadMarkers {
  private markers = new Map<RoomId, Marker>();

  constructor(
    private readonly host: {
      now(): number;
      connected(): boolean;
      request(command: Command, done: (outcome: Outcome) => void): void;
    },
  ) {}

  move(room: RoomId, upTo: Seq): void {
    const known = this.markers.get(room) ?? untouched;
    if (upTo > known.upTo) this.markers.set(room, { ...known, upTo });
  }

  pump(): void {
    if (!this.host.connected()) return;
    const now = this.host.now();
    for (const [room, one] of this.markers) {
      if (!isDue(one) || now < one.notBefore) continue;
      this.markers.set(room, { ...one, notBefore: now + READ_MS, inFlight: true });
      this.host.request({ type: "read", room, up_to: one.upTo }, (outcome) => this.answered(room, one.upTo, outcome));
    }
  }

  nextTick(): number | null {
    const waiting = [...this.markers.values()].filter(isDue).map((one) => one.notBefore);
    return this.host.connected() && waiting.length > 0 ? Math.min(...waiting) : null;
  }

  clear(): void {
    this.markers.clear();
  }

  private answered(room: RoomId, upTo: Seq, outcome: Outcome): void {
    const one = this.markers.get(room);
    if (!one) return;
    const later = outcome.kind === "refused" ? outcome.refusal.retry_after_ms : undefined;
    const again = outcome.kind === "lost" || later !== undefined;
    this.markers.set(room, {
      ...one,
      inFlight: false,
      done: again ? one.done : upTo,
      notBefore: Math.max(one.notBefore, this.host.now() + (later ?? 0)),
    });
  }
}

function isDue(one: Marker): boolean {
  return !one.inFlight && one.upTo > one.done;
}
