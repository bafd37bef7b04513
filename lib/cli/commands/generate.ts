import { buildCommand } from "@stricli/core";
import { parseDecimal } from "../../core/expression/decimal.ts";
import type { GenerateFlags } from "../generate/run-generate.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;

export const recordsMax = 50_000_000;

export const generateCommand = buildCommand<GenerateFlags, [string], Session>({
  loader: working(async () => (await import("../generate/run-generate.ts")).runGenerate),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief:
            "The subject kind: billing-run, reminders, campaign, order, inventory or service-change",
          placeholder: "KIND",
          parse: text,
        },
      ],
    },
    flags: {
      records: {
        kind: "parsed",
        parse: wholeNumber("--records", 1, recordsMax),
        default: "1000",
        placeholder: "N",
        brief: "How many records",
      },
      defects: {
        kind: "parsed",
        parse: share,
        default: "0",
        placeholder: "P",
        brief: "The share of records with a planted defect: 0.01 or 1%",
      },
      seed: {
        kind: "parsed",
        parse: wholeNumber("--seed", 0, 4_294_967_295),
        default: "1",
        placeholder: "S",
        brief: "The same seed gives the same bytes, on every machine",
      },
      out: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "DIR",
        brief: "The folder to write, which must not be there; generated-KIND when absent",
      },
    },
  },
  docs: {
    brief: "Make a realistic submission with known defects",
    fullDescription:
      "Writes a folder: the records as NDJSON, the run's header, the reference tables and history\n" +
      "that belong to them, and truth.ndjson, which names each planted defect with its record and\n" +
      "the violations that must follow. What is not named there is clean.\n\n" +
      "Exit codes: 0 written, 3 the request is wrong, 4 it could not be written.",
    customUsage: [
      "KIND [--records N] [--defects P] [--seed S] [--out DIR]",
      {
        input: "billing-run --records 100000 --defects 1% --seed 42 --out run",
        brief: "a hundred thousand invoices, one in a hundred wrong",
      },
    ],
  },
});

function wholeNumber(flag: string, min: number, max: number) {
  return (value: string): number => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new SyntaxError(
      `${flag} is '${value}', but must be a whole number from ${min} to ${max}`,
    );
  };
}

/** Parts of ten thousand, from `0.01` or `1%`. */
function share(value: string): number {
  const isPercent = value.endsWith("%");
  const parsed = parseDecimal(isPercent ? value.slice(0, -1) : value);
  const units = parsed && Number(parsed.units) * (isPercent ? 100 : 10_000);
  const parts = parsed && units !== undefined ? units / 10 ** parsed.scale : Number.NaN;
  if (Number.isInteger(parts) && parts >= 0 && parts <= 10_000) return parts;
  throw new SyntaxError(
    `--defects is '${value}', but must be a share from 0 to 1, such as 0.01 or 1%, in steps of 0.01%`,
  );
}
