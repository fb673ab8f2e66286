import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const KITCHEN = "/rooms/0198a5f0-0000-7000-8000-000000000100";

/** A browser that asks nobody outside. */
export function browse() {
  if (!existsSync(CHROMIUM)) throw new Error(`No browser at ${CHROMIUM}. Run: apt-get install chromium (or set CHROMIUM)`);
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

/** A browser whose person has set the size of text, in pixels; 16 is usual. */
async function browseLarge(profile, size) {
  const preferences = { webkit: { webprefs: { default_font_size: size } } };
  mkdirSync(join(profile, "Default"));
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  return chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: QUIET, reducedMotion: "reduce" });
}

/** The app over the made-up connection, and a browser to look at it with. */
export async function start({ textSize } = {}) {
  const configFile = fileURLToPath(new URL("../mock/vite.config.ts", import.meta.url));
  const outDir = mkdtempSync(join(tmpdir(), "alongside-mock-"));
  await build({ configFile, logLevel: "error", build: { outDir, emptyOutDir: true, minify: false } });
  const server = await preview({ configFile, logLevel: "error", build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
  const profile = textSize ? mkdtempSync(join(tmpdir(), "alongside-profile-")) : undefined;
  const browser = profile ? await browseLarge(profile, textSize) : await browse();
  const base = `http://127.0.0.1:${server.httpServer.address().port}`;
  return {
    /** A page in a state of the mock (`flags`), without any error in it. */
    async open(path, { flags = "", width = 1280, height = 800, dark = false, phone = width < 500 } = {}) {
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        reducedMotion: "reduce",
        hasTouch: phone,
        isMobile: phone,
      });
      await page.setViewportSize({ width, height });
      page.errors = [];
      page.on("pageerror", (error) => page.errors.push(error.message));
      const [where, part] = path.split("#");
      await page.goto(`${base}${where}?mock=${flags}${part ? `#${part}` : ""}`);
      await page.locator("main h1").first().waitFor({ state: "attached" });
      return page;
    },
    async stop() {
      await browser.close();
      await server.close();
      for (const folder of [outDir, profile]) if (folder) rmSync(folder, { recursive: true });
    },
  };
}

/** SHOTS=folder keeps pictures of all that the tests look at. */
const SHOTS = process.env.SHOTS;
/** Taller ones are cut, in pixels. */
const TALLEST = 4_000;

/** Widths and themes in which every state is looked at; LOOKS=all for the other two as well. */
export const LOOKS = [
  [1280, false],
  [360, true],
  ...(process.env.LOOKS === "all" ? [[1280, true], [390, false]] : []),
];

/** Keeps a picture of the whole page, when somebody asked for pictures. */
export async function shoot(page, name) {
  if (!SHOTS) return;
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(whole, height), TALLEST) });
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name.replace(/\W+/g, "-")}-${width}${dark ? "d" : "l"}.png`) });
  await page.setViewportSize({ width, height });
}

/** What axe-core finds, a line each. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
