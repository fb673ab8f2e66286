import { RefusalError, type Refusal } from "@alongside/connection";
import { has, t } from "./strings.svelte.ts";

/** A refusal in the reader's words: ours for codes that we know, else the server's sentence. */
export function explain(refusal: Pick<Refusal, "code" | "message" | "retry_after_ms" | "fault"> | RefusalError): string {
  const wait = refusal instanceof RefusalError ? refusal.retryAfterMs : refusal.retry_after_ms;
  const seconds = Math.max(1, Math.ceil((wait ?? 1000) / 1000));
  const id = `refusal-${refusal.code.replaceAll("_", "-")}`;
  if (!has(id)) return refusal.message;
  return t(id, { seconds, message: refusal.message, fault: refusal.fault ?? "none" });
}

/** The same for anything caught; what is not a refusal is a fault of ours. */
export function explainError(error: unknown): string {
  if (error instanceof RefusalError) return explain(error);
  console.error(error);
  return t("refusal-own-fault");
}

/** The code of a caught refusal, to decide by. */
export function codeOf(error: unknown): string {
  return error instanceof RefusalError ? error.code : "fault";
}
