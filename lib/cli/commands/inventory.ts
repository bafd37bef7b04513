import { buildCommand, buildRouteMap } from "@stricli/core";
import { parseField } from "../../core/expression/decimal.ts";
import { withExamples } from "../examples.ts";
import type { BalanceFlags } from "../inventory/balance.ts";
import { type Session, working } from "../session.ts";

const balanceCommand = buildCommand<BalanceFlags, string[], Session>({
  loader: working(async () => (await import("../inventory/balance.ts")).balance),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "A snapshot, as JSON or NDJSON; - is standard input",
        placeholder: "FILE",
        parse: String,
      },
      minimum: 1,
    },
    flags: {
      contactCost: {
        kind: "parsed",
        parse: amount,
        default: "5.00",
        placeholder: "AMOUNT",
        brief: "What one customer contact costs, in the snapshot's currency",
      },
      top: {
        kind: "parsed",
        parse: count,
        default: "20",
        placeholder: "N",
        brief: "How many articles are listed, those first on which most can be saved",
      },
      json: { kind: "boolean", optional: true, brief: "Every article, as JSON" },
    },
  },
  docs: {
    brief: "Both sides of stock: what holding it costs, and what its lack costs",
    fullDescription:
      "Works out what each article of a snapshot costs a year: holding, ordering, pieces short\n" +
      "and the contacts that they cause; at present, with the policy that its service target\n" +
      "asks for, and with the one that costs least. It names the formulas and, with --json,\n" +
      "the inputs of every figure, and says what each proposal would change. Articles that\n" +
      "lack something are listed as left out. Rule INV-23 judges by the same formulas.\n\n" +
      "Exit codes: 0 told, 3 a file is wrong or holds no article, 4 it could not be written.",
    customUsage: [
      "FILE... [--contact-cost AMOUNT] [--top N] [--json]",
      { input: "snapshot.json", brief: "by class, and where most can be saved" },
    ],
  },
});

/** @throws {SyntaxError} which is told as a mistake of the command line. */
function amount(value: string): string {
  const parsed = parseField(value);
  if (parsed && parsed.units >= 0n) return value;
  throw new SyntaxError(`--contact-cost is '${value}', but must be an amount such as 5.00`);
}

function count(value: string): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= 0) return number;
  throw new SyntaxError(`--top is '${value}', but must be a whole number from 0`);
}

export const inventoryCommands = buildRouteMap({
  routes: { balance: balanceCommand },
  docs: {
    brief: "What stock costs, and what its lack costs",
    fullDescription: withExamples(
      "What a snapshot of stock comes to, beside what the gate judges of it.",
      [
        [
          "holdpoint inventory balance snapshot.json",
          "see where stock costs more than it serves, and where its lack does",
        ],
      ],
    ),
  },
});
