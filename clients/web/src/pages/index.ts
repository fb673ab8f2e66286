import type { Component } from "svelte";
import type { Route } from "../app/routes.ts";
import HelpPage from "./HelpPage.svelte";

/** Which component shows which route. Each may take the route as its one prop. */
export const PAGES: Partial<Record<Route["name"], Component<any>>> = {
  help: HelpPage,
};
