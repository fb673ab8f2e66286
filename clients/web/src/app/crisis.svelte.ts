import type { CrisisResources } from "@alongside/connection";
import { get, query } from "./api.ts";
import { recall, remember } from "./device.ts";
import { currentLanguage, t } from "./strings.svelte.ts";

/** Works without the server: built in, and replaced when fresher numbers arrive. */
function builtIn(): CrisisResources {
  return {
    country: "US",
    emergency: "911",
    reviewed_on: "",
    countries: [],
    resources: [
      {
        key: "988",
        name: "988",
        about: t("crisis-988-about"),
        ways: [
          { kind: "call", href: "tel:988", label: t("crisis-call", { number: "988" }) },
          { kind: "text", href: "sms:988", label: t("crisis-text", { number: "988" }) },
          { kind: "chat", href: "https://chat.988lifeline.org/", label: t("crisis-chat") },
        ],
      },
    ],
  };
}

let fetched = $state.raw<{ language: string; resources: CrisisResources } | null>(null);
let open = $state(false);
let keeper = $state.raw<{ alias: string; ask: () => Promise<void> } | null>(null);

export const crisis = {
  get resources(): CrisisResources {
    return fetched?.language === currentLanguage() ? fetched.resources : builtIn();
  },
  /** Whether the card lies over the page. */
  get open(): boolean {
    return open;
  },
  /** The moderator who is here, on a room's page. */
  get keeper() {
    return keeper;
  },
};

/** Whose numbers are shown to who has chosen no country: those that are built in. */
const HOME = "US";

export function chooseCountry(country: string): void {
  remember({ country });
  void loadCrisis();
}

/** Fetches the numbers of the reader's country. Without an answer the built-in ones stay. */
export async function loadCrisis(): Promise<void> {
  const country = recall().country ?? HOME;
  const language = currentLanguage();
  try {
    fetched = { language, resources: await get<CrisisResources>(`/crisis${query({ country, language })}`) };
  } catch {
    return;
  }
}

export function openHelp(): void {
  open = true;
}

export function closeHelp(): void {
  open = false;
}

/** A room offers its moderator in the card while one is here. Returns what takes that back. */
export function offerKeeper(alias: string, ask: () => Promise<void>): () => void {
  keeper = { alias, ask };
  return () => (keeper = null);
}
