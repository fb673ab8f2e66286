// How people are reached outside of the app: a push on a real service worker, and the way out at the foot of a real mail.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { freePort, header, takeMails } from "./mails.mjs";
import { shoot, violations } from "./open.mjs";
import { open, PATIENCE_MS } from "./real.mjs";

const SECRET = "kettle-lantern-ninepins";
let place, mails;
before(async () => {
  mails = await takeMails();
  const at = await freePort();
  const mail = ["--smtp-url", mails.url, "--mail-from", "Alongside <hello@talk.example.org>", "--public-url", `http://127.0.0.1:${at}`];
  place = await open({ at, args: ["--test-clock", "--limit-factor", "100", ...mail] });
});
after(async () => {
  await place?.close();
  mails?.close();
});

const sees = (page, text) => page.getByText(text).locator("visible=true").first().waitFor();

async function join(alias, email = "") {
  const page = await place.window();
  await page.goto(`${place.url}/sign-up`);
  await page.locator('[data-field="alias"]').fill(alias);
  await page.locator('[data-field="password"]').fill(SECRET);
  if (email) await page.locator('[data-field="email"]').fill(email);
  await page.locator("main form button[type=submit]").click();
  await page.getByRole("link", { name: "Find rooms" }).first().waitFor();
  return page;
}

/** The worker is told of a push as the browser would be by its push service. */
async function ringing(page) {
  await page.context().grantPermissions(["notifications"]);
  const worker = page.context().waitForEvent("serviceworker");
  await page.evaluate(() => navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready).then(() => undefined));
  const browser = await page.context().newCDPSession(page);
  const registration = new Promise((known) => {
    browser.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => registrations[0] && known(registrations[0].registrationId));
  });
  await browser.send("ServiceWorker.enable");
  const registrationId = await registration;
  const self = await worker;
  return {
    self,
    push: (message) => browser.send("ServiceWorker.deliverPushMessage", { origin: place.url, registrationId, data: JSON.stringify(message) }),
    /** What the browser shows, once there are so many. */
    shown: (fits) =>
      self.evaluate(async ([fits, patience]) => {
        const end = Date.now() + patience;
        for (;;) {
          const all = (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }));
          if (all.some((one) => one.body === fits)) return all;
          if (Date.now() > end) throw new Error(`Nothing says ${fits}: ${JSON.stringify(all)}`);
          await new Promise((next) => setTimeout(next, 50));
        }
      }, [fits, PATIENCE_MS]),
    /** A press on what is shown. `openWindow` needs a person's hand, so the test notes what it would open. */
    press: () =>
      self.evaluate(async () => {
        const [notification] = await registration.getNotifications();
        globalThis.opened = [];
        clients.openWindow = async (url) => void globalThis.opened.push(url);
        const event = new NotificationEvent("notificationclick", { notification });
        dispatchEvent(event);
      }),
    opened: () => self.evaluate(() => globalThis.opened),
  };
}

const WARNED = { kind: "duty_warning", notification: "0198a5f0-0000-7000-8000-000000000901", language: "en", discreet: true };

test("a push shows neither the place nor the matter where somebody is discreet, and leads to the matter", async () => {
  const page = await join("Quiet Birch");
  const { push, shown, press } = await ringing(page);
  await push(WARNED);
  assert.deepEqual(await shown("Something is new."), [{ title: "Notes", body: "Something is new.", tag: "alongside", data: "/keep" }]);
  await press();
  await page.waitForURL(/\/keep$/);

  await push({ ...WARNED, kind: "contact_answered", language: "es", discreet: false });
  assert.deepEqual(await shown("Alguien te respondió."), [{ title: "Alongside", body: "Alguien te respondió.", tag: "alongside", data: "/contact" }]);
  await push({ ...WARNED, kind: "role_lapsed", discreet: false });
  const [both, ...more] = await shown("There is news about your role.");
  assert.deepEqual([both.data, more], ["/notifications", []], "one that took another's place leads to both");
});

test("a press while only the console is open opens the app beside it, and what is for staff stays in the console", async () => {
  const page = await join("Low Tide");
  const { push, shown, press, opened } = await ringing(page);
  await page.goto(`${place.url}/console`);
  await page.locator("main h1").first().waitFor();
  await push(WARNED);
  await shown("Something is new.");
  await press();
  await page.waitForFunction(() => true);
  assert.deepEqual(await opened(), ["/keep"]);
});

test("one press in a mail stops its kind without signing in, and so does a mail program", async () => {
  const [, setup] = await place.told(/staff account, once: http:\/\/[^/]+(\/setup\S+)/);
  const staff = await place.window();
  await staff.goto(`${place.url}${setup}`);
  await staff.locator('[data-field="alias"]').fill("Wren");
  await staff.locator('[data-field="password"]').fill(SECRET);
  await staff.locator("main form button[type=submit]").click();
  await staff.getByRole("link", { name: "Find rooms" }).first().waitFor();
  const api = (page, method, path, body, type = "application/json") =>
    page.evaluate(
      async ([method, path, body, type]) => {
        const answer = await fetch(`/api/v1${path}`, { method, ...(body === undefined ? {} : { headers: { "content-type": type }, body }) });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
        return answer.status === 204 ? undefined : answer.json();
      },
      [method, path, body, type],
    );

  const marram = await join("Marram", "marram@example.org");
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const details = { kind: "state", issuer: "us-or", number: "THW-20114", issued_on: day(-400), expires_on: day(400) };
  const { id } = await api(marram, "POST", "/me/certificates", JSON.stringify(details));
  await api(marram, "POST", `/me/certificates/${id}/files?name=card.pdf`, PDF, "application/pdf");
  await api(marram, "POST", `/me/certificates/${id}/submit`, "{}");
  const decide = async (decision, more) => {
    const { items } = await api(staff, "GET", "/certification/queue");
    await api(staff, "POST", `/certificates/${id}/decide`, JSON.stringify({ version: items[0].certificate.version, decision, ...more }));
  };
  const mailed = async (kind) => (await api(marram, "GET", "/me/notification-preferences")).kinds.find((each) => each.kind === kind).mail;
  const stopOf = (mail) => header("List-Unsubscribe")(mail).replace(/^<|>$/g, "");
  const isOf = (kind) => (mail) => header("List-Unsubscribe")(mail).includes(`.${kind}.`);

  // By a person, in a browser that nobody is signed in at.
  await decide("revise", { reason: "The card is cut off." });
  const asked = await mails.until(isOf("certificate_revision"), PATIENCE_MS);
  assert.equal(header("List-Unsubscribe-Post")(asked), "List-Unsubscribe=One-Click");
  const page = await place.window();
  await page.goto(stopOf(asked));
  await sees(page, "Stop these mails?");
  await sees(page, "Your certificate needs a change");
  assert.equal(await mailed("certificate_revision"), true, "opening it changes nothing");
  for (const [width, height, colorScheme] of [[1280, 800, "light"], [360, 740, "dark"]]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await shoot(page, "reached-stop-mail");
    assert.deepEqual(await violations(page), []);
  }
  await page.getByRole("button", { name: "Stop them" }).click();
  await page.getByRole("heading", { name: "You get no more of these mails." }).waitFor();
  assert.equal(await mailed("certificate_revision"), false);

  // By a mail program (RFC 8058): a form without cookie, origin or referrer.
  await api(marram, "POST", `/me/certificates/${id}/submit`, "{}");
  await decide("verify", {});
  const verified = await mails.until(isOf("certificate_verified"), PATIENCE_MS);
  const answer = await fetch(stopOf(verified), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  assert.equal(answer.status, 204);
  assert.equal(await mailed("certificate_verified"), false);

  // A link that lost its end is said to be none of ours.
  await page.goto(stopOf(verified).slice(0, -3));
  await sees(page, "The link is not whole.");
});

const PDF = `${["%PDF-1.4", "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj", "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj", "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj", "trailer<</Root 1 0 R>>", "%%EOF"].join("\n")}\n`;
