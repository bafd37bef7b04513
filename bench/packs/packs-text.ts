import type { Machine } from "../machine.ts";
import type { RacedPack } from "./race-packs.ts";

export interface PacksResult {
  readonly machine: Machine;
  readonly raced: readonly RacedPack[];
}

const wanted = 4;

/** The section of RESULTS.md on the shipped billing pack. */
export function packsText({ raced }: PacksResult, machineText: string): readonly string[] {
  return [
    "## The shipped billing pack",
    "",
    machineText,
    "",
    "Its rules of records beside the 25 rules of the workload, on the same invoices and by the way that",
    "reports take: outcomes, violations with their values and evidence. Rules whose tables are not loaded",
    "do not count. The bench's invoices are completed by what the pack asks for and the 25 rules do not",
    "(items, check digits of the buyer's VAT number, e-Factura), since a violation costs more than a rule;",
    "one in twenty is broken all the same.",
    "",
    "| on | invoices | rules of the pack | rules of the set | time ratio | a (record, rule) pair | wanted |",
    "|---|---|---|---|---|---|---|",
    ...raced.map(rowOf),
    "",
  ];
}

function rowOf({ what, invoices, packRules, setRules, ratio }: RacedPack): string {
  const pair = ratio.median * (setRules / packRules);
  const met = pair <= wanted ? "met" : "missed";
  return (
    `| ${what} | ${invoices.toLocaleString("en-US")} | ${packRules} | ${setRules} | ` +
    `${ratio.median.toFixed(2)} | ${pair.toFixed(2)} | at most ${wanted}: ${met} |`
  );
}
