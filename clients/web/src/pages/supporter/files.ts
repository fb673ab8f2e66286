import { LIMITS } from "@alongside/connection";
import { currentLanguage } from "../../app/strings.svelte.ts";

const KIB = 1024;
const ACCEPTED = /\.(pdf|png|jpe?g)$/i;

/** What a file chooser offers. The server looks at the content. */
export const ACCEPT = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";

/** `240 KB`, `1.4 MB`. */
export function fileSize(bytes: number): string {
  const mega = bytes >= KIB * KIB;
  const value = bytes / (mega ? KIB * KIB : KIB);
  return `${new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: mega ? 1 : 0 }).format(Math.max(value, mega ? 0 : 1))} ${mega ? "MB" : "KB"}`;
}

/** Why a file need not even be sent: the id of a string. Pure. */
export function wrongFile(file: Pick<File, "name" | "size">, already: number): "file-too-many" | "file-kind" | "file-too-large" | "file-empty" | undefined {
  if (already >= LIMITS.EVIDENCE_FILES) return "file-too-many";
  if (!ACCEPTED.test(file.name)) return "file-kind";
  if (file.size === 0) return "file-empty";
  return file.size > LIMITS.EVIDENCE_BYTES ? "file-too-large" : undefined;
}
