// People on the real server whose time the test moves, each in a window of their own.

import assert from "node:assert/strict";
import { shoot, violations } from "./open.mjs";
import { open } from "./real.mjs";

const HOUR_MS = 3_600_000;
const SECRET = "kettle-lantern-ninepins";
/** Moving time by weeks looks at the rooms some thousand times. */
const LONG_MS = 300_000;

/** A server without the demo, and windows that live by its clock. */
export async function openMoved() {
  const place = await open({ args: ["--test-clock", "--limit-factor", "100"] });
  const windows = [];
  return {
    place,
    /** Windows in this list see the server's time. */
    windows,
    /** Lets the server and all windows live so many hours. */
    async live(hours) {
      const answer = await fetch(`${place.url}/api/v1/test-clock`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ms: Math.round(hours * HOUR_MS) }),
        signal: AbortSignal.timeout(LONG_MS),
      });
      assert.equal(answer.status, 200);
      const { now } = await answer.json();
      for (const page of windows) {
        await page.clock.setFixedTime(new Date(now));
        await page.reload();
      }
    },
    async goTo(page, path) {
      await page.goto(`${place.url}${path}`);
      await page.locator("main h1").first().waitFor({ state: "attached" });
    },
    /** Somebody new, by the pages. */
    async join(alias, { path = "/sign-up", supporter = false } = {}) {
      const page = await place.window();
      await page.goto(`${place.url}${path}`);
      await page.locator('[data-field="alias"]').fill(alias);
      await page.locator('[data-field="password"]').fill(SECRET);
      if (supporter) await page.getByRole("checkbox").check();
      await page.locator("main form button[type=submit]").click();
      await page.getByRole("link", { name: "Find rooms" }).first().waitFor();
      windows.push(page);
      return page;
    },
  };
}

/** A request of the person whose window it is, as one of the pages would send it. */
export async function ask(page, method, path, body, type = "application/json") {
  const [status, answer] = await page.evaluate(
    async ([method, path, body, type]) => {
      const sent = body === undefined ? {} : { headers: { "content-type": type }, body: type === "application/json" ? JSON.stringify(body) : body };
      const answered = await fetch(`/api/v1${path}`, { method, ...sent });
      return [answered.status, await answered.text()];
    },
    [method, path, body, type],
  );
  assert.ok(status < 300, `${method} ${path}: ${status} ${answer}`);
  return answer ? JSON.parse(answer) : undefined;
}

export const sees = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor();

/** A calendar day, so many days from today. */
export const day = (days) => new Date(Date.now() + days * 24 * HOUR_MS).toISOString().slice(0, 10);

/** Stages are looked at in both sizes and both themes, and hinder nobody. */
export async function look(page, name) {
  for (const [width, height, colorScheme] of [[1280, 800, "light"], [360, 740, "dark"]]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await shoot(page, name);
    assert.deepEqual(await violations(page), [], `${name} at ${width} px`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${name} at ${width} px: nothing is wider than the screen, but this by ${wider} px`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
}
