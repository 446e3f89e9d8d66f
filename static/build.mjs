// Builds the front end: every file directly in static/src becomes a file of the same name in static/dist.
// CSS and JavaScript are bundled and minified; fonts and images that they name are copied beside them.
// Run it through `make assets`, which first installs exactly what package-lock.json names.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "static", "src");
const target = join(root, "static", "dist");

const files = await readdir(source, { withFileTypes: true });
const entryPoints = files
  .filter((file) => file.isFile() && /\.(css|js|mjs|ts)$/.test(file.name))
  .map((file) => join(source, file.name));

await rm(target, { recursive: true, force: true });
const { warnings } = await esbuild.build({
  entryPoints,
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome100", "firefox100", "safari15"],
  legalComments: "none",
  loader: { ".woff2": "file", ".woff": "file", ".svg": "file", ".png": "file", ".webp": "file", ".geojson": "json" },
  assetNames: "assets/[name]-[hash]",
  logLevel: "warning",
});
if (warnings.length > 0) process.exit(1); // a brace that is missing turns half a style sheet off
