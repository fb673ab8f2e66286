import type { Room } from "@alongside/connection";
import { toGuidelines, toRoom } from "../../app/routes.ts";

/** What a row of the list leads to: the string of its button, and where. */
export interface WayIn {
  label: "room-open" | "room-look" | "room-ask" | "room-answer" | "room-asked";
  path: string;
}

/** Members open a room, others look inside a public one and ask to join a group. Pure. */
export function wayIn(room: Pick<Room, "id" | "kind" | "you" | "join_request">): WayIn {
  if (room.you) return { label: "room-open", path: toRoom(room.id) };
  if (room.kind !== "group") return { label: "room-look", path: toRoom(room.id) };
  const request = room.join_request?.state === "open" ? room.join_request : undefined;
  const label = !request ? "room-ask" : request.invited_by ? "room-answer" : "room-asked";
  return { label, path: toGuidelines(room.id) };
}
