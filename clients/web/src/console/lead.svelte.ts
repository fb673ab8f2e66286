import { tick, untrack } from "svelte";
import { router } from "./router.svelte.ts";

/**
 * Opens the row that an address names after `#`, once for each arrival: what is fetched anew later moves nothing. Call in a
 * component.
 */
export function leadTo(known: () => boolean, open: (id: string) => void): void {
  let led = -1;
  $effect(() => {
    const arrival = router.arrivals;
    const wanted = location.hash.slice(1);
    if (!wanted || arrival === led || !known()) return;
    led = arrival;
    untrack(() => open(wanted));
    void tick().then(() => document.getElementById(wanted)?.scrollIntoView({ block: "center" }));
  });
}
