// Staff at the console of a real server whose time the test moves, and the people whom they serve, each in a window of
// their own. SHOTS=folder keeps what each stage looks like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, day, look as lookAt, openMoved, sees } from "./lives.mjs";

const BROKEN = "https://example.org/a-page-that-moved";
const CHAT = "https://chat.988lifeline.org/";
let place, windows, live, goTo, join, staff, porch, birch, marram, low;
before(async () => ({ place, windows, live, goTo, join } = await openMoved()));
after(() => place?.close());

const press = (page, name) => page.getByRole("button", { name }).first().click();

const look = (page, name) => lookAt(page, `desk-${name}`);

/** Hands in a certificate as the application's page does. */
async function apply(page, number) {
  const details = { kind: "state", issuer: "us-or", number, issued_on: day(-400), expires_on: day(400) };
  const { id } = await ask(page, "POST", "/me/certificates", details);
  await ask(page, "POST", `/me/certificates/${id}/files?name=card.pdf`, PDF, "application/pdf");
  await ask(page, "POST", `/me/certificates/${id}/submit`, {});
  return id;
}

const PDF = `${["%PDF-1.4", "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj", "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj", "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj", "trailer<</Root 1 0 R>>", "%%EOF"].join("\n")}\n`;

test("the first staff account comes from the link that the server says, and finds a quiet desk", async () => {
  const [, setup] = await place.told(/staff account, once: http:\/\/[^/]+(\/setup\S+)/);
  staff = await join("Wren", { path: setup, supporter: true });
  await goTo(staff, "/console");
  await sees(staff, "Nothing needs you now");
  await look(staff, "quiet");
  await goTo(staff, "/console/duty");
  await sees(staff, "There is no room yet");
  await look(staff, "no-rooms");
});

test("a room is overdue when the preview said so, staff close it, and its people read why", async () => {
  porch = await ask(staff, "POST", "/rooms", {
    kind: "public",
    name: "Porch Light",
    description: "For evenings.",
    rules: [{ short: "Read first.", text: `Some of us wrote ${BROKEN} together.` }],
  });
  birch = await join("Quiet Birch");
  await ask(birch, "POST", `/rooms/${porch.id}/join`, { guidelines_version: 1 });
  await goTo(staff, "/console/duty");
  await sees(staff, "1 is warned.");
  await live(3 * 24);
  await sees(staff, "1 becomes overdue");
  await press(staff, "Show as table");
  await sees(staff, "Becomes overdue");
  await look(staff, "ahead");
  await live(24.2);
  await sees(staff, "Wait for staff");
  await staff.getByRole("button", { name: "Porch Light", exact: true }).click();
  await sees(staff, "Moderators warned");
  await look(staff, "overdue");
  await goTo(staff, "/console");
  await sees(staff, "no post for 4 days; warned");
  await look(staff, "now");
  await staff.getByRole("button", { name: "Porch Light", exact: true }).click();
  await press(staff, "Close it now");
  await look(staff, "closing");
  await staff.getByRole("button", { name: "Close Porch Light", exact: true }).click();
  await sees(staff, "Porch Light is closed.");
  await goTo(staff, "/console/duty");
  await sees(staff, /closed for silence/);
  await goTo(birch, `/rooms/${porch.id}`);
  await sees(birch, "You did nothing wrong");
  await look(birch, "closed-room");
});

test("applications are looked at: one is verified, one is asked for more, one is not accepted", async () => {
  marram = await join("Marram");
  const [fen, thimble] = [await join("Fen"), await join("Thimble")];
  await apply(marram, "THW-20114");
  await apply(fen, "THW-20115");
  await apply(thimble, "THW-20116");
  await goTo(staff, "/console/supporters");
  await sees(staff, "new application, state certificate");
  await look(staff, "queue");

  await staff.getByRole("link", { name: "Marram", exact: true }).click();
  await sees(staff, "card.pdf");
  await staff.keyboard.press("1");
  await sees(staff, "What changes:");
  await look(staff, "application");
  await staff.keyboard.press("Control+Enter");
  await sees(staff, "The certificate of Marram is verified.");
  await sees(staff, "Wren verified it");
  await look(staff, "verified");
  await goTo(marram, "/supporter");
  await sees(marram, "One step is left: the agreement.");

  await goTo(staff, "/console/supporters");
  await staff.getByRole("link", { name: "Fen", exact: true }).click();
  await staff.getByText("Ask for a change").click();
  await staff.locator('[data-field="reason"]').fill("The card is cut off at the right. Please add it whole.");
  await press(staff, "Ask Fen");
  await sees(staff, "Fen was asked for a change.");
  await goTo(fen, "/supporter");
  await sees(fen, "Your certificate needs a change.");
  await sees(fen, "The card is cut off at the right.");
  await look(fen, "asked-for-more");

  await goTo(staff, "/console/supporters");
  await staff.getByRole("link", { name: "Thimble", exact: true }).click();
  await staff.getByText("Do not accept").first().click();
  await press(staff, /^Do not accept/);
  await sees(staff, "Write the reason.");
  await look(staff, "no-reason");
  await staff.locator('[data-field="reason"]').fill("The issuer does not know this number.");
  await press(staff, /^Do not accept/);
  await sees(staff, "The certificate of Thimble was not accepted.");
  await goTo(thimble, "/supporter");
  await sees(thimble, "You can apply again on");
  await sees(thimble, "The issuer does not know this number.");
  await look(thimble, "not-accepted");
  await goTo(staff, "/console/supporters");
  await sees(staff, "No certificate waits");
});

test("a message without an account is claimed, answered, and read by its receipt", async () => {
  const nobody = await place.window();
  windows.push(nobody);
  await goTo(nobody, "/contact");
  await nobody.locator('[data-field="text"]').fill("Can I read along without an account?");
  await press(nobody, "Send");
  await nobody.locator("dl.receipt dd").first().waitFor();
  const [receipt, key] = await nobody.locator("dl.receipt dd").allTextContents();
  await look(nobody, "receipt");

  await goTo(staff, "/console/contact");
  await staff.getByRole("button", { name: /^Can I read along/ }).click();
  await staff.getByRole("button", { name: /^Can I read along/ }).press("w");
  await staff.getByRole("button", { name: /^Release/ }).waitFor();
  await look(staff, "claimed");
  await staff.getByLabel("Your answer").fill("Not yet. Any alias is enough to begin with.");
  await press(staff, "Answer and close");
  await sees(staff, "Answered and closed.");

  await goTo(nobody, "/contact/receipt");
  await nobody.locator('[data-field="receipt"]').fill(receipt.toLowerCase());
  await nobody.locator('[data-field="key"]').fill(key.toLowerCase());
  await press(nobody, /Open|Look/);
  await sees(nobody, "You have an answer.");
  await sees(nobody, "Any alias is enough");
  await look(nobody, "answer");
});

test("whoever has an account is told of the answer where they are", async () => {
  low = await join("Low Tide");
  await goTo(low, "/contact");
  await low.locator('[data-field="text"]').fill("Thank you for the room.");
  await press(low, "Send");
  await low.locator("dl.receipt dd").first().waitFor();
  await goTo(low, "/find");
  await goTo(staff, "/console");
  await staff.getByRole("button", { name: /^Thank you for the room/ }).click();
  await staff.getByLabel("Your answer").fill("That is good to hear.");
  await press(staff, "Answer and close");
  await low.getByRole("link", { name: /Notifications 1/ }).first().waitFor();
  await low.getByRole("link", { name: /Notifications 1/ }).first().click();
  await sees(low, "Staff answered what you wrote to them.");
  await look(low, "told");
  await low.getByRole("link", { name: /Staff answered/ }).click();
  await sees(low, "That is good to hear.");
  await look(low, "answered");
});

test("a broken link is reported with one press, by two people, and is one thing to do", async () => {
  await goTo(birch, `/rooms/${porch.id}/guidelines`);
  await birch.getByRole("button", { name: BROKEN }).click();
  await sees(birch, "We do not watch this link.");
  for (const page of [birch, low]) {
    await goTo(page, "/help");
    await page.getByText("A link here does not work").click();
    await look(page, "help");
    await page.getByRole("button", { name: CHAT }).click();
    await sees(page, "Thank you. We look at this link.");
  }
  await goTo(staff, "/console/contact");
  await sees(staff, "reported by 2 people");
  await staff.getByRole("button", { name: CHAT }).click();
  await look(staff, "link-message");
  await goTo(staff, "/console/contact/links");
  await staff.getByRole("button", { name: CHAT }).click();
  await sees(staff, "2 people say that it is broken.");
  await sees(staff, "in the help of US");
  await look(staff, "link");
});

test("a new agreement is drafted, compared and published; a supporter reads the difference and accepts", async () => {
  await goTo(marram, "/agreement");
  await press(marram, /^Accept version 1/);
  await marram.waitForURL(/\/keep$/);

  await goTo(staff, "/console/texts/agreement");
  await press(staff, "Write version 2");
  const first = staff.locator("textarea").first();
  await first.fill(`${await first.inputValue()} You may always say no.`);
  await press(staff, "Add a clause");
  const added = { English: ["Rest", "You rest when you need to."], Español: ["Descanso", "Descansas cuando lo necesitas."] };
  for (const [language, [title, text]] of Object.entries(added).reverse()) {
    await staff.locator("main").getByRole("button", { name: language, exact: true }).click();
    await staff.getByLabel(/^Clause \d+: title/).last().fill(title);
    await staff.getByLabel(/^Clause \d+: text/).last().fill(text);
  }
  await press(staff, "Show the difference");
  await sees(staff, "You may always say no.");
  await look(staff, "draft");
  await press(staff, "Publish version 2");
  await sees(staff, "has 14 days to accept it");
  await look(staff, "publish");
  await staff.getByRole("dialog").getByRole("button", { name: "Publish version 2" }).click();
  await sees(staff, "Version 2 is in force.");
  await staff.getByRole("button", { name: "Version 1", exact: true }).waitFor();
  await staff.getByRole("button", { name: "Version 2", exact: true }).click();
  await sees(staff, "What it changed from version 1");
  await look(staff, "versions");

  await marram.getByRole("link", { name: /Notifications \d/ }).first().waitFor();
  await goTo(marram, "/agreement");
  await sees(marram, "2 points of the agreement have changed.");
  await marram.locator("ins", { hasText: "You may always say no." }).waitFor();
  await look(marram, "agreement-changed");
  await press(marram, /^Accept version 2/);
  await marram.waitForURL(/\/keep$/);
  await goTo(marram, "/agreement");
  await sees(marram, "You have accepted this agreement.");
  await marram.getByRole("link", { name: "Version 1", exact: true }).click();
  await sees(marram, "Version 1 of the agreement");
  assert.equal(await marram.getByText("You may always say no.").count(), 0);
  await look(marram, "agreement-before");
});

test("the directory of issuers is searched, added to, changed and shortened", async () => {
  await goTo(staff, "/console/texts/issuers");
  await sees(staff, "States and territories");
  await press(staff, "Add an issuer");
  await look(staff, "issuer-new");
  await press(staff, "Save the issuer");
  await sees(staff, "This is needed.");
  await staff.locator('[data-field="key"]').fill("harbour");
  await staff.locator('[data-field="name"]').first().fill("Harbour Peer Board");
  await staff.locator('[data-field="zone"]').fill("America/Nowhere");
  await press(staff, "Save the issuer");
  await staff.locator('[data-field="zone"][aria-invalid="true"]').waitFor();
  await staff.locator('[data-field="zone"]').fill("America/Chicago");
  await press(staff, "Save the issuer");
  await staff.locator(".search input").fill("harbour");
  await staff.locator(".search input").press("Enter");
  await staff.getByRole("button", { name: "Harbour Peer Board" }).click();
  await look(staff, "issuer");
  await staff.locator('[data-field="registry_url"]').fill("https://registry.example.org/harbour");
  await press(staff, "Save the issuer");
  await sees(staff, "registry.example.org");
  await staff.getByRole("button", { name: "Harbour Peer Board" }).click();
  await press(staff, "Take out of the directory");
  await staff.getByRole("dialog").getByRole("button", { name: "Take out of the directory" }).click();
  await sees(staff, "No issuer has “harbour” in it");
});

test("a role is suspended with a reason, an account is paused, and both are felt at once", async () => {
  await goTo(marram, "/supporter");
  await sees(marram, "in good standing");
  await goTo(low, "/find");
  await goTo(staff, "/console/accounts");
  await staff.locator(".search input").fill("Marram");
  await staff.locator(".search input").press("Enter");
  await staff.getByRole("link", { name: /^Standing/ }).first().click();
  await sees(staff, "Marram is a peer supporter in good standing.");
  await look(staff, "standing");
  await press(staff, "Suspend");
  await staff.locator('[data-field="reason"]').fill("While we look into what happened on Sunday.");
  await look(staff, "suspending");
  await press(staff, "Suspend the role");
  await sees(staff, "The role of Marram is suspended.");
  await sees(marram, "While we look into what happened on Sunday.");
  await look(marram, "suspended");

  await goTo(staff, "/console/accounts");
  await look(staff, "accounts");
  await staff.locator(".search input").fill("Low Tide");
  await staff.locator(".search input").press("Enter");
  await staff.getByRole("button", { name: /^Change/ }).first().click();
  await look(staff, "account");
  await press(staff, "Pause the account");
  await staff.getByRole("dialog").getByRole("button", { name: "Pause the account" }).click();
  await sees(staff, "The account of Low Tide is paused.");
  await sees(low, "Staff have paused this account.");
  await look(low, "paused");
});
