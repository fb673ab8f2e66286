/** What lies on top of the page, lowest first. Escape closes the topmost. */
const open: (() => void)[] = [];

/** Lays something on top. Returns what takes it away again. */
export function layer(close: () => void): () => void {
  open.push(close);
  return () => {
    const at = open.indexOf(close);
    if (at >= 0) open.splice(at, 1);
  };
}

export function startLayers(): void {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const top = open.at(-1);
    if (!top) return;
    event.preventDefault();
    top();
  });
}
