import { addTexts } from "./strings.svelte.ts";

/** What only some pages say, so that the first one waits for less. `pages.svelte.ts` fetches it with those. */
addTexts(
  import.meta.glob<string>("../strings/*/{contact,duty,notifications,supporter}.ftl", { eager: true, query: "?raw", import: "default" }),
);
