/**
 * What an issuer's link is, as far as its address says: nobody wrote down what stands on the page.
 * Only an address that speaks of looking somebody up is called a registry.
 */
export type IssuerLinkKind = "registry" | "page" | "home" | "none";

/** Words, in a host or a path, of pages that look somebody up or list whom they certified. */
const REGISTRY = /registry|register|verif|lookup|look-up|roster|(find|search)-|(^|[/.-])listing/;

/** The address as it can be opened; absent for one that no browser would open. */
export function parsed(url: string | undefined): URL | undefined {
  if (!url) return undefined;
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

export function linkKind(url: string | undefined): IssuerLinkKind {
  const at = parsed(url);
  if (!at) return "none";
  if (REGISTRY.test(`${at.host}${at.pathname}`.toLowerCase())) return "registry";
  return at.pathname === "/" && !at.search ? "home" : "page";
}
