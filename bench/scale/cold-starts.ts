import { existsSync, readFileSync } from "node:fs";
import type { MeasuredInputs } from "./inputs.ts";

/** What `npm run bench:cold` has measured. */
export function coldStarts(): MeasuredInputs["coldMs"] {
  const file = new URL("../results/cold.json", import.meta.url);
  if (!existsSync(file)) throw new Error("run `npm run bench:cold` first: its figures are needed");
  const { functions } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly functions: Readonly<Record<string, { readonly firstVerdictMs: { median: number } }>>;
  };
  const of = (name: string): number => functions[name]?.firstVerdictMs.median ?? Number.NaN;
  return { submit: of("submit"), judgeChunk: of("judge-chunk") };
}
