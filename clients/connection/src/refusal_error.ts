import type { ErrorCode, RefusalErrorFields } from "./api.js";
import type { Refusal, Retry } from "./generated/protocol.js";

/** A "no" that a command got, with what to do next. */
export class RefusalError extends Error implements RefusalErrorFields {
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly retryAfterMs?: number;
  readonly field?: string;
  readonly bucket?: string;
  readonly left?: number;
  readonly fault?: string;
  /** The server's own words; absent for our own codes. */
  readonly refusal?: Refusal;

  constructor(refusal: Refusal | { code: "offline" | "closed"; message: string; retry: Retry }) {
    super(refusal.message);
    this.name = "RefusalError";
    this.code = refusal.code;
    this.retry = refusal.retry;
    if (refusal.code === "offline" || refusal.code === "closed") return;
    const from = refusal as Refusal;
    this.refusal = from;
    if (from.retry_after_ms !== undefined) this.retryAfterMs = from.retry_after_ms;
    if (from.field !== undefined) this.field = from.field;
    if (from.bucket !== undefined) this.bucket = from.bucket;
    if (from.left !== undefined) this.left = from.left;
    if (from.fault !== undefined) this.fault = from.fault;
  }

  static offline(): RefusalError {
    return new RefusalError({
      code: "offline",
      message: "No answer came in time. It may or may not have been done.",
      retry: "now",
    });
  }

  static closed(): RefusalError {
    return new RefusalError({ code: "closed", message: "The connection was closed.", retry: "never" });
  }
}
