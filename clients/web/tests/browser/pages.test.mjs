import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { KITCHEN, LOOKS, shoot, start, violations } from "./open.mjs";

let app;
before(async () => (app = await start()));
after(() => app?.stop());

const press = (selector) => (page) => page.locator(selector).first().click();
const send = (values) => async (page) => {
  for (const [field, value] of Object.entries(values)) await page.locator(`[data-field="${field}"]`).fill(value);
  await page.locator("main form button[type=submit]").first().click();
};

const attach = (name) => async (page) => {
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
};

/** Each state: where, with which flags of the mock, what must be seen, and what leads there. */
const STATES = [
  ["welcome", "/", "out", "A place to talk"],
  ["welcome with people to be", "/", "out,demo", "Look around as somebody else"],
  ["welcome to a new server", "/", "out,setup", "nobody runs it yet"],
  ["signing up", "/sign-up", "out,mail", "An alias and a password, and you are in."],
  ["an alias that is taken", "/sign-up", "out", "Somebody has this alias", send({ alias: "Heron", password: "kettle fox rain" })],
  ["a password that is short", "/sign-up", "out", "It needs 5 more characters.", send({ alias: "Heron", password: "fox" })],
  ["signing in", "/sign-in", "out", "I forgot the password"],
  ["a wrong password", "/sign-in", "out", "is not right", send({ alias: "Heron", password: "kettle" })],
  ["on the way to a page", "/settings", "out", "Then the page that you came for opens."],
  ["setup", "/setup", "out,setup", "The link is not whole."],
  ["a forgotten password", "/forgot", "out,mail", "We send a link to it."],
  ["a link that was sent", "/forgot", "out,mail", "a link is on its way", send({ email: "birch@example.org" })],
  ["finding rooms", "/find", "", "Quiet Mornings"],
  ["nothing of that name", "/find", "", "Nothing called “shift work”", async (page) => {
    await page.locator(".search input").fill("shift work");
    await page.locator(".search input").press("Enter");
  }],
  ["no rooms at all", "/find", "norooms", "No room is open yet"],
  ["opening a room", "/rooms/new", "supporter", "Begin with tried rules", press(".chips.wrap .chip")],
  ["opening a room is for others", "/rooms/new", "", "Peer supporters and staff open rooms"],
  ["changing a room is for others", `${KITCHEN}/settings`, "", "This is for those who keep the room"],
  ["guidelines", `${KITCHEN}/guidelines`, "", "You have accepted this version."],
  ["new guidelines", `${KITCHEN}/guidelines`, "stranger", "Join the room"],
  ["an invitation", `${KITCHEN}/guidelines`, "invited", "Accept the invitation"],
  ["waiting to be let in", `${KITCHEN}/guidelines`, "asked", "You asked to join."],
  ["people of a room", `${KITCHEN}/people`, "", "Who keeps this room"],
  ["rooms that somebody keeps", "/keep", "keeper", "First Year Sober needs a post from you."],
  ["rooms past their time", "/keep", "keeper,over", "2 rooms need a post from you."],
  ["rooms that are fine", "/keep", "keeper,fine", "Your rooms are fine."],
  ["on leave", "/keep", "keeper,away", "You are away."],
  ["a closed room of one's own", "/keep", "keeper,gone", "Night Kitchen is closed."],
  ["opening it again", "/keep", "keeper,gone", "Open Night Kitchen again?", press(".duty .btn.main")],
  ["keeping nothing", "/keep", "keeper,nokept", "You keep no room yet."],
  ["clocks that cannot be fetched", "/keep", "keeper,failing", "Try again"],
  ["what counts as a post", "/keep", "keeper", "These start the clock again", press(".under-list button")],
  ["planning leave", "/keep", "keeper,fine", "When will you be away?", press("aside .card:last-child .btns .btn")],
  ["changing leave", "/keep", "keeper", "Change your leave from Quiet Mornings?", press(".duty button")],
  ["notifications", "/notifications", "keeper,news", "2 things are new."],
  ["a reminder whose time is over", "/notifications", "keeper,news", "A few words keep it open."],
  ["no notifications", "/notifications", "nonews", "Nothing so far"],
  ["becoming a peer supporter", "/supporter", "", "Become a peer supporter"],
  ["filling in a certificate", "/supporter", "draft", "Finish your application"],
  ["a certificate with gaps", "/supporter", "draft", "Say who issued it.", press("main form button[type=submit]")],
  ["a file that is refused", "/supporter", "draft,badfile", "This file cannot be read", attach("certificate.pdf")],
  ["a file of another kind", "/supporter", "draft", "Only PDF, PNG and JPEG", attach("certificate.docx")],
  ["a certificate in review", "/supporter", "review", "We look at your certificate."],
  ["the agreement meanwhile", "/supporter", "meanwhile", "Meanwhile, read the agreement."],
  ["a certificate to revise", "/supporter", "revise", "The last page is missing."],
  ["a certificate that was rejected", "/supporter", "rejected", "The issuer does not know this number."],
  ["the agreement is left", "/supporter", "agree", "One step is left"],
  ["a certificate to renew", "/supporter", "keeper,renew", "Your certificate ends on"],
  ["a certificate that ended", "/supporter", "lapsed", "Your certificate ended on"],
  ["a role that staff paused", "/supporter", "stopped", "We are looking into"],
  ["in good standing", "/supporter", "keeper", "in good standing"],
  ["the agreement", "/agreement", "agree", "What peer supporters agree on"],
  ["a new agreement", "/agreement", "newagreement", "2 points of the agreement have changed."],
  ["the agreement that was accepted", "/agreement", "keeper", "You have accepted this agreement."],
  ["a version from before", "/agreement/1", "newagreement", "It was in force from"],
  ["a version with what it changed", "/agreement/2", "keeper", "What was different from version 1"],
  ["stopping mails", "/stop-mail#token=a.duty_reminder.b&kind=duty_reminder", "out", "A room waits for a post"],
  ["mails that are stopped", "/stop-mail#token=a.b.c&kind=duty_reminder", "out", "You get no more of these mails.", press("main .btn.main")],
  ["a link that is not whole", "/stop-mail", "out", "The link is not whole."],
  ["what somebody is told", "/settings", "keeper,quiet", "From 22:00 to 08:00"],
  ["without mail and push", "/settings", "nomail,nopush", "This server sends no push messages."],
  ["writing to staff", "/contact", "wrote", "Yes. Public rooms can be read"],
  ["writing to staff without an account", "/contact", "out", "What would you like to tell us?"],
  ["an empty message", "/contact", "out", "Write what you would like to say.", press("main form button[type=submit]")],
  ["a receipt", "/contact", "out", "9WTN-4RB8-E3HC", send({ text: "Where is the button?" })],
  ["looking for an answer", "/contact/receipt", "out", "Is there an answer for you?"],
  ["an answer", "/contact/receipt", "out", "You have an answer.", send({ receipt: "K7Q4-M2XD", key: "9WTN-4RB8-E3HC" })],
  ["a key that does not fit", "/contact/receipt", "out", "do not belong together", send({ receipt: "K7Q4-0000", key: "9WTN" })],
  ["a broken link", `${KITCHEN}/guidelines`, "", "Thank you. We look at this link.", press(".link-told")],
  ["one to one", "/one-to-one", "", "Ask somebody"],
  ["nobody of that name", "/one-to-one", "", "Nobody is called Herron", send({ to: "Herron" })],
  ["settings", "/settings", "words", "Where you are signed in"],
  ["ending other sessions", "/settings", "", "End all other sessions?", press("#devices .btn.danger")],
];

for (const [width, dark] of LOOKS) {
  test(`every page is open to everybody: ${width} px, ${dark ? "dark" : "light"}`, async (each) => {
    for (const [name, path, flags, seen, lead] of STATES) {
      await each.test(name, async () => {
        const page = await app.open(path, { flags: `${flags},${dark ? "dark" : "light"}`, dark, width, height: 740 });
        await lead?.(page);
        await page.getByText(seen).locator("visible=true").first().waitFor();
        await shoot(page, `page-${name}`);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(page.errors, []);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `nothing is wider than the screen, but this by ${wider} px`);
        await page.close();
      });
    }
  });
}

test("a refused field is named and gets the focus, and what was typed stays", async () => {
  const page = await app.open("/sign-up", { flags: "out" });
  await send({ alias: "Heron", password: "kettle fox rain" })(page);
  await page.locator(".wrong").waitFor();
  const field = page.locator('[data-field="alias"]');
  assert.ok(await field.evaluate((input) => input === document.activeElement));
  assert.equal(await field.inputValue(), "Heron");
  assert.equal(await page.locator('[data-field="password"]').inputValue(), "kettle fox rain");
  const described = await field.evaluate((input) => input.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id).textContent));
  assert.ok(described.some((text) => text.includes("Somebody has this alias")), String(described));
  await page.close();
});

test("a page is found by keyboard alone, and its heading gets the focus", async () => {
  const page = await app.open("/find");
  await page.locator(".fitem").first().waitFor();
  await page.locator(".nav a[href='/one-to-one']").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.pathname === "/one-to-one" && document.activeElement?.tagName === "H1");
  await page.close();
});

test("a notice whose mark fails stays new, says so, and is marked when the list is next opened", async () => {
  const page = await app.open("/notifications", { flags: "keeper,news" });
  const mark = "**/api/v1/me/notifications/*/read";
  await page.route(mark, (route) => route.fulfill({ status: 500, json: { error: { code: "fault", message: "", retry: "now" } } }));
  await page.getByRole("button", { name: "Mark as read" }).first().click();
  await page.locator("b", { hasText: "This could not be marked as read." }).waitFor();
  await page.unroute(mark);
  const go = (to) => page.evaluate((path) => history.pushState(null, "", path) ?? dispatchEvent(new PopStateEvent("popstate")), `${to}?mock=keeper,news`);
  await go("/guidelines");
  await page.locator("b", { hasText: "This could not be marked as read." }).waitFor({ state: "detached" });
  const marked = page.waitForRequest((request) => request.method() === "POST" && /notifications\/[^/]+\/read$/.test(request.url()));
  await go("/notifications");
  assert.equal((await (await marked).response()).status(), 204);
  assert.deepEqual(page.errors, []);
  await page.close();
});
