// Reads the generated documents with tools that nobody here wrote: the AsyncAPI parser, and Ajv for
// JSON Schema. Run: npm ci --prefix protocol/check && node --test protocol/check/

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const golden = (folder) =>
  readdirSync(new URL(`../golden/${folder}/`, import.meta.url)).map((name) => ({
    name: `${folder}/${name}`,
    kind: name.replace(/\.json$/, "").split("-")[0],
    value: JSON.parse(read(`golden/${folder}/${name}`)),
  }));

const faults = async (text) => {
  const { document, diagnostics } = await new Parser().parse(text);
  const worse = diagnostics.filter((found) => found.severity <= DiagnosticSeverity.Warning);
  return { document, told: worse.map((found) => `${found.path.join(".")}: ${found.message}`) };
};

test("the AsyncAPI parser finds no error and no warning", async () => {
  const { document, told } = await faults(read("generated/asyncapi.json"));
  assert.deepEqual(told, []);
  const operations = document.operations().all();
  const count = (action) => operations.filter((operation) => operation.action() === action).length;
  const frames = (side) => new Set(golden(side).map((frame) => frame.kind)).size;
  assert.equal(count("receive"), frames("client"));
  assert.equal(count("send"), frames("server"));
});

test("the AsyncAPI parser would tell of a broken reference and of a wrong word", async () => {
  const whole = read("generated/asyncapi.json");
  for (const [right, wrong] of [
    ['"#/components/schemas/client.hello"', '"#/components/schemas/nowhere"'],
    ['"action": "receive"', '"action": "listen"'],
  ]) {
    assert.ok(whole.includes(right));
    assert.notDeepEqual((await faults(whole.replace(right, wrong))).told, [], wrong);
  }
});

const ajv = new Ajv({ strict: true, allErrors: true });
addFormats(ajv);
ajv.addSchema(JSON.parse(read("generated/schema.json")), "alongside");
const validator = (name) => {
  const validate = ajv.getSchema(`alongside#/definitions/${name}`);
  assert.ok(validate, `the schema has no ${name}`);
  return validate;
};
const expectations = [
  ...["client", "server"].flatMap((side) => golden(side).map((frame) => ({ ...frame, type: `${side}.${frame.kind}` }))),
  ...golden("events").map((event) => ({ ...event, type: "Event" })),
  ...golden("refusals").map((refusal) => ({ ...refusal, type: "Refusal" })),
];

test("every golden frame is valid by the JSON Schema", () => {
  for (const { name, type, value } of expectations) {
    const validate = validator(type);
    assert.ok(validate(value), `${name}: ${ajv.errorsText(validate.errors)}`);
  }
});

test("the JSON Schema refuses a frame whose tag is missing, and numbers past 2^53", () => {
  for (const { name, type, value } of expectations) {
    const tag = { client: "type", server: "type", events: "kind", refusals: "code" }[name.split("/")[0]];
    const { [tag]: _, ...rest } = value;
    assert.equal(validator(type)(rest), false, name);
  }
  const pong = { type: "pong", ping: 2 ** 53 };
  assert.equal(validator("client.pong")(pong), false);
});
