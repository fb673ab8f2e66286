import { describe, expect, it } from "vitest";
import { ANSWER_MS, COMMAND_MS, Commands } from "../src/commands.js";
import type { Outcome } from "../src/commands.js";
import type { ClientFrame, Command } from "../src/generated/protocol.js";

function setup() {
  const out: ClientFrame[] = [];
  const link = { up: true };
  const commands = new Commands((frame) => link.up && out.push(frame) > 0);
  const outcomes: string[] = [];
  const ask = (command: Command, repeat = true, now = 0) => {
    const done = (outcome: Outcome) => outcomes.push(`${command.type} ${outcome.kind}`);
    commands.request(command, { repeat, now, done });
  };
  return { out, link, commands, outcomes, ask };
}

const ok: Outcome = { kind: "ok", result: { result: "done" } };
const edit = (message: string, body: string): Command => ({ type: "edit", message, body });

describe("commands", () => {
  it("of one message go one after another, others at once", () => {
    const { out, commands, ask } = setup();
    ask(edit("m1", "a"));
    ask({ type: "delete", message: "m1" });
    ask(edit("m2", "b"));
    expect(out.map((frame) => frame.id)).toEqual([1, 3]);
    commands.tick(ANSWER_MS); // Nobody answered: again, in the same order.
    expect(out.map((frame) => frame.id)).toEqual([1, 3, 1, 3]);
    commands.answered(1, ok, ANSWER_MS);
    expect(out.at(-1)).toMatchObject({ id: 2, type: "delete" });
  });

  it("are repeated over a new connection until they are too old", () => {
    const { out, link, commands, outcomes, ask } = setup();
    ask({ type: "delete", message: "m1" });
    link.up = false;
    commands.disconnected();
    commands.tick(COMMAND_MS - 1);
    expect(outcomes).toEqual([]);
    link.up = true;
    commands.connected(COMMAND_MS - 1);
    expect(out).toHaveLength(2);
    commands.tick(COMMAND_MS);
    expect(outcomes).toEqual(["delete lost"]);
    commands.answered(1, ok, COMMAND_MS);
    expect(outcomes).toHaveLength(1);
  });

  it("end with their connection when they belong to it", () => {
    const { link, commands, outcomes, ask } = setup();
    ask({ type: "typing", room: "r1" }, false);
    commands.disconnected();
    link.up = false;
    ask({ type: "typing", room: "r1" }, false);
    expect(outcomes).toEqual(["typing lost", "typing lost"]);
    expect(commands.nextTick()).toBe(null);
  });

  it("are at most 64 at once; the rest follows the answers", () => {
    const { out, commands, ask } = setup();
    for (let count = 0; count < 70; count += 1) ask(edit(`m${count}`, "x"));
    expect(out).toHaveLength(64);
    commands.answered(1, ok, 0);
    commands.answered(2, ok, 0);
    expect(out).toHaveLength(66);
  });

  it("that are told to come again now do so three times at most", () => {
    const { out, commands, outcomes, ask } = setup();
    ask(edit("m1", "x"));
    const now: Outcome = { kind: "refused", refusal: { code: "fault", message: "", retry: "now" } };
    for (let count = 0; count < 5; count += 1) commands.answered(1, now, 0);
    expect(out).toHaveLength(4);
    expect(outcomes).toEqual(["edit refused"]);
  });
});
