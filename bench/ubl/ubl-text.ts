import type { Machine } from "../machine.ts";
import { judged, type UblSize } from "./ubl-run.ts";

export interface UblResult {
  readonly machine: Machine;
  readonly sizes: readonly UblSize[];
}

const wanted = 2;

/** The section of RESULTS.md on e-invoices. */
export function ublText({ sizes }: UblResult, machineText: string): readonly string[] {
  return [
    "## E-invoices",
    "",
    machineText,
    "",
    "UBL invoices, read and judged by the gate `billing-run` with the tables that ship; all of them pass.",
    "Ratios are medians over a bare parse of the same round, then the least.",
    "",
    "| lines | kB | | ms an invoice | time ratio | wanted |",
    "|---|---|---|---|---|---|",
    ...sizes.flatMap(({ lines, kilobytes, contestants }) =>
      contestants.map(
        ({ name, milliseconds, median, min }) =>
          `| ${lines.toLocaleString("en-US")} | ${kilobytes.toLocaleString("en-US")} | ${name} | ` +
          `${milliseconds.toFixed(2)} | ${median.toFixed(2)} (${min.toFixed(2)}) | ${verdict(name, median)} |`,
      ),
    ),
    "",
    "No package of npm judges UBL by the rules of EN 16931: `einvoicing` (0.0.3) reads UBL, and its rule sets",
    "are empty; `factur-x-kit` judges objects of CII before it writes them; `node-schematron` runs Schematron,",
    "whose rules for EN 16931 nobody publishes there. The official rules run on XSLT 2 in Java.",
    "",
  ];
}

const verdict = (name: string, median: number): string =>
  name === judged ? `at most ${wanted}: ${median <= wanted ? "met" : "missed"}` : "";
