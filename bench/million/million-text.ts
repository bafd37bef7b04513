import type { Machine } from "../machine.ts";
import type { MillionRun } from "./run-million.ts";

export interface MillionResult {
  readonly machine: Machine;
  readonly runs: readonly MillionRun[];
}

/** What a submission may take, whatever its size. */
export const wantedMb = 400;

/** The section of RESULTS.md on runs with all rules and all tables. */
export function millionText({ runs }: MillionResult, machineText: string): readonly string[] {
  return [
    "## All rules and all tables",
    "",
    machineText,
    "",
    "Billing runs as `holdpoint generate` makes them, with every table (customers, contracts, what was",
    "billed before) and the history of earlier runs, judged by the whole pack: rules of records, of sets",
    "and of runs. Each is the first after a change: it compiles the rules, and puts the tables into a",
    "temporary store. Memory is that of the process tree, looked at twenty times a second; beside the peak",
    "stands the greatest of each eighth of the time.",
    "",
    "| invoices | of them passed, held, blocked | MB | of tables | minutes | of processors | peak memory | by eighths | planted and found | generated in |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...runs.map(rowOf),
    "",
  ];
}

function rowOf(run: MillionRun): string {
  const { records, counts, megabytes, tableMegabytes, generated, judged, found } = run;
  const { passed, held, blocked } = counts;
  const met = judged.peakMb < wantedMb ? "met" : "missed";
  return `| ${[
    figure(records),
    [passed, held, blocked].map(figure).join(", "),
    figure(megabytes),
    figure(tableMegabytes),
    (judged.seconds / 60).toFixed(1),
    (judged.cpuSeconds / 60).toFixed(1),
    `${judged.peakMb} MB of ${wantedMb}: ${met}`,
    judged.eighthsMb.join(" "),
    found ? `${found.found} of ${found.planted}, ${found.others} others` : "not all are listed",
    `${generated.peakMb} MB`,
  ].join(" | ")} |`;
}

const figure = (n: number): string => n.toLocaleString("en-US");
