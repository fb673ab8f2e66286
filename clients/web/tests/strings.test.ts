import { FluentBundle, FluentResource } from "@fluent/bundle";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REFUSAL_CODES } from "@alongside/connection";
import { describe, expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The participants' app has its texts in `strings`; the console has those and its own. */
const APP = ["strings"];
const CONSOLE = ["console/strings"];
const ftl = (folders: string[], language: string) => folders.flatMap((folder) => files(join(SRC, folder, language), /\.ftl$/));

/** Every id of a language with the variables that its text uses. */
function strings(language: string, folders = [...APP, ...CONSOLE]): Map<string, string[]> {
  const bundle = new FluentBundle(language, { useIsolating: false });
  const found = new Map<string, string[]>();
  for (const file of ftl(folders, language)) {
    const text = readFileSync(file, "utf8");
    const resource = new FluentResource(text);
    const written = [...text.matchAll(/^[a-z][a-z0-9-]*(?= =)/gm)].map((match) => match[0]);
    expect(resource.body.map((entry) => entry.id), `${file} parses whole`).toEqual(written);
    expect(bundle.addResource(resource), `${file} repeats no id`).toEqual([]);
    for (const entry of resource.body) found.set(entry.id, [...new Set(JSON.stringify(entry).match(/"type":"var","name":"\w+"/g))].sort());
  }
  return found;
}

const en = strings("en");
const es = strings("es");

/** `t("id"…)`, `label: "id"` and the like: every quoted word of the source that is an id. */
const sources = files(SRC, /\.(svelte|ts)$/).map((file) => ({ file, text: readFileSync(file, "utf8") }));
const ofConsole = (file: string) => file.startsWith(join(SRC, "console/"));
const source = sources.map(({ text }) => text).join("\n");
const calls = (text: string) => [...text.matchAll(/\bt\(\s*"([a-z][a-z0-9-]*)"/g)].map((match) => match[1]!);
const called = calls(source);
/** `t(`refusal-${…}`)`: the beginnings of ids that are put together. */
const beginnings = [...source.matchAll(/`([a-z][a-z0-9-]*-)\$\{/g)].map((match) => match[1]!);

describe("strings", () => {
  test("both languages have the same ids with the same variables", () => {
    expect([...es.keys()].sort()).toEqual([...en.keys()].sort());
    for (const [id, variables] of en) {
      // A Spanish sentence may leave the server's English words out.
      if (id !== "refusal-invalid") expect([id, es.get(id)]).toEqual([id, variables]);
    }
  });

  test("every id that the source asks for exists", () => {
    expect(called.length).toBeGreaterThan(40);
    expect(called.filter((id) => !en.has(id))).toEqual([]);
  });

  test("the app knows nothing of the console: neither its texts nor its code", () => {
    const app = sources.filter(({ file }) => !ofConsole(file));
    const own = strings("en", APP);
    for (const { file, text } of app) {
      expect([file, calls(text).filter((id) => !own.has(id))]).toEqual([file, []]);
      expect([file, text.match(/from "[^"]*\/console\//)]).toEqual([file, null]);
    }
  });

  test("every refusal code has its words", () => {
    const codes = [...REFUSAL_CODES, "offline", "closed"];
    expect(codes.filter((code) => !en.has(`refusal-${code.replaceAll("_", "-")}`))).toEqual([]);
  });

  test("no string is left over", () => {
    const quoted = new Set([...source.matchAll(/"([a-z][a-z0-9-]*)"/g)].map((match) => match[1]));
    const unused = [...en.keys()].filter(
      (id) => !quoted.has(id) && !beginnings.some((beginning) => id.startsWith(beginning)),
    );
    expect(unused).toEqual([]);
  });

  test("words that come with some pages are said by those alone", () => {
    const further = /^(contact|duty|notifications|supporter)\.ftl$/;
    const late = files(join(SRC, "strings/en"), further).flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^[a-z][a-z0-9-]*(?= =)/gm)].map(([id]) => id));
    expect(late.length).toBeGreaterThan(200);
    const theirs = /\/console\/|\/pages\/((contact|keep|notifications|settings|supporter)\/|(Agreement|AgreementVersion|Contact|ContactReceipt|Keep|Notifications|Settings|StopMail|Supporter)\.svelte$)/;
    const early = files(SRC, /\.(svelte|ts)$/).filter((file) => !theirs.test(file));
    const said = early.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\bt\(\s*"([a-z][a-z0-9-]*)"/g)].map(([, id]) => `${id} in ${file}`));
    expect(said.filter((each) => late.includes(each.split(" ")[0]!))).toEqual([]);
  });

  test("no exclamation marks, and none of the words that participants should not meet", () => {
    const said = (language: string) =>
      ftl([...APP, ...CONSOLE], language)
        .map((file) => readFileSync(file, "utf8").replace(/^#.*$/gm, ""))
        .join("\n");
    expect(said("en")).not.toMatch(/!|\busers?\b|\bsanction|\bvictim|suffers from|committed/i);
    expect(said("es")).not.toMatch(/[!¡]|\busuari|\bvíctima/i);
  });
});
