import type { Machine } from "../machine.ts";
import type { Load } from "./load.ts";
import { type Contestant, contestants, type Round, type ServiceRun } from "./service-run.ts";

export interface ServiceResult extends ServiceRun {
  readonly machine: Machine;
}

const wantedShare = 0.5;
const wantedP99Ms = 50;

/** The section of RESULTS.md on the service. */
export function serviceText(result: ServiceResult, machineText: string): readonly string[] {
  const { bytes, ratePerSecond, seconds, connections, rounds } = result;
  const names = Object.keys(contestants) as Contestant[];
  const p99 = median(rounds.gate.map(({ steady }) => steady.p99));
  return [
    "## The service",
    "",
    machineText,
    "",
    `One order of ${(bytes / 1000).toFixed(1)} kB a request, judged by the 35 rules of the gate ` +
      "`order` with the tables that ship, by `holdpoint serve`: verified token, report, audit entry, " +
      "payload and outbox in one synced transaction before the answer. Beside it Fastify, which parses " +
      "the same body and inserts it (WAL, `synchronous = FULL`, answered after the commit). The client " +
      `is on the same machine; ${rounds.gate.length} rounds of ${seconds} s each, in turn; medians.`,
    "",
    `At ${ratePerSecond} requests a second, at random moments; what waits for its turn counts:`,
    "",
    "| | p50 | p95 | p99 | most | failures |",
    "|---|---|---|---|---|---|",
    ...names.map((name) => steadyRow(name, rounds[name])),
    "",
    `Wanted p99 below ${wantedP99Ms} ms: ${p99 < wantedP99Ms ? "met" : "missed"}.`,
    "",
    `As fast as ${connections} connections go:`,
    "",
    "| | requests a second | p50 | p99 | Holdpoint's rate over it | wanted |",
    "|---|---|---|---|---|---|",
    ...names.map((name) => fullRow(name, rounds)),
    "",
  ];
}

const ms = (rounds: readonly Load[], figure: (load: Load) => number): string =>
  `${median(rounds.map(figure)).toFixed(1)} ms`;

function steadyRow(name: Contestant, rounds: readonly Round[]): string {
  const loads = rounds.map(({ steady }) => steady);
  const failures = loads.reduce((sum, load) => sum + load.failures, 0);
  return (
    `| ${contestants[name]} | ${ms(loads, (l) => l.p50)} | ${ms(loads, (l) => l.p95)} | ` +
    `${ms(loads, (l) => l.p99)} | ${ms(loads, (l) => l.max)} | ${failures} |`
  );
}

function fullRow(name: Contestant, rounds: ServiceRun["rounds"]): string {
  const loads = rounds[name].map(({ full }) => full);
  const rate = median(loads.map((load) => load.ratePerSecond)).toFixed(0);
  const figures = `${rate} | ${ms(loads, (l) => l.p50)} | ${ms(loads, (l) => l.p99)}`;
  return `| ${contestants[name]} | ${figures} | ${comparison(name, rounds)} |`;
}

function comparison(name: Contestant, rounds: ServiceRun["rounds"]): string {
  if (name === "gate") return "1 | ";
  const ratios = rounds.gate.map(
    ({ full }, round) => full.ratePerSecond / (rounds[name][round]?.full.ratePerSecond ?? 1),
  );
  const ratio = median(ratios);
  return `${ratio.toFixed(2)} | at least ${wantedShare}: ${ratio >= wantedShare ? "met" : "missed"}`;
}

const median = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
