// Two windows and a terminal in one room, on the real server with its demo: what one writes the others see, and
// a kill of the server in the middle loses, doubles and reorders nothing.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { browse, violations } from "./open.mjs";

const PATIENCE_MS = 30_000;
const SERVER = process.env.ALONGSIDE_BIN;
const CHAT = SERVER && join(dirname(SERVER), "alongside-chat");

let folder, server, url, browser, port = 0;

/** Starts a program and gives its output line by line to whoever waits for some. */
function run(program, args) {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  const waiting = new Set();
  const heard = (chunk) => {
    said += chunk;
    for (const look of waiting) look();
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  const until = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = said.match(pattern);
        if (!found) return;
        clearTimeout(end);
        waiting.delete(look);
        resolve(found);
      };
      const end = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${program} did not say ${pattern}. It said:\n${said}`));
      }, PATIENCE_MS);
      waiting.add(look);
      look();
    });
  return { child, until };
}

async function serve() {
  server = run(SERVER, ["serve", "--listen", `127.0.0.1:${port}`, "--data", folder, "--demo"]);
  [, url] = await server.until(/listening on (\S+)/);
  port = Number(new URL(url).port);
}

before(async () => {
  assert.ok(SERVER, "ALONGSIDE_BIN names the server to try; `make test` sets it");
  folder = mkdtempSync(join(tmpdir(), "alongside-together-"));
  await serve();
  browser = await browse();
});

after(async () => {
  await browser?.close();
  server?.child.kill("SIGKILL");
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function persona(alias) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.getByRole("button", { name: new RegExp(alias) }).first().click();
  await page.getByRole("link", { name: /Night Kitchen/ }).first().click();
  await page.getByText("fruit bowl").first().waitFor();
  return page;
}

async function say(page, text) {
  const box = page.getByRole("textbox").last();
  await box.fill(text);
  await box.press("Enter");
}

const sees = (page, text) => page.getByRole("log").getByText(text, { exact: true }).first().waitFor();

test("two windows and a terminal talk, also through a kill of the server", async () => {
  const birch = await persona("Quiet Birch");
  const heron = await persona("Heron");
  const reader = { alias: "Paper Lantern", password: "a lantern made of paper" };
  const signUp = await fetch(`${url}/api/v1/accounts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(reader),
  });
  assert.equal(signUp.status, 201);
  const password = join(folder, "password");
  writeFileSync(password, reader.password);
  const terminal = run(CHAT, ["--server", url, "--alias", reader.alias, "--password-file", password, "--room", "Night Kitchen", "--plain"]);
  await terminal.until(/Do you accept this/);
  terminal.child.stdin.write("yes\n");
  await terminal.until(/fruit bowl/);

  await say(birch, "From the first window.");
  await sees(heron, "From the first window.");
  await terminal.until(/From the first window\./);
  await say(heron, "From the second window.");
  await sees(birch, "From the second window.");
  await terminal.until(/From the second window\./);

  server.child.kill("SIGKILL");
  await say(birch, "Written while the server was gone.");
  await serve();
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
  terminal.child.stdin.write("From the terminal.\n");
  await sees(birch, "From the terminal.");
  terminal.child.stdin.write("/quit\n");
});
