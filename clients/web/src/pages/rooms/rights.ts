import type { Account, Room } from "@alongside/connection";

/** Supporters and staff open rooms. */
export function opensRooms(account: Account): boolean {
  return account.roles.includes("supporter") || account.roles.includes("staff");
}

export function isStaff(account: Account | null): boolean {
  return account?.roles.includes("staff") ?? false;
}

export function keeps(room: Pick<Room, "you">): boolean {
  return room.you?.role === "moderator";
}
