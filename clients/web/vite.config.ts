import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** Where a server runs while the app is being worked on. */
const server = process.env.ALONGSIDE_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: process.env.ALONGSIDE_WEB_OUT ?? "dist",
    emptyOutDir: true,
    target: "es2020",
    // The moderation console will be a second entry here.
    rollupOptions: {
      input: { app: "index.html", sw: "src/worker/sw.ts" },
      // A service worker has one address for good, at the root of what it serves.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  server: {
    proxy: { "/api": { target: server, ws: true } },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
