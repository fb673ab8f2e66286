import { mount } from "svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/lists.css";
import "./styles/forms.css";
import "./styles/dialog.css";
import "./styles/room.css";
import App from "./App.svelte";
import { loadCrisis } from "./app/crisis.svelte.ts";
import { startExit } from "./app/exit.ts";
import { startLayers } from "./app/layers.ts";
import { lookOfDevice } from "./app/look.svelte.ts";
import { startRouter } from "./app/router.svelte.ts";
import { startSession } from "./app/session.svelte.ts";

function start(): void {
  const root = document.getElementById("app");
  if (!root) throw new Error("index.html has no #app");
  lookOfDevice();
  startLayers();
  startRouter();
  mount(App, { target: root });
  void startSession();
  void loadCrisis();
}

// False when somebody came back by the Back key after a quick exit: then the page is already being left.
if (startExit()) start();
