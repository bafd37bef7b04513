import { readFileSync } from "node:fs";
import { join } from "node:path";
import { functions } from "../../../lib/core/expression/functions.ts";
import { functionsMarkdown } from "../../../lib/core/expression/functions-doc.ts";
import { repository } from "../../support/house.ts";

const markdown = functionsMarkdown();

/** Writes the file anew; run at the repository's root. */
const command = `npx node -e 'import("./lib/core/expression/functions-doc.ts").then((doc) => \
  fs.writeFileSync("docs/functions.md", doc.functionsMarkdown()))'`;

test("docs/functions.md is what the table says", () => {
  const stored = readFileSync(join(repository, "docs/functions.md"), "utf8");
  expect(stored === markdown ? "fresh" : `stale, run ${command}`).toBe("fresh");
});

test("every function has its row, with as many cells as the table has columns", () => {
  const rows = markdown.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows.length).toBe(functions.length);
  const cells = rows.map((row) => row.replaceAll("\\|", "").split("|").length);
  expect(new Set(cells)).toEqual(new Set([5]));
});
