import type { ContactInbox, DutyBoard, LinkList, ReviewQueue, ServerState } from "@alongside/connection";
import { untrack } from "svelte";
import { get } from "../app/api.ts";
import { session } from "../app/session.svelte.ts";
import { Fresh } from "./fresh.svelte.ts";
import { overdueRooms } from "./board.ts";
import { readInbox } from "./inbox.ts";

/** Queues are asked for again after this, while somebody looks; news of the account asks at once. */
export const REFRESH_MS = 60_000;
/** News that come together ask once. */
const GATHER_MS = 500;
/** Older than this, nobody is told that it is up to date. */
export const STALE_MS = REFRESH_MS * 1.5;

/** The queues that every page of the console counts, and how the installation is. */
export const desk = {
  duty: new Fresh(() => get<DutyBoard>("/duty/rooms")),
  review: new Fresh(() => get<ReviewQueue>("/certification/queue")),
  contact: new Fresh((): Promise<ContactInbox> => readInbox("/contact/messages", desk.contact.value)),
  links: new Fresh(() => get<LinkList>("/links?state=broken")),
  server: new Fresh(() => get<ServerState>("/server/state")),
};

const ALL: readonly Fresh<unknown>[] = [desk.duty, desk.review, desk.contact, desk.links, desk.server];

/** Asks for all of them again. What is under way is left to come. */
export function refresh(): void {
  for (const one of ALL) if (!one.busy) void one.again();
}

/** What the navigation counts; absent while nobody knows. */
export const counts = {
  get overdue(): number | undefined {
    return desk.duty.value && overdueRooms(desk.duty.value.rooms).length;
  },
  get review(): number | undefined {
    return desk.review.value && desk.review.value.applications + desk.review.value.checks;
  },
  get contact(): number | undefined {
    return desk.contact.value?.open;
  },
  get links(): number | undefined {
    return desk.links.value?.broken;
  },
};

/** Keeps the queues fresh while somebody looks: news for staff, coming back to the page, and the interval. Call in a component. */
export function keepFresh(): void {
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(gathering);
    gathering = setTimeout(() => document.visibilityState === "visible" && refresh(), GATHER_MS);
  };
  $effect(() => {
    void session.news;
    untrack(soon);
  });
  $effect(() => {
    if (session.link?.phase === "up_to_date") untrack(soon);
  });
  $effect(() => {
    const timer = setInterval(soon, REFRESH_MS);
    document.addEventListener("visibilitychange", soon);
    return () => {
      clearInterval(timer);
      clearTimeout(gathering);
      document.removeEventListener("visibilitychange", soon);
    };
  });
}
