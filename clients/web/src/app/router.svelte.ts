import { parseRoute, type Route } from "./routes.ts";

const here = () => parseRoute(location.pathname, location.hash);

let current = $state.raw<Route>({ name: "unknown" });
let moves = $state(0);

/** Where the app is. `moves` counts changes of page, so that each can bring focus to its heading. */
export const router = {
  get route(): Route {
    return current;
  },
  get moves(): number {
    return moves;
  },
};

function arrive(): void {
  const next = here();
  const samePage = JSON.stringify(next) === JSON.stringify(current);
  current = next;
  if (!samePage) moves += 1;
}

export function navigate(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  arrive();
}

/** Plain links work without a special component: presses on them are caught here. */
function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  // An entry of its own: the browser loads it.
  if (/^\/console(\/|$)/.test(link.pathname)) return;
  const sameDocument = link.pathname === location.pathname && link.hash !== "";
  if (sameDocument) return;
  event.preventDefault();
  navigate(link.pathname + link.search + link.hash);
}

/** Starts following addresses. Returns what ends that. */
export function startRouter(): () => void {
  current = here();
  document.addEventListener("click", onClick);
  addEventListener("popstate", arrive);
  addEventListener("hashchange", arrive);
  return () => {
    document.removeEventListener("click", onClick);
    removeEventListener("popstate", arrive);
    removeEventListener("hashchange", arrive);
  };
}
