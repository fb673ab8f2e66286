import type { NewPushSubscription, PushKey, PushSubscriptions } from "@alongside/connection";
import { del, get, post } from "./api.ts";
import { recall, remember } from "./device.ts";

/** How a device can be reached. */
export type PushState = "unsupported" | "denied" | "off" | "on";

const WORKER = "/sw.js";

export const canPush = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/** `account` asked for it on this device; somebody else who signs in here did not. */
export async function pushState(account: string): Promise<PushState> {
  if (!canPush()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return recall().push === account && (await subscription()) ? "on" : "off";
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks the browser, and tells the server where it rings. False when the person said no to the browser. */
export async function turnOn(account: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const { key } = await get<PushKey>("/push/key");
  const registration = await navigator.serviceWorker.register(WORKER, { scope: "/" });
  await navigator.serviceWorker.ready;
  const subscribed = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  await post("/me/push-subscriptions", subscribed.toJSON() as NewPushSubscription);
  remember({ push: account });
  return true;
}

export async function turnOff(): Promise<void> {
  const { subscriptions } = await get<PushSubscriptions>("/me/push-subscriptions");
  const mine = subscriptions.find((each) => each.current);
  if (mine) await del(`/me/push-subscriptions/${mine.id}`);
  await (await subscription())?.unsubscribe();
  remember({ push: "" });
}

/** At each start: a browser may have got another address meanwhile. */
export async function renewPush(account: string): Promise<void> {
  if (!canPush() || recall().push !== account || Notification.permission !== "granted") return;
  const subscribed = await subscription();
  if (subscribed) await post("/me/push-subscriptions", subscribed.toJSON() as NewPushSubscription);
}

/** base64url, as the server gives its key. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}
