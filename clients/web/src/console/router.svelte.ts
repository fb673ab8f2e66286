import { Addresses } from "../app/addresses.svelte.ts";
import { isConsole } from "../app/routes.ts";
import { parseRoute, type Route } from "./routes.ts";

/** Where the console is. Links to the rooms lead into the participants' app. */
export const router = new Addresses<Route>(parseRoute, isConsole);

export const navigate = router.navigate;
