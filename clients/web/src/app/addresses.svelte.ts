/** Where an entry of this project is, among the addresses that are its own. */
export class Addresses<R> {
  #route = $state.raw<R>(undefined as R);
  #moves = $state(0);
  #arrivals = $state(0);
  #parse: (pathname: string, hash: string) => R;
  #owns: (pathname: string) => boolean;

  /** `owns`: whether a path belongs to this entry; other links are followed by the browser. */
  constructor(parse: (pathname: string, hash: string) => R, owns: (pathname: string) => boolean) {
    this.#parse = parse;
    this.#owns = owns;
    this.#route = parse("", "");
  }

  get route(): R {
    return this.#route;
  }

  /** Counts changes of page, so that each can bring focus to its heading. */
  get moves(): number {
    return this.#moves;
  }

  /** Counts arrivals at an address, also at another part of the same page. */
  get arrivals(): number {
    return this.#arrivals;
  }

  navigate = (path: string, options: { replace?: boolean } = {}): void => {
    if (options.replace) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    this.#arrive();
  };

  /** Starts following addresses. Returns what ends that. */
  start = (): (() => void) => {
    this.#route = this.#here();
    document.addEventListener("click", this.#onClick);
    addEventListener("popstate", this.#arrive);
    addEventListener("hashchange", this.#arrive);
    return () => {
      document.removeEventListener("click", this.#onClick);
      removeEventListener("popstate", this.#arrive);
      removeEventListener("hashchange", this.#arrive);
    };
  };

  #here(): R {
    return this.#parse(location.pathname, location.hash);
  }

  #arrive = (): void => {
    const next = this.#here();
    const samePage = JSON.stringify(next) === JSON.stringify(this.#route);
    this.#route = next;
    if (!samePage) this.#moves += 1;
    this.#arrivals += 1;
  };

  /** Plain links work without a special component: presses on them are caught here. */
  #onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (!this.#owns(link.pathname)) return;
    const sameDocument = link.pathname === location.pathname && link.hash !== "";
    if (sameDocument) return;
    event.preventDefault();
    this.navigate(link.pathname + link.search + link.hash);
  };
}
