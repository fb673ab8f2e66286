// The real server with its demo, windows onto it, the terminal program beside them, and a wire that can be cut.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { browse } from "./open.mjs";

export const PATIENCE_MS = 30_000;
const SERVER = process.env.ALONGSIDE_BIN;

/** Starts a program and gives its output to whoever waits for some. */
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
    /** A window of somebody's own. */
    async window() {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      return page;
    },
    kill: () => server.child.kill("SIGKILL"),
    async wire() {
      wires.push(await wire(port));
      return wires.at(-1);
    },
    /** One of the demo's people in a window of their own, in the Night Kitchen. */
    async persona(alias, { base = url, room = true } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto(base);
      await page.getByRole("button", { name: new RegExp(alias) }).first().click();
      await page.getByRole("link", { name: /Night Kitchen/ }).first().waitFor();
      if (room) await enter(page);
      return page;
    },
    /** Somebody new, who joins the Night Kitchen in the terminal. */
    async terminal(alias) {
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
      terminals.push(terminal);
      await terminal.until(/Do you accept this/);
      terminal.child.stdin.write("yes\n");
      await terminal.until(/fruit bowl/);
      return { until: terminal.until, type: (line) => terminal.child.stdin.write(`${line}\n`) };
    },
    async close() {
      await browser.close();
      for (const each of wires) each.close();
      for (const each of [...terminals, server]) each.child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
