import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KITCHEN, shoot, start, violations } from "./open.mjs";

/** A one-to-one talk. */
const TALK = "/rooms/0198a5f0-0000-7000-8000-000000000105";

let app;
before(async () => (app = await start()));
after(() => app?.stop());

/** Each state, with what must be seen in it. */
const STATES = [
  ["the room", KITCHEN, "", "Kettle is on"],
  ["marks and tombstones", KITCHEN, "marks,held", "took this message back"],
  ["looking in", KITCHEN, "stranger", "You are looking in."],
  ["offline", KITCHEN, "offline", "Not known while offline"],
  ["refused", KITCHEN, "refused", "One message was not sent."],
  ["resting", KITCHEN, "readonly", "This room is resting."],
  ["closed", KITCHEN, "closed", "You did nothing wrong"],
  ["closed though nobody could be reached", KITCHEN, "unreached", "could not be reached"],
  ["a dormant talk", TALK, "dormant", "It has been quiet here for a while."],
  ["a dormant talk among others", "/one-to-one", "dormant", "Quiet for a while"],
  ["resting while its moderators are away", KITCHEN, "leave", "This room rests until"],
  ["without a moderator", KITCHEN, "vacant", "Nobody keeps this room just now."],
  ["a moderator is expected", KITCHEN, "expected", "Expected"],
  ["for its moderator", KITCHEN, "keeper", "Next post by"],
  ["new guidelines", KITCHEN, "newrules", "The guidelines have changed."],
  ["slow", KITCHEN, "slow", "This room goes slowly."],
  ["empty", KITCHEN, "empty", "Night Kitchen is quiet so far"],
  ["a group from outside", KITCHEN, "group", "Ask to join"],
  ["muted words and people", KITCHEN, "words,mutedperson", "by somebody you muted"],
  ["in Spanish", KITCHEN, "es,typing", "está escribiendo"],
  ["the list of rooms", "/rooms", "", "Quiet Mornings"],
  ["help", "/help", "out", "Numbers checked on 2 March"],
  ["nowhere", "/nowhere", "", "There is no page here"],
];

/** Both widths and both themes, every state in one pair and in the other; the first three in all. */
const LOOKS = [
  [1280, false, STATES],
  [360, true, STATES],
  [1280, true, STATES.slice(0, 3)],
  [360, false, STATES.slice(0, 3)],
];

for (const [width, dark, states] of LOOKS) {
  test(`nothing stands in anybody's way: ${width} px, ${dark ? "dark" : "light"}`, async () => {
    for (const [name, path, flags, seen] of states) {
      const page = await app.open(path, { flags, dark, width, height: 740 });
      await page.getByText(seen).filter({ visible: true }).first().waitFor();
      await shoot(page, `state-${name}`);
      assert.deepEqual(await violations(page), [], name);
      assert.deepEqual(page.errors, [], name);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${name}: nothing is wider than the screen, but this by ${wider} px`);
      await page.close();
    }
  });
}

test("dialogs, too, at both sizes", async () => {
  for (const width of [1280, 360]) {
    const page = await app.open(KITCHEN, { width, height: 740 });
    await page.locator(".bar .btn.care").click();
    assert.deepEqual(await violations(page), [], "help");
    await page.keyboard.press("Escape");
    await page.locator("[data-message]").last().focus();
    await page.locator(".msg").nth(-2).focus();
    await page.keyboard.press("Enter");
    await page.locator(".dialog").waitFor();
    assert.deepEqual(await violations(page), [], "a message");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    assert.deepEqual(await violations(page), [], "go to");
    assert.deepEqual(page.errors, []);
    await page.close();
  }
});
