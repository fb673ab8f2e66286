import { Addresses } from "./addresses.svelte.ts";
import { isConsole, parseRoute, type Route } from "./routes.ts";

/** Where the app is. */
export const router = new Addresses<Route>(parseRoute, (path) => !isConsole(path));

export const navigate = router.navigate;

/** Starts following addresses. Returns what ends that. */
export const startRouter = router.start;
