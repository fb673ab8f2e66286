import type { Component } from "svelte";
import type { Route } from "../app/routes.ts";
import "../styles/pages.css";
import Accounts from "./Accounts.svelte";
import Find from "./Find.svelte";
import Forgot from "./Forgot.svelte";
import Guidelines from "./Guidelines.svelte";
import HelpPage from "./HelpPage.svelte";
import NewRoom from "./NewRoom.svelte";
import OneToOne from "./OneToOne.svelte";
import Reset from "./Reset.svelte";
import RoomPeople from "./RoomPeople.svelte";
import RoomSettings from "./RoomSettings.svelte";
import Settings from "./Settings.svelte";
import Setup from "./Setup.svelte";
import SignIn from "./SignIn.svelte";
import SignUp from "./SignUp.svelte";
import Welcome from "./Welcome.svelte";

/** Which component shows which route. Each may take the route as its one prop. */
export const PAGES: Partial<Record<Route["name"], Component<any>>> = {
  accounts: Accounts,
  find: Find,
  forgot: Forgot,
  guidelines: Guidelines,
  help: HelpPage,
  new_room: NewRoom,
  one_to_one: OneToOne,
  reset: Reset,
  room_people: RoomPeople,
  room_settings: RoomSettings,
  settings: Settings,
  setup: Setup,
  sign_in: SignIn,
  sign_up: SignUp,
  welcome: Welcome,
};
