import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, shoot, start, violations } from "./open.mjs";

let app;
before(async () => (app = await start()));
after(() => app?.stop());

const id = (n) => `0198a5f0-0000-7000-8000-${String(n).padStart(12, "0")}`;
const row = (name) => (page) => page.getByRole("button", { name, exact: true }).click();
const button = (name) => (page) => page.getByRole("button", { name }).first().click();
const then = (...leads) => async (page) => {
  for (const lead of leads) await lead(page);
};
const DRAFT = then(button(/^Write version/), (page) => page.locator("textarea").first().fill("You share what you lived."));

/** Each state: where, with which flags of the mock, what must be seen, and what leads there. */
const STATES = [
  ["what needs somebody", "", "", "no post for 4 days; warned"],
  ["an overdue room", "", "", "Moderators warned", row("Porch Light")],
  ["nothing to do", "", "empty", "Nothing needs you now"],
  ["all nodes are well", "", "empty", "It is on the disks of two databases. It outlives the loss of one."],
  ["nodes that do not hear each other", "", "busdown", "The nodes cannot hear each other at once."],
  ["one node that promises little", "", "alone,unsafe,es", "Un corte de luz puede llevarse mensajes ya confirmados."],
  ["a server that fails", "", "faulty", "Something went wrong on our side"],
  ["the board", "/duty", "", "2 rooms close. 1 becomes overdue"],
  ["a room that a link names", `/duty#${id(203)}`, "", "Next: its moderators are warned"],
  ["a message that a link names", `/contact#${id(501)}`, "", "Receipt P3WN-8TRC"],
  ["the coming hours as a table", "/duty", "", "held by the brake", button("Show as table")],
  ["closing a room", "/duty", "", "Close Porch Light now?", then(row("Porch Light"), button("Close it now"))],
  ["a clock that jumped", "/duty", "unsteady", "The server’s clock jumped."],
  ["the brake", "/duty", "braked", "The brake holds closures back."],
  ["no rooms", "/duty", "empty", "There is no room yet"],
  ["supporters", "/supporters", "", "new application, state certificate"],
  ["nobody waits", "/supporters", "empty", "No certificate waits"],
  ["an application", `/certificates/${id(300)}`, "", "What changes:", (page) => page.locator(".opt").nth(2).click()],
  ["a link that is a page alone", `/certificates/${id(300)}`, "", "which may or may not say how"],
  ["an issuer that nobody listed", `/certificates/${id(301)}`, "", "No registry is known here."],
  ["somebody is on it", `/certificates/${id(300)}`, "claimed", "Wren is on it."],
  ["one's own", `/certificates/${id(300)}`, "own", "It is your own"],
  ["a yearly check", `/certificates/${id(301)}`, "", "It still holds"],
  ["taking a certificate back", `/certificates/${id(301)}`, "", "Take back the certificate of Wren?", button("It does not hold")],
  ["a standing", `/people/${id(21)}`, "", "in good standing, by the rules"],
  ["suspending", `/people/${id(21)}`, "", "Suspend the role of Marram?", button("Suspend")],
  ["a certificate that was shown", `/people/${id(21)}`, "", "It is verified by that", button(/^Write down/)],
  ["the inbox", "/contact", "", "reported by 3 people"],
  ["a message", "/contact", "", "Wren is on it.", row("Gracias por la sala de noche.")],
  ["an empty inbox", "/contact", "empty", "Nobody waits for an answer"],
  ["links", "/contact/links", "unwatched", "Looked at", row("https://example.org/slow")],
  ["the agreement", "/texts/agreement", "", "You share what you have lived through yourself."],
  ["versions before it", "/texts/agreement", "", "What it changed from version 1", row("Version 2")],
  ["a new version", "/texts/agreement", "", "Changed", then(DRAFT, button(/^Show the difference/))],
  ["publishing", "/texts/agreement", "", "Publish version 4?", then(DRAFT, button(/^Publish/))],
  ["no issuers", "/texts/issuers", "empty", "The directory is empty"],
  ["an issuer to be added", "/texts/issuers", "", "Short and lasting", button("Add an issuer")],
  ["an issuer with a home page", "/texts/issuers", "", "Only a home page.", row("National Association of Peer Supporters")],
  ["an issuer without a link", "/texts/issuers", "es", "Aquí no se conoce ningún registro.", row("Texas Certification Board")],
  ["when links were seen", "/texts/issuers", "", /last seen on 28 November 2026/],
  ["issuers", "/texts/issuers", "", "Take out of the directory", row("Oregon Health Authority")],
  ["accounts", "/accounts", "", "paused"],
  ["one person's roles", "/accounts", "", "What may Heron do?", (page) => page.locator(".person-row button").first().click()],
  ["more", "/more", "", "To the rooms"],
  ["keys", "", "", "Single keys can be turned off.", (page) => page.locator("main h1").press("?")],
  ["commands", "", "", "A page, an act or a room", (page) => page.keyboard.press("Control+k")],
  ["signed out", "/duty", "out", "Sign in to open the console"],
  ["not staff", "", "supporter", "The console is for staff"],
  ["nowhere", "/nowhere", "", "There is no page here"],
  ["in Spanish", "/duty", "es", "Las próximas 48 horas"],
];

for (const [width, dark] of LOOKS) {
  test(`the console is open to everybody: ${width} px, ${dark ? "dark" : "light"}`, async (each) => {
    for (const [name, path, flags, seen, lead] of STATES) {
      await each.test(name, async () => {
        const who = /out|supporter/.test(flags) ? "" : "staff";
        const page = await app.open(`/console${path}`, { flags: `${who},${flags},${dark ? "dark" : "light"}`, dark, width, height: 740 });
        await lead?.(page);
        await page.getByText(seen).locator("visible=true").first().waitFor();
        await shoot(page, `console-${name}`);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(page.errors, []);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `nothing is wider than the screen, but this by ${wider} px`);
        await page.close();
      });
    }
  });
}

test("rows are walked with J and K, and single keys stay out of fields", async () => {
  const page = await app.open("/console", { flags: "staff" });
  await page.getByText("Porch Light").waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press("j");
  assert.equal(await focused(), "Porch Light");
  await page.keyboard.press("j");
  assert.equal(await focused(), "The Long Repair");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Appoint a moderator, by alias");
  await field.fill("");
  await field.press("j");
  assert.equal(await field.inputValue(), "j");
  assert.equal(await page.getByRole("button", { name: "Porch Light", exact: true }).getAttribute("aria-expanded"), "true");
  await page.close();
});

test("a decision needs its reason, by keys alone, and says so where it is missing", async () => {
  const page = await app.open(`/console/certificates/${id(300)}`, { flags: "staff" });
  await page.getByText("Ask for a change").waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Write the reason.").locator("visible=true").first().waitFor();
  const reason = page.locator('[data-field="reason"]');
  assert.ok(await reason.evaluate((field) => field === document.activeElement));
  await reason.fill("The card is cut off at the right.");
  await reason.press("Control+Enter");
  await page.getByText("Marram was asked for a change.").locator("visible=true").first().waitFor();
  await page.close();
});

test("an answer that was begun is still there after the row was closed", async () => {
  const page = await app.open("/console/contact", { flags: "staff" });
  const message = page.getByRole("button", { name: /^Can I read along/ });
  await message.click();
  await page.getByLabel("Your answer").fill("Yes, you can.");
  await message.click();
  await message.click();
  assert.equal(await page.getByLabel("Your answer").inputValue(), "Yes, you can.");
  await page.getByRole("button", { name: "Answer and close" }).click();
  await page.getByText("Answered and closed.").locator("visible=true").first().waitFor();
  await page.close();
});

test("help and the way out are on every page, and the rows may stand closer", async () => {
  const page = await app.open("/console/more", { flags: "staff" });
  for (const path of ["", "/duty", "/supporters", "/contact", "/texts/issuers", "/accounts"]) {
    await page.evaluate((to) => history.pushState(null, "", to) ?? dispatchEvent(new PopStateEvent("popstate")), `/console${path}?mock=staff`);
    await page.locator("main .ends .btn.care").waitFor();
    assert.ok(await page.locator("main .ends .btn").nth(1).isVisible(), path);
  }
  await page.goto(page.url().replace("/accounts", "/more"));
  await page.getByText("32 px").click();
  await page.locator(".side").getByRole("link", { name: "Supporters" }).click();
  await page.getByText("Marram").waitFor();
  const height = await page.locator(".q").first().evaluate((item) => item.getBoundingClientRect().height);
  assert.ok(height < 44, `a row is ${height} px high`);
  await page.close();
});
