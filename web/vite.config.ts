import { defineConfig } from "vitest/config";

// The page is served by `photomend serve`; while it is being written, requests go to a server started beside it.
const server = "http://127.0.0.1:8800";

export default defineConfig({
  base: "./",
  build: {
    outDir: "../photomend/server/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    license: { fileName: "licences.md" }, // of what is bundled: their notices travel with the page
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    // Two pages: what the local server shows, and the try-on alone, which `photomend export` takes with what it names.
    rolldownOptions: { input: { index: "index.html", tryon: "tryon.html" } },
  },
  server: { proxy: { "/api": { target: server, ws: true } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
