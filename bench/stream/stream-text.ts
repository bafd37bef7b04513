import type { Machine } from "../machine.ts";
import { alone, type StreamedSize, threads } from "./stream-run.ts";

export interface StreamResult {
  readonly machine: Machine;
  readonly sizes: readonly StreamedSize[];
}

const wanted = { [alone]: 1.5, [threads]: 1 } as const;
const wantedMb = 400;

/** The section of RESULTS.md on large submissions. */
export function streamText({ sizes }: StreamResult, machineText: string): readonly string[] {
  return [
    "## Large submissions",
    "",
    machineText,
    "",
    "Billing runs as `holdpoint generate` makes them, judged by the gate `billing-run`, rules on",
    "duplicates and series included, with the tables that do not grow with the run (without customers",
    "and contracts). Time ratios are medians over the bare loop's time of the same round.",
    "",
    ...sizes.flatMap(sizeText),
  ];
}

const sizeText = ({ records, megabytes, rounds, contestants, ratios }: StreamedSize) => [
  `### ${records.toLocaleString("en-US")} invoices, ${megabytes.toLocaleString("en-US")} MB, ` +
    `${rounds} rounds`,
  "",
  "| | seconds | of processors | peak memory | time ratio | of processors | wanted |",
  "|---|---|---|---|---|---|---|",
  ...contestants.map(({ name, wallSeconds, cpuSeconds, peakMb }) => {
    const ratio = ratios[name];
    const figures = ratio ? `${ratio.wall.toFixed(2)} | ${ratio.cpu.toFixed(2)}` : "1 | 1";
    return (
      `| ${name} | ${wallSeconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${peakMb} MB | ` +
      `${figures} | ${verdict(name, ratio?.wall, peakMb)} |`
    );
  }),
  "",
];

function verdict(name: string, ratio: number | undefined, peakMb: number): string {
  const limit = Object.entries(wanted).find(([one]) => one === name)?.[1];
  if (limit === undefined || ratio === undefined) return "";
  const isMet = ratio <= limit && peakMb < wantedMb;
  return `at most ${limit}, below ${wantedMb} MB: ${isMet ? "met" : "missed"}`;
}
