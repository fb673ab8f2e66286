import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Connect, Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Where a server runs while the app is being worked on. */
const server = process.env.ALONGSIDE_SERVER ?? "http://127.0.0.1:8080";

/** As src/http/assets.rs does: addresses below /console are pages of the console. */
export function twoEntries(): Plugin {
  const toEntry: Connect.NextHandleFunction = (request, _, next) => {
    const [path = ""] = (request.url ?? "").split("?");
    if (/^\/console(\/[^.]*)?$/.test(path)) request.url = request.url!.replace(path, "/console.html");
    next();
  };
  return {
    name: "two-entries",
    configureServer: (server) => void server.middlewares.use(toEntry),
    configurePreviewServer: (server) => void server.middlewares.use(toEntry),
  };
}

export default defineConfig({
  plugins: [svelte(), twoEntries()],
  build: {
    outDir: process.env.ALONGSIDE_WEB_OUT ?? "dist",
    emptyOutDir: true,
    target: "es2020",
    // The participants' app, the console for staff, and the service worker.
    rollupOptions: {
      input: { app: "index.html", console: "console.html", sw: "src/worker/sw.ts" },
      // A service worker has one address for good, at the root of what it serves.
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  server: {
    proxy: { "/api": { target: server, ws: true } },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
