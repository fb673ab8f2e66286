// Two windows and a terminal in one room, on the real server with its demo: what one writes the others see, and
// a kill of the server in the middle loses, doubles and reorders nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./open.mjs";
import { open, say, sees } from "./real.mjs";

let place;
before(async () => (place = await open()));
after(() => place?.close());

test("two windows and a terminal talk, also through a kill of the server", async () => {
  const birch = await place.persona("Quiet Birch");
  const heron = await place.persona("Heron");
  const terminal = await place.terminal("Paper Lantern");

  await say(birch, "From the first window.");
  await sees(heron, "From the first window.");
  await terminal.until(/From the first window\./);
  await say(heron, "From the second window.");
  await sees(birch, "From the second window.");
  await terminal.until(/From the second window\./);

  place.kill();
  await say(birch, "Written while the server was gone.");
  await place.serve();
  await sees(heron, "Written while the server was gone.");
  await terminal.until(/Written while the server was gone\./);
  for (const page of [birch, heron]) {
    const log = await page.getByRole("log").innerText();
    const order = ["From the first window.", "From the second window.", "Written while the server was gone."];
    const places = order.map((text) => log.indexOf(text));
    assert.deepEqual(places, [...places].sort((a, b) => a - b));
    for (const text of order) assert.equal(log.split(text).length, 2, `${text} stands there once`);
    assert.deepEqual(await violations(page), []);
  }
  terminal.type("From the terminal.");
  await sees(birch, "From the terminal.");
  terminal.type("/quit");
});
