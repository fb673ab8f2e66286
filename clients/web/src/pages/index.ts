import type { Component } from "svelte";
import type { Route } from "../app/routes.ts";
import "../styles/pages.css";
import HelpPage from "./HelpPage.svelte";

type Page = { default: Component<any> };

/** Which component shows which route, fetched when it is first needed. Each may take the route as its one prop. */
export const PAGES: Partial<Record<Route["name"], () => Promise<Page>>> = {
  agreement: () => import("./Agreement.svelte"),
  agreement_version: () => import("./AgreementVersion.svelte"),
  contact: () => import("./Contact.svelte"),
  contact_receipt: () => import("./ContactReceipt.svelte"),
  find: () => import("./Find.svelte"),
  forgot: () => import("./Forgot.svelte"),
  guidelines: () => import("./Guidelines.svelte"),
  // With the app itself: whoever opens it waits for nothing more.
  help: () => Promise.resolve({ default: HelpPage }),
  keep: () => import("./Keep.svelte"),
  new_room: () => import("./NewRoom.svelte"),
  notifications: () => import("./Notifications.svelte"),
  one_to_one: () => import("./OneToOne.svelte"),
  reset: () => import("./Reset.svelte"),
  room: () => import("../room/RoomPage.svelte"),
  room_people: () => import("./RoomPeople.svelte"),
  room_settings: () => import("./RoomSettings.svelte"),
  rooms: () => import("../shell/RoomsPage.svelte"),
  settings: () => import("./Settings.svelte"),
  setup: () => import("./Setup.svelte"),
  sign_in: () => import("./SignIn.svelte"),
  sign_up: () => import("./SignUp.svelte"),
  stop_mail: () => import("./StopMail.svelte"),
  supporter: () => import("./Supporter.svelte"),
  welcome: () => import("./Welcome.svelte"),
};
