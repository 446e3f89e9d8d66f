// Builds the front end: every file directly in static/src becomes a file of the same name in static/dist.
// CSS and JavaScript are bundled and minified; fonts and images that they name are copied beside them.
// Run it through `make assets`, which first installs exactly what package-lock.json names.
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "static", "src");
const target = join(root, "static", "dist");

// Files that are used as they come: the faces that PDF documents embed (metrics of Times, full Vietnamese).
const tinos = join(root, "node_modules", "@expo-google-fonts", "tinos");
const copies = Object.fromEntries(
  ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"].map((face) => [
    join(tinos, face, `Tinos_${face}.ttf`),
    join("fonts", `Tinos_${face}.ttf`),
  ]),
);

const files = await readdir(source, { withFileTypes: true });
const entryPoints = files
  .filter((file) => file.isFile() && /\.(css|js|mjs|ts)$/.test(file.name))
  .map((file) => join(source, file.name));

await rm(target, { recursive: true, force: true });
await esbuild.build({
  entryPoints,
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome100", "firefox100", "safari15"],
  legalComments: "none",
  loader: { ".woff2": "file", ".woff": "file", ".svg": "file", ".png": "file", ".webp": "file" },
  assetNames: "assets/[name]-[hash]",
  logLevel: "warning",
});
for (const [from, to] of Object.entries(copies)) {
  await mkdir(join(target, "fonts"), { recursive: true });
  await cp(from, join(target, to));
}
