// A supporter's life on the real server, with a clock that the test moves: apply, be verified, agree, open a room, fall
// silent, be reminded, warned, closed, and open it again. SHOTS=folder keeps what each stage looks like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, day, look as lookAt, openMoved, sees } from "./lives.mjs";
import { message, say } from "./real.mjs";

let place, live, goTo, join;
before(async () => ({ place, live, goTo, join } = await openMoved()));
after(() => place?.close());

const look = (page, name) => lookAt(page, `life-${name}`);

let staff, wren, birch, room;

test("somebody applies, is verified, and agrees", async () => {
  const [, setup] = await place.told(/staff account, once: http:\/\/[^/]+(\/setup\S+)/);
  staff = await join("Slow River", { path: setup });
  wren = await join("Wren");
  birch = await join("Quiet Birch");

  await goTo(wren, "/supporter");
  await look(wren, "apply");
  await wren.getByRole("button", { name: "Begin" }).click();
  await wren.getByLabel("Issuer").selectOption({ label: "Oregon" });
  await wren.locator('[data-field="number"]').fill("PSS-20417");
  await wren.locator('[data-field="issued_on"]').fill(day(-100));
  await wren.locator('[data-field="expires_on"]').fill(day(500));
  await wren.locator('input[type="file"]').setInputFiles({ name: "not a picture.png", mimeType: "image/png", buffer: Buffer.from("hello") });
  await sees(wren, "This file cannot be read");
  await look(wren, "refused-file");
  await wren.locator('input[type="file"]').setInputFiles({ name: "certificate.pdf", mimeType: "application/pdf", buffer: PDF });
  await wren.getByRole("link", { name: "certificate.pdf" }).waitFor();
  await look(wren, "filled-in");
  await wren.getByRole("button", { name: "Hand it in" }).click();
  await sees(wren, /^in review$/);
  await look(wren, "in-review");

  const { items } = await ask(staff, "GET", "/certification/queue");
  const { id, version } = items[0].certificate;
  await ask(staff, "POST", `/certificates/${id}/decide`, { version, decision: "verify" });
  await sees(wren, /^verified$/);
  await sees(wren, "One step is left: the agreement.");
  await wren.getByRole("link", { name: "Read the agreement" }).first().click();
  await sees(wren, "What peer supporters agree on");
  await look(wren, "agreement");
  await wren.getByRole("button", { name: /^Accept version/ }).click();
  await sees(wren, "You keep no room yet.");
});

test("a room is opened, kept, and left in silence", async () => {
  await goTo(wren, "/rooms/new");
  await wren.locator('[data-field="name"]').fill("Night Kitchen");
  await wren.locator('[data-field="description"]').fill("For people who are awake when others sleep.");
  await wren.getByRole("button", { name: "Open the room" }).click();
  await wren.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
  room = new URL(wren.url()).pathname;
  await say(wren, "The kettle is on.");
  await message(wren, "The kettle is on.").waitFor();
  await sees(wren, /4[78] h left/);

  await goTo(birch, `${room}/guidelines`);
  await birch.getByRole("button", { name: "Join the room" }).click();
  await sees(birch, "The kettle is on.");
  await birch.getByText(/State certificate|National certificate/).first().waitFor();

  await goTo(wren, "/keep");
  await sees(wren, "Your room is fine.");
  await live(24.1);
  await sees(wren, "Night Kitchen is due");
  await wren.getByRole("link", { name: /Notifications \d/ }).first().waitFor();
  await look(wren, "reminded");

  await live(24);
  await sees(wren, "Night Kitchen needs a post from you.");
  await sees(wren, "Formal warning");
  await look(wren, "warned");
  await goTo(wren, "/notifications");
  await sees(wren, /^Formal warning: too long without a post in Night Kitchen/);
  await look(wren, "told");

  await goTo(wren, "/keep");
  await live(48);
  await sees(wren, "Night Kitchen is past its time.");
  await look(wren, "overdue");
  await live(17.2 * 24);
  await sees(wren, "unless somebody writes");
  await look(wren, "closing");
});

test("the room is closed, says why, and opens again", async () => {
  await goTo(birch, room);
  await live(9.2 * 24);
  await sees(birch, "You did nothing wrong");
  await look(birch, "closed");
  await sees(wren, "Night Kitchen is closed.");
  await look(wren, "closed-keeper");

  await wren.getByRole("button", { name: "Open it again" }).click();
  await sees(wren, "Open Night Kitchen again?");
  await look(wren, "reopening");
  await wren.getByRole("button", { name: "Accept the duty and open it" }).click();
  await sees(wren, "Your room is fine.");
  await look(wren, "reopened");
  await birch.getByRole("textbox").last().waitFor();
  await say(birch, "I am glad that you are back.");
  await goTo(wren, room);
  await message(wren, "I am glad that you are back.").waitFor();
});

/** The smallest document that is one. */
const PDF = Buffer.from(
  [
    "%PDF-1.4",
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj",
    "trailer<</Root 1 0 R>>",
    "%%EOF",
    "",
  ].join("\n"),
);
