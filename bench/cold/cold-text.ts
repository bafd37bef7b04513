import type { Machine } from "../machine.ts";
import type { ColdFunction, ColdRun, Spread } from "./cold-run.ts";

export interface ColdResult extends ColdRun {
  readonly machine: Machine;
}

const wantedMs = 250;
const wantedBytes = 1_500_000;

/** The section of RESULTS.md on cold starts. */
export function coldText(result: ColdResult, machineText: string): readonly string[] {
  const { rules, runs, bare, functions } = result;
  return [
    "## Cold starts",
    "",
    machineText,
    "",
    `The bundles that would be deployed, each in a process of its own under Lambda's runtime interface on this machine, ` +
      `with a gate of ${rules} rules; table and storage are servers of the same machine. From the start of the ` +
      `process to the answer of its first event; ${runs} starts each, in turn, medians (least to most).`,
    "",
    "| | bundle | first verdict | over the bare handler | next event | wanted |",
    "|---|---|---|---|---|---|",
    `| a bare handler | – | ${ms(bare)} | 1 | – | – |`,
    ...Object.entries(functions).map(([name, told]) => row(name, told)),
    "",
  ];
}

function row(
  name: string,
  { bundleBytes, firstVerdictMs, nextMs, overBare }: ColdFunction,
): string {
  const isSmall = bundleBytes < wantedBytes;
  const isFast = firstVerdictMs.median < wantedMs;
  return (
    `| ${name} | ${(bundleBytes / 1e6).toFixed(2)} MB | ${ms(firstVerdictMs)} | ${overBare.toFixed(2)} | ` +
    `${ms(nextMs)} | below 1.5 MB: ${isSmall ? "met" : "missed"}; below ${wantedMs} ms: ${isFast ? "met" : "missed"} |`
  );
}

const ms = ({ median, min, max }: Spread): string =>
  `${median.toFixed(0)} ms (${min.toFixed(0)} to ${max.toFixed(0)})`;
