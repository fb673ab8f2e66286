/** A way to the server, once open: frames out, frames in, one end. */
import type { ClientFrame, Command, Hello, Refusal, ServerFrame } from "./generated/protocol.js";

export interface Transport {
  readonly kind: "websocket" | "events";
  /** Subscriptions change by frames; otherwise by opening the stream anew. */
  readonly subscribes: boolean;
  /** Whether the frame went out as far as one can know. */
  send(frame: ClientFrame): boolean;
  /** Ends it without a word to `TransportEvents`. */
  close(): void;
}

export interface TransportEvents {
  frame(frame: ServerFrame): void;
  /** Called once at most. `code` is a WebSocket close code, also where there is no WebSocket. */
  closed(end: { code: number; refusal?: Refusal }): void;
}

export type HelloFrame = Extract<Command, { type: "hello" }>;

export function helloFrame(hello: Hello): HelloFrame {
  return { type: "hello", ...hello };
}

/** A frame from text; null when it is none. The hole that it may leave is found like any other. */
export function parseFrame(text: unknown): ServerFrame | null {
  if (typeof text !== "string") return null;
  try {
    const frame: unknown = JSON.parse(text);
    const isFrame = typeof frame === "object" && frame !== null && typeof (frame as ServerFrame).type === "string";
    return isFrame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
