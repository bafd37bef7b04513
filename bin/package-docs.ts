import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { docsAssets } from "../lib/http/docs-page.ts";

// Puts the files of the page that describes the API beside a function's code.
// node bin/package-docs.ts INTO

const [into] = process.argv.slice(2);
if (into === undefined) {
  console.error("usage: node bin/package-docs.ts INTO");
  process.exit(3);
}
const from = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
mkdirSync(into, { recursive: true });
for (const file of docsAssets) copyFileSync(join(from, file), join(into, file));
