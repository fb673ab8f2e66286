import type { Settings, Theme } from "@alongside/connection";
import { recall, remember } from "./device.ts";
import { preferredLanguage, setLanguage, t } from "./strings.svelte.ts";

let discreet = $state(false);
let pageTitle = $state("");

export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Before anybody is known: what this device remembers, else what the browser asks for. */
export function lookOfDevice(): void {
  const memory = recall();
  setLanguage(memory.language ?? preferredLanguage());
  setTheme(memory.theme ?? "system");
  discreet = memory.discreet ?? false;
}

/** A person's own settings, remembered on this device for the next start. */
export function lookOf(settings: Settings): void {
  setLanguage(settings.language);
  setTheme(settings.theme);
  discreet = settings.discreet;
  remember({
    language: settings.language,
    theme: settings.theme,
    discreet: settings.discreet,
    exitUrl: settings.exit_url,
  });
}

/** Names the page. In discreet mode the browser shows a neutral word in place of it. */
export function title(page: string): void {
  pageTitle = page;
}

/** The document's title as it should be now; an effect in App.svelte keeps it so. */
export function documentTitle(): string {
  if (discreet) return t("title-discreet");
  return pageTitle ? `${pageTitle} · Alongside` : "Alongside";
}
