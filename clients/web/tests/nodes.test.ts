import { expect, test } from "vitest";
import { silentMs } from "../src/console/nodes.ts";

test("a node is silent when it was not heard for a minute, and never where there is nobody to hear", () => {
  for (const [heard, silent] of [
    [undefined, undefined],
    [480, undefined],
    [60_000, undefined],
    [60_001, 60_001],
    [95_000, 95_000],
  ] as const) {
    const node = { node: "n", version: "1", connections: 0, ...(heard === undefined ? {} : { heard_ms_ago: heard }) };
    expect(silentMs(node), String(heard)).toBe(silent);
  }
});
