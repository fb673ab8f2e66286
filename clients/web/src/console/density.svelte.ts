import { recall, remember } from "../app/device.ts";

/** How close rows stand: `close` only where a fine pointer is, so that a finger never has to hit 32 px. */
export type Density = "usual" | "close";

let current = $state<Density>("usual");

export const density = {
  get value(): Density {
    return current;
  },
};

function show(): void {
  document.documentElement.dataset["density"] = current;
}

export function densityOfDevice(): void {
  current = recall().density ?? "usual";
  show();
}

export function setDensity(next: Density): void {
  current = next;
  remember({ density: next });
  show();
}
