import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KITCHEN, start } from "./open.mjs";

/** Pixels of one turn of the wheel. */
const STEP = 200;
let app;
before(async () => (app = await start()));
after(() => app?.stop());

/** Waits until the list is at its end (`true`) or well above it, and stays so for a few frames. */
const rests = (page, atEnd) =>
  page.waitForFunction(async (wanted) => {
    for (let frame = 0; frame < 5; frame += 1) {
      await new Promise(requestAnimationFrame);
      const log = document.querySelector(".log");
      const left = log.scrollHeight - log.scrollTop - log.clientHeight;
      if (wanted ? left > 2 : left < 300) return false;
    }
    return true;
  }, atEnd);

/** A room that has settled at its newest message, with the first older page above it. */
async function settled(options) {
  const page = await app.open(KITCHEN, options);
  await page.getByText("I have a pen.").first().waitFor();
  await page.waitForFunction(() => globalThis.mockRoom.current.messages.length > 50);
  await rests(page, true);
  return page;
}

const hear = (page, body) => page.evaluate((text) => globalThis.mockRoom.hear(text), body);
const said = (page) => page.locator("[data-live=polite] p").allTextContents();
const left = (page) => page.evaluate(() => {
  const log = document.querySelector(".log");
  return log.scrollHeight - log.scrollTop - log.clientHeight;
});

test("history grows at the top and nothing jumps", async () => {
  const page = await settled();
  await page.mouse.move(640, 400);
  const loaded = () => page.evaluate(() => globalThis.mockRoom.current.messages.length);
  const place = (key) =>
    page.evaluate((sought) => {
      const edge = document.querySelector(".log").getBoundingClientRect().top + 200;
      const lines = [...document.querySelectorAll("[data-key]")];
      const line = sought ? lines.find((each) => each.dataset.key === sought) : lines.find((each) => each.getBoundingClientRect().top > edge);
      return line && { key: line.dataset.key, y: line.getBoundingClientRect().top, top: document.querySelector(".log").scrollTop };
    }, key);
  const before = await loaded();
  let compared = 0;
  // How many steps two pages take depends on the fonts of the machine.
  for (let step = 0; step < 400 && (await loaded()) < before + 100; step += 1) {
    const from = await place();
    await page.mouse.wheel(0, -STEP);
    await page.waitForFunction((top) => document.querySelector(".log").scrollTop !== top, from.top);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const to = await place(from.key);
    if (!to) continue;
    compared += 1;
    assert.ok(Math.abs(to.y - from.y - STEP) < 4, `step ${step}: a line moved by ${to.y - from.y} px, not by ${STEP}`);
  }
  assert.ok((await loaded()) >= before + 100, "two more pages were fetched");
  assert.ok(compared > 20);
  assert.ok((await page.locator(".log li").count()) < 40, "far lines are not in the page");
  await page.close();
});

test("a new message is shown to who is at the end, and waits below a button for who is not", async () => {
  const page = await settled();
  await hear(page, "Near the stove.");
  await page.getByText("Near the stove.").first().waitFor();
  await rests(page, true);
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, -900);
  await rests(page, false);
  await hear(page, "While you read.");
  const button = page.getByRole("button", { name: "1 new" });
  await button.waitFor();
  assert.ok((await left(page)) > 300, "the list stayed where it was");
  await button.click();
  await page.locator(".msg", { hasText: "While you read." }).waitFor();
  await button.waitFor({ state: "detached" });
  await page.close();
});

test("the live region says each of a few, and counts many", async () => {
  const page = await settled();
  for (let at = 1; at <= 7; at += 1) await hear(page, `line ${at}`);
  await page.waitForFunction(() => document.querySelectorAll("[data-live=polite] p").length === 4);
  assert.deepEqual(await said(page), [1, 2, 3, 4].map((at) => `Low Tide: line ${at}`));
  await page.getByText("3 new messages").waitFor({ state: "attached", timeout: 15_000 });
  await page.close();
});

test("by keys alone: focus a message, reply, send, change it, leave it", async () => {
  const page = await settled();
  await page.locator("[data-message]").last().focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("That is so small"));
  await page.keyboard.press("r");
  await page.getByText("Reply to Quiet Birch").waitFor();
  await page.keyboard.type("Try the *paper*");
  await page.keyboard.press("Enter");
  const mine = page.locator(".msg.mine", { hasText: "Try the paper" });
  await mine.getByText("Sent").waitFor();
  assert.equal(await mine.locator("strong").textContent(), "paper");
  await page.keyboard.press("ArrowUp");
  await page.getByText("You are changing your message").waitFor();
  assert.equal(await page.locator("textarea").inputValue(), "Try the *paper*");
  await page.keyboard.press("End");
  await page.keyboard.type(" too");
  await page.keyboard.press("Enter");
  await mine.getByText("edited").waitFor();
  assert.deepEqual(page.errors, []);
  await page.close();
});

test("a reply leads to its original, far away too, and back", async () => {
  const page = await settled();
  await page.locator(".re").last().click();
  await page.locator(".found", { hasText: "Good that you came in" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.classList.contains("found"));
  const far = `${KITCHEN}#message=0198a5f0-0000-7000-9000-000000000040`;
  await page.evaluate((path) => history.pushState(null, "", path), far);
  await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
  await page.locator(".found", { hasText: "Message 40." }).waitFor();
  await page.getByRole("button", { name: "To the newest" }).click();
  await page.getByText("I have a pen.").first().waitFor();
  await page.close();
});

test("a folded message is not in the page until it is asked for", async () => {
  const page = await settled();
  assert.equal(await page.getByText("Last spring I was in").count(), 0);
  await page.locator("summary").last().click();
  await page.getByText("Last spring I was in").waitFor();
  await page.close();
});

test("a draft outlives a reload, and sending empties it", async () => {
  const page = await settled();
  await page.fill("textarea", "slowly");
  await page.reload();
  await page.waitForFunction(() => document.querySelector("textarea")?.value === "slowly");
  await page.press("textarea", "Enter");
  await page.locator(".msg.mine", { hasText: "slowly" }).waitFor();
  await page.reload();
  await page.getByText("I have a pen.").first().waitFor();
  assert.equal(await page.inputValue("textarea"), "");
  await page.close();
});

test("naming somebody by the at sign", async () => {
  const page = await settled();
  await page.focus("textarea");
  await page.keyboard.type("thank you @qu");
  await page.getByRole("option", { name: "Quiet Birch" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("textarea").value === "thank you @Quiet Birch ");
  await page.close();
});

test("taking a message back asks first, with the safe button focused", async () => {
  const page = await settled();
  await page.locator(".msg.mine").first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".dialog").getByRole("button", { name: "Take it back" }).click();
  await page.waitForFunction(() => document.activeElement?.textContent === "Keep it");
  await page.locator(".dialog").getByRole("button", { name: "Take it back" }).click();
  await page.getByText("You took this message back").waitFor();
  await page.close();
});

test("a dialog keeps the focus and gives it back", async () => {
  const page = await settled();
  await page.locator(".bar .btn.care").click();
  for (let at = 0; at < 15; at += 1) {
    await page.keyboard.press(at % 3 === 2 ? "Shift+Tab" : "Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.closest(".dialog") !== null));
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), "Help now");
  await page.close();
});

test("Escape three times leaves at once, from a field in a dialog, and Back does not return", async () => {
  const page = await settled();
  const elsewhere = "https://www.weather.gov/";
  await page.route(`${elsewhere}**`, (route) => route.fulfill({ contentType: "text/html", body: "<p>weather</p>" }));
  await page.keyboard.press("Control+k");
  await page.locator(".dialog input").focus();
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("Escape");
  await page.waitForURL(elsewhere);
  assert.equal(await page.textContent("body"), "weather");
  await page.close();
});

test("Alt with an arrow goes to the next room and its heading", async () => {
  const page = await settled();
  await page.focus("textarea");
  await page.keyboard.press("Alt+ArrowDown");
  await page.waitForFunction(() => document.activeElement?.tagName === "H1" && document.activeElement.textContent.includes("Quiet Mornings"));
  await page.close();
});

test("discreet mode names nothing in the browser", async () => {
  const page = await settled({ flags: "discreet" });
  assert.equal(await page.title(), "Notes");
  await page.close();
});
