// The real server with its demo, windows onto it, the terminal program beside them, and a wire that can be cut.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { browse } from "./open.mjs";

export const PATIENCE_MS = 30_000;
/** Postgres, Redis, three servers and nginx, one after the other. */
const NODES_START_MS = 180_000;
const SERVER = process.env.ALONGSIDE_BIN;

/** Starts a program and gives its output to whoever waits for some. */
function run(program, args, env = process.env) {
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  const waiting = new Set();
  const heard = (chunk) => {
    said += chunk;
    for (const look of waiting) look();
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  const until = (pattern, patience = PATIENCE_MS) =>
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
      }, patience);
      waiting.add(look);
      look();
    });
  return { child, until };
}

/** A real server, at a port of its own choice or `at` one, a browser, and what belongs to them. */
export async function open({ args = ["--demo"], at = 0 } = {}) {
  assert.ok(SERVER, "ALONGSIDE_BIN names the server to try; `make test` sets it");
  const folder = mkdtempSync(join(tmpdir(), "alongside-together-"));
  let server, url, port = at;
  async function serve() {
    server = run(SERVER, ["serve", "--listen", `127.0.0.1:${port}`, "--data", folder, ...args]);
    [, url] = await server.until(/listening on (\S+)/);
    port = Number(new URL(url).port);
  }
  await serve();
  const browser = await browse();
  const wires = [];
  const terminals = [];
  return {
    serve,
    get url() {
      return url;
    },
    /** What the server says when it starts, as a match. */
    told: (pattern) => server.until(pattern),
    window: () => openWindow(browser),
    kill: () => server.child.kill("SIGKILL"),
    async wire() {
      wires.push(await wire(port));
      return wires.at(-1);
    },
    persona: (alias, { base = url, room = true } = {}) => persona(browser, base, alias, room),
    async terminal(alias) {
      terminals.push(await startTerminal(url, folder, alias));
      return terminals.at(-1);
    },
    async close() {
      await browser.close();
      for (const each of wires) each.close();
      for (const each of [...terminals, server]) each.child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Three nodes, Postgres, Redis and nginx with the demo, as `make nodes DEMO=1` starts them. */
export async function openNodes() {
  assert.ok(SERVER, "ALONGSIDE_BIN names the server to try; `make test` sets it");
  const folder = mkdtempSync(join(tmpdir(), "alongside-nodes-"));
  const nodes = run(join(dirname(SERVER), "three-nodes"), [], { ...process.env, DEMO: "1" });
  // It ends its servers and stores itself; a kill would leave them behind.
  const ended = new Promise((done) => nodes.child.once("exit", done));
  const quit = () => {
    nodes.child.stdin.on("error", () => {});
    nodes.child.stdin.write("quit\n");
    return ended;
  };
  let url, browser;
  const own = [];
  try {
    [, url] = await nodes.until(/Open (\S+)\//, NODES_START_MS);
    for (const number of [1, 2, 3]) own.push((await nodes.until(new RegExp(`node ${number} +(\\S+)/ `)))[1]);
    browser = await browse();
  } catch (error) {
    await quit();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const terminals = [];
  return {
    /** Through nginx. */
    url,
    /** Each node's own. */
    own,
    persona: (alias, base = url) => persona(browser, base, alias, true),
    async terminal(alias, base) {
      terminals.push(await startTerminal(base, folder, alias));
      return terminals.at(-1);
    },
    /** Does what a line typed at it does. */
    type: (line) => nodes.child.stdin.write(`${line}\n`),
    async close() {
      await browser.close();
      for (const each of terminals) each.child.kill("SIGKILL");
      await quit();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A window of somebody's own. */
async function openWindow(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** One of the demo's people in a window of their own, in the Night Kitchen if `room`. */
async function persona(browser, base, alias, room) {
  const page = await openWindow(browser);
  await page.goto(base);
  await page.getByRole("button", { name: new RegExp(alias) }).first().click();
  await page.getByRole("link", { name: /Night Kitchen/ }).first().waitFor();
  if (room) await enter(page);
  return page;
}

/** Somebody new, who joins the Night Kitchen in the terminal. */
async function startTerminal(url, folder, alias) {
  const secret = "a lantern made of paper";
  const signUp = await fetch(`${url}/api/v1/accounts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ alias, password: secret }),
  });
  assert.equal(signUp.status, 201);
  const password = join(folder, "password");
  writeFileSync(password, secret);
  const chat = join(dirname(SERVER), "alongside-chat");
  const terminal = run(chat, ["--server", url, "--alias", alias, "--password-file", password, "--room", "Night Kitchen", "--plain"]);
  await terminal.until(/Do you accept this/);
  terminal.child.stdin.write("yes\n");
  await terminal.until(/fruit bowl/);
  return { ...terminal, type: (line) => terminal.child.stdin.write(`${line}\n`) };
}

/** A way to the server that can be cut and joined again. */
async function wire(port) {
  const sockets = new Set();
  let whole = true;
  const keep = (socket, other) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const listener = net.createServer((near) => {
    if (!whole) return near.destroy();
    const far = net.connect(port, "127.0.0.1");
    keep(near, far);
    keep(far, near);
    near.pipe(far).pipe(near);
  });
  await new Promise((done) => listener.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    join: () => (whole = true),
    close() {
      this.cut();
      listener.close();
    },
  };
}

/** Opens the Night Kitchen from the list at the side. */
export async function enter(page) {
  await page.getByRole("link", { name: /Night Kitchen/ }).first().click();
  await page.getByText("fruit bowl").first().waitFor();
}

export async function say(page, text) {
  const box = page.getByRole("textbox").last();
  await box.fill(text);
  await box.press("Enter");
}

export const log = (page) => page.getByRole("log");
export const message = (page, text) => log(page).locator(".msg").filter({ has: page.locator(".said").getByText(text, { exact: true }) });
export const sees = (page, text) => message(page, text).first().waitFor();
export const gone = (page, text) => log(page).getByText(text, { exact: true }).waitFor({ state: "detached" });
