import { t } from "../app/strings.svelte.ts";

/** `About a hospital stay`, also for authors who wrote the first word themselves. */
export function aboutNote(note: string): string {
  return t("fold-about", { note: note.replace(/^(about|sobre)\s+/i, "") });
}
