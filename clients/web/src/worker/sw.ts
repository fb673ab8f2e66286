import { shown } from "./words.ts";

/** Shows what is pushed, and leads to the list. It keeps nothing and never stands between a page and the server. */
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
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
/** The part of a service worker's world that is used here; the page's own types hold for the rest of the app. */
declare const self: {
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: NotificationEvent) => void): void;
  readonly registration: Pick<ServiceWorkerRegistration, "showNotification">;
  readonly clients: { matchAll(options: { type: "window" }): Promise<Page[]>; openWindow(url: string): Promise<unknown> };
};

const LIST = "/notifications";

function read(data: PushEvent["data"]): object {
  try {
    const message: unknown = data?.json();
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const { title, body } = shown(read(event.data));
  // One at a time: a row of them on a locked screen tells more than each.
  event.waitUntil(self.registration.showNotification(title, { body, tag: "alongside", icon: "/icon.svg" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

async function open(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  const [page] = pages;
  if (!page) return void (await self.clients.openWindow(LIST));
  await page.focus();
  page.postMessage({ open: LIST });
}
