import { findInputs } from "../../adapters/files/inputs.ts";
import { GateError } from "../../app/errors.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import {
  type ArticleBalance,
  articleBalance,
  classBalances,
  proposalEffect,
} from "../../subjects/inventory/balance-report.ts";
import { inventorySubject } from "../../subjects/inventory/index.ts";
import { decimalIn, stockOf, type Uncosted } from "../../subjects/inventory/stock.ts";
import { submissionReadings } from "../check/submission-readings.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { paletteOf } from "../outputs/palette.ts";
import { balanceJson, type Statement } from "./balance-json.ts";
import { balanceText } from "./balance-text.ts";

export interface BalanceFlags {
  readonly contactCost: string;
  readonly top: number;
  readonly json?: boolean;
}

/**
 * `holdpoint inventory balance`: what holding and ordering stock costs, and what its lack costs with
 * the contacts that it causes, at present, as the targets ask for, and where both together are least.
 */
export async function balance(
  io: Io,
  flags: BalanceFlags,
  ...files: readonly string[]
): Promise<ExitCode> {
  const statement = await statementOf(io, flags, files);
  if (flags.json) await io.stdout.write(balanceJson(statement));
  else {
    const { columns } = io.stdout;
    const palette = paletteOf(wantsColour(io, io.stdout));
    const lines = balanceText(statement, {
      palette,
      top: flags.top,
      ...(columns !== undefined && { width: columns }),
    });
    await io.stdout.write(`${lines.join("\n")}\n`);
  }
  return exitCodes.clear;
}

async function statementOf(
  io: Io,
  { contactCost }: BalanceFlags,
  files: readonly string[],
): Promise<Statement> {
  const articles: ArticleBalance[] = [];
  const leftOut: Uncosted[] = [];
  const asked: JsonObject[] = [];
  let header: JsonObject = {};
  const batches = submissionReadings({
    inputs: await findInputs(files, io.cwd, io.stdin.open),
    subject: inventorySubject,
    onHeader: (found) => {
      header = { ...header, ...found };
    },
    onBytes: () => {},
  });
  for await (const batch of batches)
    for (const reading of batch) {
      if (reading.kind === "unreadable")
        throw new GateError("invalid", `${reading.place.file}: ${reading.reason}`);
      if (reading.of === "proposal") asked.push(reading.value);
      if (reading.of !== undefined && reading.of !== "item") continue;
      const stock = stockOf(reading.value, decimalIn(contactCost) ?? 0);
      if ("lacks" in stock) leftOut.push(stock);
      else articles.push(articleBalance(stock));
    }
  if (articles.length + leftOut.length === 0)
    throw new GateError("invalid", `${files.join(", ")}: no article is there to be costed`);
  const bySku = new Map(articles.map((one) => [one.stock.sku, one]));
  return {
    header: headerOf(header),
    contactCost,
    classes: classBalances(articles),
    articles,
    proposals: asked.map((one) => proposalEffect(one, bySku.get(String(one["sku"])))),
    leftOut,
  };
}

const headerFields = ["site_id", "snapshot_id", "as_of", "currency"] as const;

function headerOf(header: JsonObject): Statement["header"] {
  const run = (header["run"] ?? {}) as JsonObject;
  return Object.fromEntries(
    headerFields.flatMap((name) => {
      const value = run[name];
      return typeof value === "string" ? [[name, value] as const] : [];
    }),
  );
}
