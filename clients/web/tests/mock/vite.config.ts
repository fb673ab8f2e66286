import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Connect } from "vite";
import { twoEntries } from "../../vite.config.ts";
import { answer } from "./http.ts";

const http: Connect.NextHandleFunction = (request, response) => {
  const { status, body } = answer(request.method ?? "GET", request.url ?? "/", String(request.headers["x-mock"] ?? ""));
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(body === undefined ? undefined : JSON.stringify(body));
};

/** The app over a made-up connection, to look at every state without a server: `npm run mock -w web`. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  cacheDir: "node_modules/.vite-mock",
  plugins: [
    svelte(),
    twoEntries(),
    {
      name: "mock-http",
      configureServer: (server) => void server.middlewares.use("/api/v1", http),
      configurePreviewServer: (server) => void server.middlewares.use("/api/v1", http),
    },
  ],
  build: { rollupOptions: { input: { app: "index.html", console: "console.html" } } },
  resolve: {
    alias: [{ find: /^@alongside\/connection$/, replacement: fileURLToPath(new URL("connection.ts", import.meta.url)) }],
  },
});
