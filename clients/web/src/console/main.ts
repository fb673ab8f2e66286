import { mount } from "svelte";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/controls.css";
import "../styles/shell.css";
import "../styles/lists.css";
import "../styles/forms.css";
import "../styles/dialog.css";
import "../styles/pages.css";
import "./styles/console.css";
import "./styles/queue.css";
import "./styles/pages.css";
import { loadCrisis } from "../app/crisis.svelte.ts";
import { startExit } from "../app/exit.ts";
import { startLayers } from "../app/layers.ts";
import { lookOfDevice } from "../app/look.svelte.ts";
import { startSession } from "../app/session.svelte.ts";
import { addTexts } from "../app/strings.svelte.ts";
import "../app/further_strings.ts";
import Console from "./Console.svelte";
import { densityOfDevice } from "./density.svelte.ts";
import { router } from "./router.svelte.ts";

function start(): void {
  const root = document.getElementById("console");
  if (!root) throw new Error("console.html has no #console");
  addTexts(import.meta.glob<string>("./strings/*/*.ftl", { eager: true, query: "?raw", import: "default" }));
  lookOfDevice();
  densityOfDevice();
  startLayers();
  router.start();
  mount(Console, { target: root });
  void startSession();
  void loadCrisis();
}

// False when somebody came back by the Back key after a quick exit: then the page is already being left.
if (startExit()) start();
