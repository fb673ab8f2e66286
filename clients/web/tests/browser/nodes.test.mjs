// Two windows and a terminal on three nodes, as `make nodes DEMO=1` starts them: what is said on one is heard on all, while
// nodes are killed and stopped and while there is no Redis, and nothing is lost, doubled or reordered.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./open.mjs";
import { log, openNodes, say, sees } from "./real.mjs";

let place;
before(async () => (place = await openNodes()));
after(() => place?.close());

const ORDER = [];
/** `who` says it, and everybody has it. */
async function talk(who, text, { windows, terminal }) {
  ORDER.push(text);
  await say(who, text);
  for (const page of windows) await sees(page, text);
  if (terminal) await terminal.until(new RegExp(text.replaceAll(".", "\\.")));
}

/** How many frames each socket of this page has heard that was opened from here on. */
function sockets(page) {
  const heard = [];
  page.on("websocket", (socket) => {
    const place = heard.push(0) - 1;
    socket.on("framereceived", () => (heard[place] += 1));
  });
  return heard;
}

/** Those of our texts that stand in this window, in its order. */
async function said(page) {
  await page.setViewportSize({ width: 1280, height: 3_000 });
  await sees(page, ORDER[0]);
  return (await log(page).innerText()).split("\n").filter((text) => ORDER.includes(text));
}

test("three nodes are one place, also when one dies, one is stopped and Redis is away", async () => {
  // Through nginx to whatever node it picks; straight to the second; straight to the third.
  const birch = await place.persona("Quiet Birch");
  const heron = await place.persona("Heron", place.own[1]);
  const terminal = await place.terminal("Paper Lantern", place.own[2]);
  const all = { windows: [birch, heron], terminal };
  const herons = sockets(heron);

  await talk(birch, "Said through nginx.", all);
  await talk(heron, "Said on the second node.", all);

  place.type("kill 2");
  await talk(birch, "Said while the second node was dead.", { windows: [birch], terminal });
  ORDER.push("Written without a node.");
  await say(heron, "Written without a node.");
  place.type("start 2");
  await sees(heron, "Said while the second node was dead.");
  for (const page of all.windows) await sees(page, "Written without a node.");
  assert.ok(herons.length >= 1 && herons.at(-1) > 0, "the second window came back by a socket of its own");

  place.type("kill redis");
  await talk(heron, "Said without Redis.", all);
  await talk(birch, "And answered without it.", all);
  place.type("start redis");
  await talk(heron, "Said with Redis again.", all);

  // Gently, one after the other: wherever nginx had sent the first window, it is asked to go on elsewhere.
  for (const number of [1, 2, 3]) {
    place.type(`stop ${number}`);
    await talk(birch, `Said while node ${number} stopped.`, { windows: [birch] });
    place.type(`start ${number}`);
    await sees(heron, `Said while node ${number} stopped.`);
  }
  await talk(heron, "And here we all are.", all);

  const [first, second] = [await said(birch), await said(heron)];
  assert.deepEqual([...first].sort(), [...ORDER].sort(), "each once");
  assert.deepEqual(first, second, "in one order for both");
  for (const page of all.windows) assert.deepEqual(await violations(page), []);
});
