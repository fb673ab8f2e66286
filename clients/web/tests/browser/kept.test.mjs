import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./open.mjs";

let app;
before(async () => (app = await start()));
after(() => app?.stop());

/** From here on the made-up server is in the state of other flags: somebody else did something meanwhile. */
const meanwhile = (page, flags) => void (page.flags = flags);
/** The console asks again by itself, as it does every minute and when somebody comes back to it. */
const again = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
/** The reader is told something, whereupon pages ask again. */
const tell = (page) =>
  page.evaluate(() => {
    const { mockAccount } = globalThis;
    mockAccount.set({ ...mockAccount.current, notification: { id: "x", kind: "certificate_submitted", at: new Date().toISOString() } });
  });
/** Somebody posts in every room, whereupon the clocks are asked for again. */
const post = (page) =>
  page.evaluate(() => {
    const { mockAccount } = globalThis;
    const posted = (one) => ({ ...one, last_post_at: new Date().toISOString() });
    const rooms = mockAccount.current.rooms.map((room) => ({ ...room, moderators: room.moderators.map(posted) }));
    mockAccount.set({ ...mockAccount.current, rooms });
  });
const field = (page, name) => page.locator(`[data-field="${name}"]`);
const id = (n) => `0198a5f0-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** Long enough for what the pages do by themselves. */
const WAIT_MS = 8_000;
async function open(path, flags) {
  const page = await app.open(path, { flags });
  page.setDefaultTimeout(WAIT_MS);
  page.flags = flags;
  // From the beginning: a request just after `route` may still slip by it.
  await page.route("**/api/v1/**", (route) => route.continue({ headers: { ...route.request().headers(), "x-mock": page.flags } }));
  return page;
}

async function done(page) {
  assert.deepEqual(page.errors, []);
  await page.close();
}

for (const path of ["/console/contact", "/console"]) {
  test(`an answer that is being written is not lost when somebody else answers and closes: ${path}`, async () => {
    const page = await open(path, "staff");
    await page.getByRole("button", { name: /^Can I read along/ }).click();
    await page.getByLabel("Your answer").fill("Yes, you can.");
    meanwhile(page, "staff,closedmessage");
    await again(page);
    await page.locator("b", { hasText: /Wren answered this 2\d s ago\./ }).waitFor();
    await page.locator("blockquote", { hasText: "Yes, you can." }).waitFor();
    await page.getByText("Yes. Take your time.").waitFor();
    await page.getByRole("button", { name: "Let my words go" }).click();
    await page.locator("blockquote", { hasText: "Yes, you can." }).waitFor({ state: "detached" });
    await done(page);
  });
}

test("an answer that is being written stays in its field when somebody else answers, and they are named", async () => {
  const page = await open("/console/contact", "staff");
  await page.getByRole("button", { name: /^Can I read along/ }).click();
  await page.getByLabel("Your answer").fill("Yes, you can.");
  meanwhile(page, "staff,answeredmessage");
  await again(page);
  await page.locator("b", { hasText: /Wren answered this 2\d s ago\./ }).waitFor();
  assert.equal(await page.getByLabel("Your answer").inputValue(), "Yes, you can.");
  await done(page);
});

test("while an answer is on its way, nothing can be typed that its arrival would take away", async () => {
  const page = await open("/console/contact", "staff");
  await page.getByRole("button", { name: /^Can I read along/ }).click();
  await page.getByLabel("Your answer").fill("Yes, you can.");
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  await page.route("**/answer", async (route) => (await arrived, route.continue()));
  await page.getByRole("button", { name: "Answer, keep open" }).click();
  await page.locator("textarea[readonly]").waitFor();
  arrive();
  await page.getByText("Answered.").locator("visible=true").first().waitFor();
  await done(page);
});

for (const path of ["/console/contact", "/console"]) {
  test(`an answer that arrived is not called unsent while the inbox is still on its way, and its row goes: ${path}`, async () => {
    const page = await open(path, "staff");
    await page.getByRole("button", { name: /^Can I read along/ }).click();
    await page.getByLabel("Your answer").fill("Yes, you can.");
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    await page.route("**/answer", (route) => {
      meanwhile(page, "staff,closedmessage");
      return route.fallback();
    });
    const asked = page.waitForRequest((request) => page.flags.includes("closedmessage") && request.method() === "GET" && request.url().includes("/contact/messages"));
    await page.route("**/contact/messages*", async (route) => {
      if (page.flags.includes("closedmessage")) await arrived;
      return route.fallback();
    });
    await page.getByRole("button", { name: "Answer and close" }).click();
    await asked;
    await page.getByText("Answered and closed.").locator("visible=true").first().waitFor();
    const unsent = page.getByText(/Yours was not sent|This message is closed/);
    assert.equal(await unsent.count(), 0);
    arrive();
    await page.getByRole("button", { name: /^Can I read along/ }).waitFor({ state: "detached" });
    assert.equal(await unsent.count(), 0);
    await done(page);
  });
}

for (const path of ["/console/duty", "/console"]) {
  test(`a moderator's alias that is being typed outlives the closing of the room: ${path}`, async () => {
    const page = await open(path, "staff");
    await page.getByRole("button", { name: "Porch Light", exact: true }).click();
    await field(page, `keeper-${id(200)}`).fill("Juniper");
    meanwhile(page, "staff,closedroom");
    await again(page);
    await page.getByText("Juniper was not appointed.").waitFor();
    await done(page);
  });
}

test("a moderator's alias that is being typed outlives a room that moves to another group", async () => {
  const page = await open("/console/duty", "staff");
  await page.getByRole("button", { name: "Carers’ Bench", exact: true }).click();
  await field(page, `keeper-${id(203)}`).fill("Juniper");
  meanwhile(page, "staff,lateroom");
  await again(page);
  await page.getByText("3 wait for staff").waitFor();
  assert.equal(await field(page, `keeper-${id(203)}`).inputValue(), "Juniper");
  await done(page);
});

test("an issuer that is being changed stays open when another one is added", async () => {
  const page = await open("/console/texts/issuers", "staff");
  await page.getByRole("button", { name: "Oregon Health Authority", exact: true }).click();
  await field(page, "note").fill("Ask by telephone.");
  await page.getByRole("button", { name: "Add an issuer" }).click();
  const added = page.locator("form").filter({ has: field(page, "key") });
  await added.locator('[data-field="key"]').fill("us-mt");
  await added.locator('[data-field="name"]').fill("Montana");
  await added.getByRole("button", { name: "Save the issuer" }).click();
  await added.waitFor({ state: "detached" });
  assert.equal(await field(page, "note").inputValue(), "Ask by telephone.");
  await done(page);
});

test("a draft of the agreement outlives another version, and is compared with that from then on", async () => {
  const page = await open("/console/texts/agreement", "staff");
  await page.getByRole("button", { name: "Write version 4" }).click();
  await page.locator("textarea").first().fill("You share what you lived.");
  meanwhile(page, "staff,published");
  await page.getByRole("button", { name: "Publish version 4" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish version 4" }).click();
  await page.getByText("Version 4 came into force while you wrote.").locator("visible=true").first().waitFor();
  assert.equal(await page.locator("textarea").first().inputValue(), "You share what you lived.");
  await page.getByRole("button", { name: "Publish version 5" }).waitFor();
  await done(page);
});

test("a refusal of the agreement for its own words is not called another version", async () => {
  const page = await open("/console/texts/agreement", "staff");
  await page.getByRole("button", { name: "Write version 4" }).click();
  await page.locator("textarea").first().fill("You share what you lived.");
  meanwhile(page, "staff,samewords");
  await page.getByRole("button", { name: "Publish version 4" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish version 4" }).click();
  await page.getByText("Version 3 is in force with these very words").locator("visible=true").first().waitFor();
  assert.equal(await page.getByText("came into force while you wrote").count(), 0);
  assert.equal(await page.locator("textarea").first().inputValue(), "You share what you lived.");
  await page.getByRole("button", { name: "Publish version 4" }).waitFor();
  await done(page);
});

const FINDING = [
  ["is sent too late", (page) => page.keyboard.press("Control+Enter")],
  ["is still being written", again],
];
for (const [when, find] of FINDING) {
  test(`a decision that ${when} is told who was faster, and keeps the words`, async () => {
    const page = await open(`/console/certificates/${id(300)}`, "staff");
    await page.getByText("Do not accept").first().waitFor();
    await page.keyboard.press("3");
    await field(page, "reason").fill("The registry does not know this number.");
    meanwhile(page, "staff,decided");
    await find(page);
    await page.locator("b", { hasText: /Wren decided this 2\d s ago\./ }).waitFor();
    await page.locator("blockquote", { hasText: "The registry does not know this number." }).waitFor();
    await done(page);
  });
}

test("nobody can say that they are on a certificate that ended", async () => {
  for (const [flags, offered] of [["staff", 1], ["staff,lapsed", 0]]) {
    const page = await open(`/console/certificates/${id(301)}`, flags);
    await field(page, "note").waitFor();
    assert.equal(await page.getByRole("button", { name: "I am on it" }).count(), offered, flags);
    await done(page);
  }
});

test("a yearly check that another one overtakes keeps the note and the reason", async () => {
  const page = await open(`/console/certificates/${id(301)}`, "staff");
  await field(page, "note").fill("Asked by telephone.");
  await page.getByRole("button", { name: "It does not hold" }).click();
  await field(page, "reason").fill("They do not know it.");
  meanwhile(page, "staff,decided");
  await again(page);
  const words = page.locator("blockquote");
  await words.filter({ hasText: "They do not know it." }).waitFor();
  await words.filter({ hasText: "Asked by telephone." }).waitFor();
  await done(page);
});

test("an application that is handed in elsewhere while it is filled in keeps what was not saved in sight", async () => {
  const page = await open("/supporter", "draft");
  await field(page, "number").fill("PSS-4711");
  meanwhile(page, "review");
  await tell(page);
  await page.locator("b", { hasText: "This changed on another device" }).waitFor();
  await page.locator("blockquote", { hasText: "PSS-4711" }).waitFor();
  await done(page);
});

test("a leave that is being planned outlives the closing of its room", async () => {
  const page = await open("/keep", "keeper");
  await page.getByRole("button", { name: "Plan leave" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("select").selectOption({ label: "First Year Sober" });
  await field(page, "relief").fill("Juniper");
  meanwhile(page, "keeper,gone");
  await post(page);
  await dialog.locator("select").waitFor({ state: "detached" });
  await dialog.locator("b", { hasText: "First Year Sober" }).waitFor();
  assert.equal(await field(page, "relief").inputValue(), "Juniper");
  await done(page);
});

test("the settings of a room that came late, after a failure, begin with what the room is", async () => {
  const page = await open("/find", "keeper");
  await page.route("**/api/v1/rooms/*/guidelines*", (route) => route.fulfill({ status: 500, json: { error: { code: "fault", message: "", retry: "never" } } }));
  await page.evaluate((to) => history.pushState(null, "", to) ?? dispatchEvent(new PopStateEvent("popstate")), `/rooms/${id(100)}/settings?mock=keeper`);
  await page.getByRole("button", { name: "Try again" }).first().waitFor();
  await page.unroute("**/api/v1/rooms/*/guidelines*");
  await page.getByRole("button", { name: "Try again" }).first().click();
  await field(page, "name").waitFor();
  assert.equal(await field(page, "name").inputValue(), "Night Kitchen");
  await done(page);
});
