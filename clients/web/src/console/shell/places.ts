import type { IconName } from "../../parts/icons.ts";
import { counts } from "../desk.svelte.ts";
import { at, type Route } from "../routes.ts";

export interface Place {
  /** The id of its name. */
  label: string;
  path: string;
  icon: IconName;
  /** The routes that belong to it; the first is its own page. */
  routes: readonly Route["name"][];
  /** How much waits there; absent while nobody knows. */
  count?: () => number | undefined;
  /** What waits there is late. */
  late?: boolean;
}

/** Where one can go, in the order of the side. */
export const PLACES: readonly Place[] = [
  { label: "desk-nav-now", path: at(""), icon: "clock", routes: ["now"] },
  { label: "desk-nav-duty", path: at("/duty"), icon: "clock", routes: ["duty"], count: () => counts.overdue, late: true },
  { label: "desk-nav-supporters", path: at("/supporters"), icon: "badge", routes: ["supporters", "certificate", "standing"], count: () => counts.review },
  { label: "desk-nav-contact", path: at("/contact"), icon: "letter", routes: ["contact", "links"], count: () => counts.contact },
  { label: "desk-nav-texts", path: at("/texts/agreement"), icon: "book", routes: ["agreement", "issuers"] },
  { label: "desk-nav-accounts", path: at("/accounts"), icon: "person", routes: ["accounts"] },
  { label: "desk-nav-more", path: at("/more"), icon: "lines", routes: ["more"] },
];

/** Pages that lie below a place, for the commands. */
export const BELOW: readonly Pick<Place, "label" | "path">[] = [
  { label: "desk-nav-links", path: at("/contact/links") },
  { label: "desk-nav-issuers", path: at("/texts/issuers") },
];
