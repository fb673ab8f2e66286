import type { PushMessage } from "@alongside/connection";
import { openPage, placeOf, shown } from "./words.ts";

/** Shows what is pushed, and leads to where it can be read. It keeps nothing and never stands between a page and the server. */
interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface PushEvent extends Waiting {
  readonly data: { json(): unknown } | null;
}
interface NotificationEvent extends Waiting {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
/** The part of a service worker's world that is used here; the page's own types hold for the rest of the app. */
declare const self: {
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: NotificationEvent) => void): void;
  readonly registration: Pick<ServiceWorkerRegistration, "showNotification" | "getNotifications">;
  readonly clients: { matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>; openWindow(url: string): Promise<unknown> };
};

/** One at a time: a row of them on a locked screen tells more than each. */
const TAG = "alongside";

function read(data: PushEvent["data"]): Partial<PushMessage> {
  try {
    const message: unknown = data?.json();
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));

async function show(message: Partial<PushMessage>): Promise<void> {
  const { title, body } = shown(message);
  const others = await self.registration.getNotifications({ tag: TAG });
  const data = placeOf(message, others.map((other) => other.data as unknown));
  await self.registration.showNotification(title, { body, data, tag: TAG, icon: "/icon.svg" });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data)));
});

async function open(place: string): Promise<void> {
  // Also pages that were there before this worker was.
  const page = openPage(await self.clients.matchAll({ type: "window", includeUncontrolled: true }), place);
  if (!page) return void (await self.clients.openWindow(place));
  page.postMessage({ open: place });
  await page.focus();
}
