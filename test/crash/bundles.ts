import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { packPlan } from "../../lib/adapters/packaged/plans.ts";
import { packTables } from "../../lib/adapters/packaged/tables.ts";
import type { ActivePlan } from "../../lib/app/ports.ts";
import { repository } from "../support/house.ts";

/**
 * Bundles functions as the stacks do, each into a folder of its own with the plans beside it.
 * `test/infra` looks at what the stacks themselves bundle; here other gates are served.
 */
export async function bundleFunctions(
  folder: string,
  names: readonly string[],
  active: ActivePlan,
): Promise<void> {
  for (const name of names) {
    mkdirSync(join(folder, name), { recursive: true });
    packPlan(join(folder, name, "plans"), active);
    packTables(join(folder, name, "plans"), {});
  }
  await build({
    entryPoints: names.map((name) => ({
      in: join(repository, `lambdas/${name}/index.ts`),
      out: `${name}/index`,
    })),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    ...({ bundle: true, format: "esm", platform: "node", target: "node24" } as const),
    mainFields: ["module", "main"],
    ...{ minify: true, keepNames: true, logLevel: "error" as const },
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  });
}
