import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // Nothing here waits for real time; a slow machine may still be slow.
    testTimeout: 180_000,
  },
});
