import type { CertificateReview } from "@alongside/connection";
import { t } from "../../app/strings.svelte.ts";
import { ago } from "../../app/times.ts";

/** By the second in the first minute. */
export function justAgo(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1_000);
  return seconds < 60 ? t("desk-ago-seconds", { count: Math.max(1, seconds) }) : ago(at, now);
}

/** Who was faster, in a sentence: "Wren decided this 20 s ago." */
export function overtakenBy(review: CertificateReview, now: number): string {
  const last = review.history.at(-1);
  if (!last?.by) return t("desk-overtaken-changed");
  return t(last.what === "submitted" || last.what === "withdrawn" ? "desk-overtaken-owner" : "desk-overtaken-decided", { alias: last.by.alias, ago: justAgo(last.at, now) });
}
