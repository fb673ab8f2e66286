import { describe, expect, it } from "vitest";
import { Simulation } from "./fake/simulation.js";

declare const process: { env: Record<string, string | undefined> };

/** More of them: SIMULATION_SEEDS=200 npm test. */
const SEEDS = Number(process.env["SIMULATION_SEEDS"] ?? 12);
const STEPS = 3_000;

/**
 * Thousands of seeded steps: people talk, edit and take back; frames are delivered one by one, lost,
 * doubled; sockets break anywhere; servers restart. Afterwards everything that clients hold is compared
 * with the server's log. A failing seed fails the same way each time.
 */
describe("whatever happens", () => {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

  it.each(seeds)("by WebSocket, seed %i", async (seed) => {
    const run = new Simulation(seed, { http: false, restores: false });
    await run.run(STEPS);
    expect(run.report()).toMatchObject({ lost: [], doubled: [], different: [], removedText: [], order: [] });
    expect(run.acknowledged).toBeGreaterThan(50);
  });

  it.each(seeds.slice(0, Math.ceil(SEEDS / 3)))("through proxies that block sockets now and then, seed %i", async (seed) => {
    const run = new Simulation(seed, { http: true, restores: false });
    await run.run(STEPS / 3);
    expect(run.report()).toMatchObject({ lost: [], doubled: [], different: [], removedText: [], order: [] });
  });

  it.each(seeds.slice(0, Math.ceil(SEEDS / 3)))("with backups restored, seed %i", async (seed) => {
    const run = new Simulation(seed, { http: false, restores: true });
    await run.run(STEPS / 2);
    // What a restored backup does not hold is gone with it; everything else holds.
    expect(run.report()).toMatchObject({ doubled: [], different: [], removedText: [] });
    expect(run.restores).toBeGreaterThan(0);
  });
});
