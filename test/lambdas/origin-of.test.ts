import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { originOf } from "../../lambdas/shared/origin-of.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-origin-"));
mkdirSync(join(folder, "lib"));
writeFileSync(
  join(folder, "lib/failing.ts"),
  "export const fine = 1;\n\nexport function fails(): never {\n  throw new Error('x');\n}\n",
);
writeFileSync(
  join(folder, "entry.ts"),
  'import { fails } from "./lib/failing.ts";\ntry { fails(); } catch (error) { console.log((error as Error).stack); }\n',
);

/** The frames of an error of the same code, bundled as the stacks do it. */
function framesIn(name: string, options: { readonly sourcemap: boolean }): readonly string[] {
  const outfile = join(folder, "out", `${name}.mjs`);
  const entryPoints = [join(folder, "entry.ts")];
  buildSync({ entryPoints, outfile, bundle: true, format: "esm", minify: true, ...options });
  const { stdout } = spawnSync(process.execPath, [outfile], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => /^\s+at /.test(line));
}

test("a frame of a bundle is told by its place in the sources", () => {
  const [frame = ""] = framesIn("mapped", { sourcemap: true });
  expect(frame).toContain("mapped.mjs:1:");
  expect(originOf(frame)).toMatch(/\(?lib\/failing\.ts:4:\d+\)?$/);
});

test("without a map, or where none can be read, a frame stays as it is", () => {
  const [frame = ""] = framesIn("plain", { sourcemap: false });
  expect(originOf(frame)).toBe(frame);
  writeFileSync(join(folder, "out/broken.mjs.map"), "no map");
  const broken = frame.replace("plain.mjs", "broken.mjs");
  expect(originOf(broken)).toBe(broken);
  expect(originOf("at node:internal/x:1:2")).toBe("at node:internal/x:1:2");
});
