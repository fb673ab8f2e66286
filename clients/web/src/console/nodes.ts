import type { NodeState } from "@alongside/connection";

/** Nodes tell of themselves twice a second. After this one is said to be silent, as its people are taken to be gone. */
const SILENT_MS = 60_000;

/** How long a node has been silent; absent while it is heard, and where there is nobody to hear. */
export function silentMs(node: NodeState): number | undefined {
  const { heard_ms_ago: ago } = node;
  return ago !== undefined && ago > SILENT_MS ? ago : undefined;
}
