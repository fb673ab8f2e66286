// One side of the conversation in README.md, with npm `ws`.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

const { PEER_URL: url, PEER_ROOM: room, PEER_ALIAS: alias, PEER_PASSWORD: password } = process.env;
const patienceMs = 20_000;

async function http(method, path, body, token) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body), signal });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

class Client {
  position = undefined;
  messages = new Map();
  verdict = undefined;
  raw = [];
  #token;
  #waiting = new Set();
  #answers = new Map();
  #nextId = 1;

  constructor(token) {
    this.#token = token;
  }

  async connect() {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/ws`, "alongside.v1");
    this.socket = socket;
    // After an abort `ws` says that the connection ended early, which is what we wanted.
    socket.on("error", (error) => (this.error = error));
    await once(socket, "open");
    assert.equal(socket.protocol, "alongside.v1");
    const first = new Promise((welcomed) => {
      let take = (text) => {
        take = (later) => this.#take(later);
        welcomed(JSON.parse(text));
      };
      socket.on("message", (data) => take(data.toString()));
    });
    const hello = { type: "hello", token: this.#token, client: "talk.mjs 1" };
    socket.send(JSON.stringify({ ...hello, resume: [{ stream: room, position: this.position }] }));
    const welcome = await first;
    assert.equal(welcome.type, "welcome", JSON.stringify(welcome));
    this.verdict = welcome.streams.find((verdict) => verdict.stream === room);
  }

  #take(text) {
    this.raw.push(text);
    const frame = JSON.parse(text);
    if (frame.type === "ping") this.socket.send(JSON.stringify({ type: "pong", ping: frame.ping }));
    if (frame.type === "ok" || frame.type === "error") this.#answers.get(frame.re)?.(frame);
    if (frame.type === "resync" && frame.stream === room) {
      this.position = frame.position;
      this.messages = new Map(frame.snapshot.messages.map((message) => [message.id, message]));
    }
    if (frame.type === "events" && frame.stream === room) this.#batch(frame);
    this.#waiting.forEach((look) => look());
  }

  #batch({ epoch, prev, to, events }) {
    assert.equal(epoch, this.position.epoch);
    assert.ok(prev <= this.position.seq, `a hole between ${this.position.seq} and ${prev}`);
    for (const event of events.filter((event) => event.seq > this.position.seq)) {
      if (event.kind.startsWith("message_")) this.messages.set(event.message.id, event.message);
      if (event.kind === "reaction_changed" && this.messages.has(event.message)) {
        this.messages.get(event.message).reactions = event.reactions;
      }
    }
    this.position = { epoch, seq: Math.max(this.position.seq, to) };
  }

  async ask(command) {
    const id = this.#nextId++;
    const frame = await new Promise((answered, failed) => {
      const late = setTimeout(() => failed(new Error(`no answer to ${JSON.stringify(command)}`)), patienceMs);
      this.#answers.set(id, (frame) => (clearTimeout(late), answered(frame)));
      this.socket.send(JSON.stringify({ id, ...command }));
    });
    this.#answers.delete(id);
    assert.equal(frame.type, "ok", JSON.stringify(frame));
    return frame;
  }

  post(body, more = {}) {
    return this.ask({ type: "send", room, client_id: randomUUID(), body, ...more });
  }

  // Waits for a message for which `wanted` is true.
  until(what, wanted) {
    return new Promise((found, failed) => {
      const look = () => {
        const message = [...this.messages.values()].find(wanted);
        if (!message) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        found(message);
      };
      const late = setTimeout(() => {
        failed(new Error(`never saw ${what}; has ${JSON.stringify([...this.messages.values()])}`));
      }, patienceMs);
      this.#waiting.add(look);
      look();
    });
  }

  untilBody(body) {
    return this.until(body, (message) => message.body === body);
  }
}

async function first(client, token) {
  const client_id = randomUUID();
  const asked = await client.post("Is anybody up?", { client_id });
  assert.equal(asked.duplicate, false);
  const reply = await client.untilBody("I am.");
  assert.equal(reply.reply_to.id, asked.message);

  const changed = await client.ask({ type: "edit", message: asked.message, body: "Is anybody up? (edited)" });
  assert.ok(changed.seq > asked.seq);
  await client.until("a reaction", ({ id, reactions }) => {
    return id === asked.message && reactions?.[0]?.reaction === "thank_you" && reactions[0].count === 1;
  });

  await client.post("Back in a moment.");
  const ended = once(client.socket, "close");
  client.socket.terminate();
  await ended;
  await comeBackWhenDone(client, token);

  const again = await client.post("Is anybody up?", { client_id });
  const { message, seq, at, state } = asked;
  assert.deepEqual({ ...again, re: 0 }, { type: "ok", result: "sent", message, seq, at, state, duplicate: true, re: 0 });
  await client.post("Good night.");
}

async function comeBackWhenDone(client, token) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const page = await http("GET", `/rooms/${room}/messages?limit=5`, undefined, token);
    if (page.messages.some((message) => message.body === "done")) break;
    assert.ok(Date.now() < end, "the other side was never done");
    await sleep(50);
  }
  const known = new Set(client.messages.keys());
  client.raw.length = 0;
  await client.connect();
  assert.equal(client.verdict.verdict, "replay", JSON.stringify(client.verdict));
  await client.untilBody("done");
  const all = [...client.messages.values()];
  const bodies = all.filter(({ id, state }) => !known.has(id) && state === "visible").map(({ body }) => body);
  assert.deepEqual(
    bodies.filter((body) => body !== "Back in a moment."),
    ["one", "two and a half", "four", "done"],
  );
  assert.deepEqual(all.filter(({ state }) => state === "deleted").map(({ body }) => body), [""]);
  const shown = client.raw.filter((text) => text.includes("secret"));
  assert.deepEqual(shown, [], "text came back after its deletion");
}

async function second(client) {
  const question = await client.untilBody("Is anybody up?");
  await client.post("I am.", { reply_to: question.id });
  const edited = await client.untilBody("Is anybody up? (edited)");
  assert.deepEqual([edited.id, edited.revision], [question.id, 2]);
  await client.ask({ type: "react", message: question.id, reaction: "thank_you", on: true });
  await client.untilBody("Back in a moment.");
  await client.post("one");
  const two = await client.post("two");
  const secret = await client.post("secret");
  await client.post("four");
  await client.ask({ type: "edit", message: two.message, body: "two and a half" });
  await client.ask({ type: "delete", message: secret.message });
  await client.post("done");
  await client.untilBody("Good night.");
}

const role = process.argv[2];
const { token } = await http("POST", "/sessions", { alias, password, token: true });
const { version } = await http("GET", `/rooms/${room}/guidelines`, undefined, token);
await http("POST", `/rooms/${room}/join`, { guidelines_version: version }, token);
const client = new Client(token);
await client.connect();
await { first, second }[role](client, token);
const closed = once(client.socket, "close");
client.socket.close(1000);
assert.equal((await closed)[0], 1000);
console.log(`talk.mjs as ${role}: the conversation went well`);
