// Every page of the demo as each of its people meets it, on a real server: nothing is in anybody's way. SHOTS=folder keeps
// what each looks like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, shoot, violations } from "./open.mjs";
import { open } from "./real.mjs";

let place;
before(async () => (place = await open({ args: ["--demo", "--test-clock", "--limit-factor", "100"] })));
after(() => place?.close());

const ids = (page) =>
  page.evaluate(async () => {
    const { rooms } = await (await fetch("/api/v1/rooms")).json();
    return Object.fromEntries(rooms.map((room) => [room.name, room.id]));
  });

/** Opens each page in every width and theme. */
async function walk(page, who, paths) {
  const faults = [];
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  for (const [name, path, lead] of paths) {
    await page.goto(`${place.url}${path}`);
    await page.locator("main h1").first().waitFor({ state: "attached" });
    await page.waitForLoadState("networkidle");
    await lead?.(page);
    for (const [width, dark] of LOOKS) {
      await page.setViewportSize({ width, height: 740 });
      await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
      await shoot(page, `demo-${who}-${name}`);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      for (const fault of [...(await violations(page)), ...errors.splice(0), ...(wider > 0 ? [`wider by ${wider} px`] : [])]) faults.push(`${name} at ${width} px: ${fault}`);
    }
  }
  assert.deepEqual(faults, []);
}

const ROOMS = (rooms) => [
  ["find", "/find"],
  ["rooms", "/rooms"],
  ["room", `/rooms/${rooms["Night Kitchen"]}`],
  ["guidelines", `/rooms/${rooms["Night Kitchen"]}/guidelines`],
  ["people", `/rooms/${rooms["Night Kitchen"]}/people`],
  ["resting", `/rooms/${rooms["The Long Repair"]}`],
  ["one-to-one", "/one-to-one"],
];
const OWN = [
  ["notifications", "/notifications"],
  ["settings", "/settings"],
  ["contact", "/contact"],
  ["help", "/help"],
];

test("as somebody who comes to read and write", async () => {
  const page = await place.persona("Quiet Birch", { room: false });
  await walk(page, "birch", [...ROOMS(await ids(page)), ...OWN, ["supporter", "/supporter"], ["agreement", "/agreement"]]);
});

test("as somebody who keeps rooms", async () => {
  const page = await place.persona("Heron", { room: false });
  const rooms = await ids(page);
  const kitchen = `/rooms/${rooms["Night Kitchen"]}`;
  await walk(page, "heron", [
    ["keep", "/keep"],
    ["planning", "/keep", (page) => page.getByRole("button", { name: "Plan leave" }).click()],
    ["room", kitchen],
    ["room-settings", `${kitchen}/settings`],
    ["people", `${kitchen}/people`],
    ["new-room", "/rooms/new"],
    ["supporter", "/supporter"],
    ["agreement", "/agreement"],
    ...OWN,
  ]);
});

test("in Spanish", async () => {
  const page = await place.window();
  await page.goto(place.url);
  await page.getByRole("button", { name: /Hoja Suelta/ }).first().click();
  await page.locator(".side").getByRole("link", { name: "Buscar salas" }).waitFor();
  await walk(page, "hoja", [["find", "/find"], ["rooms", "/rooms"], ...OWN, ["supporter", "/supporter"], ["agreement", "/agreement"]]);
});

test("as staff, at the console", async () => {
  const [, setup] = await place.told(/staff account, once: http:\/\/[^/]+(\/setup\S+)/);
  const page = await place.window();
  await page.goto(`${place.url}${setup}`);
  await page.locator('[data-field="alias"]').fill("Harbour Wren");
  await page.locator('[data-field="password"]').fill("kettle-lantern-ninepins");
  await page.locator("main form button[type=submit]").click();
  await page.getByRole("link", { name: "Find rooms" }).first().waitFor();
  await walk(page, "staff", [
    ["now", "/console"],
    ["duty", "/console/duty"],
    ["table", "/console/duty", (page) => page.getByRole("button", { name: "Show as table" }).click()],
    ["room", "/console/duty", (page) => page.locator(".q-press").first().click()],
    ["supporters", "/console/supporters"],
    ["contact", "/console/contact"],
    ["links", "/console/contact/links"],
    ["agreement", "/console/texts/agreement"],
    ["draft", "/console/texts/agreement", (page) => page.getByRole("button", { name: /^Write version/ }).click()],
    ["issuers", "/console/texts/issuers"],
    ["issuer", "/console/texts/issuers", (page) => page.locator(".q-press").first().click()],
    ["accounts", "/console/accounts"],
    ["more", "/console/more"],
    ["find", "/find"],
    ["keep", "/keep"],
  ]);
});
