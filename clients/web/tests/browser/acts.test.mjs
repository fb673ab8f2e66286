// What people do to messages, on the real server with its demo: two windows and a terminal see an edit, a reaction, a
// reply, a deletion and a mention, and a window that was cut off meanwhile is right after it comes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./open.mjs";
import { enter, gone, log, message, open, say, sees } from "./real.mjs";

let place;
before(async () => (place = await open()));
after(() => place?.close());

/** Opens the sheet of a message and presses what stands on it. */
async function act(page, text, button) {
  await message(page, text).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: button, exact: true }).click();
}

async function change(page, text, next) {
  await act(page, text, "Change it");
  await say(page, next);
}

async function takeBack(page, text) {
  await act(page, text, "Take it back");
  await page.getByRole("dialog").getByRole("button", { name: "Take it back", exact: true }).click();
  await gone(page, text);
}

/** The row of the Night Kitchen in the list at the side. */
const row = (page) => page.locator("a.rrow", { hasText: "Night Kitchen" });

/** No page here hinders anybody, in light and in dark. */
async function openToEverybody(...pages) {
  for (const page of pages) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], `${page.url()} in ${colorScheme}`);
    }
  }
}

test("an edit, a reaction, a reply and a deletion reach everybody", async () => {
  const birch = await place.persona("Quiet Birch");
  const heron = await place.persona("Heron");
  const terminal = await place.terminal("Paper Lantern");
  await say(birch, "The kettel is on.");
  await sees(heron, "The kettel is on.");

  await change(birch, "The kettel is on.", "The kettle is on.");
  await sees(heron, "The kettle is on.");
  await message(heron, "The kettle is on.").getByText("edited").waitFor();
  await gone(heron, "The kettel is on.");
  await terminal.until(/was changed:.*The kettle is on\./);

  await act(heron, "The kettle is on.", "Thank you");
  await message(birch, "The kettle is on.").getByRole("button", { name: "Thank you 1" }).waitFor();
  await terminal.until(/has a reaction:.*The kettle is on\..*Thank you 1/);
  await message(heron, "The kettle is on.").getByRole("button", { name: "Thank you 1" }).click();
  await message(birch, "The kettle is on.").getByRole("button", { name: "Thank you 1" }).waitFor({ state: "detached" });

  await act(heron, "The kettle is on.", "Reply");
  await say(heron, "A cup for me.");
  const answer = message(birch, "A cup for me.");
  await answer.getByRole("button", { name: "to You The kettle is on." }).waitFor();
  await terminal.until(/A cup for me\..*answers Quiet Birch: "The kettle is on\."/);

  await change(birch, "The kettle is on.", "The water is hot.");
  await message(heron, "A cup for me.").getByRole("button", { name: "to Quiet Birch The water is hot." }).waitFor();
  await openToEverybody(birch, heron);

  await takeBack(birch, "The water is hot.");
  await log(heron).getByText(/Quiet Birch took this message back/).waitFor();
  await gone(heron, "The water is hot.");
  await message(heron, "A cup for me.").getByText("a message that is gone").waitFor();
  assert.ok(!(await heron.content()).includes("The water is hot."));
  await terminal.until(/is gone:.*taken back by its author/);
  terminal.type("/quit");
  await Promise.all([birch, heron].map((page) => page.context().close()));
});

test("a mention and what is unread are counted until they are read, on every device of the person", async () => {
  const heron = await place.persona("Heron");
  const birch = await place.persona("Quiet Birch");
  const phone = await place.persona("Quiet Birch", { room: false });
  await row(phone).locator(".count").waitFor({ state: "detached" });
  await birch.getByRole("link", { name: "Settings" }).first().click();
  await birch.getByRole("heading", { name: "Where you are signed in" }).waitFor();

  await say(heron, "Somebody left a scarf here.");
  await say(heron, "@Quiet Birch is it yours?");
  for (const page of [birch, phone]) {
    await row(page).locator(".count", { hasText: "2" }).waitFor();
    await row(page).getByText("somebody wrote your name").waitFor({ state: "attached" });
  }
  await openToEverybody(birch, phone);

  await enter(birch);
  await sees(birch, "@Quiet Birch is it yours?");
  await log(birch).getByText(/^New/).first().waitFor();
  for (const page of [birch, phone]) await row(page).locator(".count").waitFor({ state: "detached" });
  await phone.reload();
  await row(phone).waitFor();
  assert.equal(await row(phone).locator(".count").count(), 0, "the marker is kept by the server");
  await Promise.all([birch, heron, phone].map((page) => page.context().close()));
});

test("what was changed and taken back while a window was cut off is right after it comes back", async () => {
  const wire = await place.wire();
  const heron = await place.persona("Heron");
  const birch = await place.persona("Quiet Birch", { base: wire.url });
  for (const text of ["I will stay until five.", "My street is Elm Street.", "Then I sleep."]) {
    await say(heron, text);
    await sees(birch, text);
  }
  wire.cut();
  await birch.getByText("Not known while offline").first().waitFor();
  await change(heron, "I will stay until five.", "I will stay until six.");
  await takeBack(heron, "My street is Elm Street.");
  await say(birch, "Written while cut off.");
  await sees(birch, "I will stay until five.");
  await openToEverybody(birch);

  wire.join();
  // As a browser tells of it; without, the page would wait out its pause.
  await birch.evaluate(() => dispatchEvent(new Event("online")));
  await sees(birch, "I will stay until six.");
  await sees(heron, "Written while cut off.");
  await gone(birch, "I will stay until five.");
  await gone(birch, "My street is Elm Street.");
  assert.ok(!(await birch.content()).includes("Elm Street"), "nothing of it is left in the page");
  const text = await log(birch).innerText();
  assert.equal(text.split("Written while cut off.").length, 2, "it stands there once");
  await Promise.all([birch, heron].map((page) => page.context().close()));
});
