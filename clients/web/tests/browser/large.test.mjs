// Text at twice its size, and the colours that a person forces on every page: no words are cut, nothing stands outside of the screen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KITCHEN, shoot, start, violations } from "./open.mjs";

/** Twice the usual 16 px, as a person sets it in the browser. */
const TWICE = 32;
let app, large;
before(async () => {
  app = await start();
  large = await start({ textSize: TWICE });
});
after(async () => {
  await app?.stop();
  await large?.stop();
});

const PAGES = [
  ["welcome", "/", "out,demo", "A place to talk"],
  ["sign-up", "/sign-up", "out,mail", "An alias and a password"],
  ["find", "/find", "", "Quiet Mornings"],
  ["room", KITCHEN, "", "I have a pen."],
  ["guidelines", `${KITCHEN}/guidelines`, "", "You have accepted this version."],
  ["people", `${KITCHEN}/people`, "", "Who keeps this room"],
  ["new-room", "/rooms/new", "supporter", "Begin with tried rules"],
  ["keep", "/keep", "keeper", "First Year Sober needs a post"],
  ["closed", KITCHEN, "closed", "You did nothing wrong"],
  ["notifications", "/notifications", "news", "2 things are new."],
  ["certificate", "/supporter", "draft", "Files that show it"],
  ["agreement", "/agreement", "newagreement", "points of the agreement have changed."],
  ["contact", "/contact", "wrote", "What you wrote"],
  ["one-to-one", "/one-to-one", "", "Ask somebody"],
  ["settings", "/settings", "words", "Where you are signed in"],
  ["help", "/help", "", "988"],
  ["console", "/console", "staff", "Porch Light"],
  ["duty board", "/console/duty", "staff", "1 becomes overdue"],
  ["certificate", "/console/certificates/0198a5f0-0000-7000-8000-000000000300", "staff", "Ask for a change"],
  ["inbox", "/console/contact", "staff", "reported by 3 people"],
  ["issuers", "/console/texts/issuers", "staff", "Texas Certification Board"],
];

/** Controls whose words do not fit into them, or that stand outside of the screen. */
const cramped = (page) =>
  page.evaluate(() => {
    const seen = [...document.querySelectorAll("button, a.btn, input, textarea, h1, .two-lines, .rrow .cut")].filter((each) => {
      const box = each.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    });
    const short = (each) => each.matches(".two-lines") && each.scrollHeight > each.clientHeight + 1;
    const cut = (each) => short(each) || each.matches("button, a.btn, .cut") && getComputedStyle(each).overflow !== "visible" && each.scrollWidth > each.clientWidth + 1;
    // A row of chips may be moved sideways by itself.
    const moves = (each) => each.closest(".chips") !== null;
    const out = (each) => !moves(each) && ( each.getBoundingClientRect().right > document.documentElement.clientWidth + 1 || each.getBoundingClientRect().left < -1);
    return seen.filter((each) => cut(each) || out(each)).map((each) => `${each.className}: ${each.textContent.trim().slice(0, 40)}`);
  });

// 640 px of such text are what 320 px are of usual text.
for (const width of [1280, 640]) {
  test(`text at twice its size: ${width} px`, async (each) => {
    for (const [name, path, flags, seen] of PAGES) {
      await each.test(name, async () => {
        const page = await large.open(path, { flags, width, height: 800 });
        await page.getByText(seen).locator("visible=true").first().waitFor();
        const size = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
        assert.equal(size, `${TWICE}px`, "the pages follow the person's setting");
        await shoot(page, `large-${width}-${name}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wider <= 0, `nothing is wider than the screen, but this by ${wider} px`);
        assert.deepEqual(await cramped(page), []);
        assert.deepEqual(page.errors, []);
        await page.close();
      });
    }
  });
}

// What WCAG 2.2, 1.4.12 lets a person set. It also stands for fonts that are wider than those of this machine.
const APART = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }";

for (const width of [1280, 360]) {
  test(`text further apart: ${width} px`, async (each) => {
    for (const [name, path, flags, seen] of PAGES) {
      await each.test(name, async () => {
        const page = await app.open(path, { flags, width, height: 800 });
        await page.getByText(seen).locator("visible=true").first().waitFor();
        await page.addStyleTag({ content: APART });
        await shoot(page, `apart-${width}-${name}`);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wider <= 0, `nothing is wider than the screen, but this by ${wider} px`);
        assert.deepEqual(await cramped(page), []);
        await page.close();
      });
    }
  });
}

test("forced colours", async (each) => {
  for (const [name, path, flags, seen] of PAGES) {
    await each.test(name, async () => {
      const page = await app.open(path, { flags, height: 800 });
      await page.emulateMedia({ forcedColors: "active" });
      await page.getByText(seen).locator("visible=true").first().waitFor();
      await shoot(page, `forced-${name}`);
      assert.deepEqual(await violations(page), []);
      await page.close();
    });
  }
});
