import type { Component } from "svelte";
import { PAGES } from "../pages/index.ts";
import type { Route } from "./routes.ts";

type Name = Route["name"];

/** The other pages are fetched so long after the first one is there, so that later nothing waits, also offline. */
const REST_AFTER_MS = 2_000;

let here = $state.raw<Partial<Record<Name, Component<any>>>>({});
let failed = $state.raw<ReadonlySet<Name>>(new Set());

/** These have words of their own that are not there from the start. */
const FURTHER: ReadonlySet<Name> = new Set(["agreement", "agreement_version", "contact", "contact_receipt", "keep", "notifications", "settings", "stop_mail", "supporter"]);

/** The pages that were fetched. */
export const pages = {
  /** Its component; undefined while it is fetched. */
  of: (name: Name): Component<any> | undefined => here[name],
  /** It is to come, or could not be fetched: a new version of the app may have taken its place. */
  isMissing: (name: Name): boolean => PAGES[name] !== undefined && here[name] === undefined,
  hasFailed: (name: Name): boolean => failed.has(name) && here[name] === undefined,
};

export async function fetchPage(name: Name): Promise<void> {
  const fetch = PAGES[name];
  if (!fetch || here[name]) return;
  try {
    const words = FURTHER.has(name) ? import("./further_strings.ts") : undefined;
    const { default: component } = await fetch();
    await words;
    here = { ...here, [name]: component };
  } catch (error) {
    console.error(error);
    failed = new Set([...failed, name]);
  }
}

/** Fetches what is left, when there is nothing better to do. Returns what ends the waiting. */
export function fetchRest(): () => void {
  const timer = setTimeout(() => {
    for (const name of Object.keys(PAGES) as Name[]) void fetchPage(name);
  }, REST_AFTER_MS);
  return () => clearTimeout(timer);
}
