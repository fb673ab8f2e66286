import type { Room } from "@alongside/connection";
import { expect, test } from "vitest";
import { inOrder, neighbour } from "../src/app/order.ts";

const room = (id: string, name: string, kind: Room["kind"] = "public") => ({ id, name, kind }) as Room;
const ROOMS = [
  room("3", "The Long Repair"),
  { ...room("4", "", "direct"), peer: { id: "p", alias: "Low Tide" } },
  room("1", "Carers’ Bench"),
  room("2", "Night Kitchen", "group"),
];

test("by name, one-to-one rooms after the others", () => {
  const { rooms, direct } = inOrder(ROOMS);
  expect(rooms.map((each) => each.id)).toEqual(["1", "2", "3"]);
  expect(direct.map((each) => each.id)).toEqual(["4"]);
});

test("neighbours go round the end", () => {
  expect(neighbour(ROOMS, "3", 1)?.id).toBe("4");
  expect(neighbour(ROOMS, "4", 1)?.id).toBe("1");
  expect(neighbour(ROOMS, "1", -1)?.id).toBe("4");
  expect(neighbour(ROOMS, undefined, 1)?.id).toBe("1");
  expect(neighbour([], undefined, 1)).toBeUndefined();
});
