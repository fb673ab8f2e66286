import { recall } from "./device.ts";

/** Where quick exit goes when no setting says otherwise. */
export const EXIT_URL = "https://www.weather.gov/";
const PRESSES = 3;
const WITHIN_MS = 1_500;
const LEFT_KEY = "left";

/** Only `https` addresses: nothing that runs as script. */
export function safeExit(url: string | undefined): string {
  try {
    return url && new URL(url).protocol === "https:" ? url : EXIT_URL;
  } catch {
    return EXIT_URL;
  }
}

/** Says of each press of Escape, given its instant, whether it is the third within 1.5 s. */
export function tripleEscape(): (now: number) => boolean {
  let presses: number[] = [];
  return (now) => {
    presses = [...presses.filter((at) => now - at <= WITHIN_MS), now];
    return presses.length >= PRESSES;
  };
}

/** Leaves at once: the page is emptied before the next one has begun to load, and Back does not bring it again. */
export function quickExit(): void {
  const url = safeExit(recall().exitUrl);
  document.title = "";
  document.documentElement.replaceChildren();
  try {
    sessionStorage.setItem(LEFT_KEY, url);
  } catch {
    // Without storage, Back shows the app's start; leaving itself does not depend on it.
  }
  location.replace(url);
}

/** After a quick exit, the Back key leads on again. Returns true when it does. */
function bounce(cameBack: boolean): boolean {
  const url = sessionStorage.getItem(LEFT_KEY);
  if (!url) return false;
  if (!cameBack) {
    sessionStorage.removeItem(LEFT_KEY);
    return false;
  }
  location.replace(safeExit(url));
  return true;
}

/** Listens for the triple Escape before anything else can take the key. Returns false when the page is being left. */
export function startExit(): boolean {
  const third = tripleEscape();
  addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && !event.repeat && third(event.timeStamp)) quickExit();
    },
    { capture: true },
  );
  addEventListener("pageshow", (event) => {
    if (event.persisted) bounce(true);
  });
  const [entry] = performance.getEntriesByType("navigation");
  try {
    return !bounce(entry instanceof PerformanceNavigationTiming && entry.type === "back_forward");
  } catch {
    return true;
  }
}
