import { findReferences } from "../../lib/adapters/references/find.ts";
import { contextOf } from "../../lib/app/check.ts";
import { judgedAsEInvoices } from "../../lib/app/run/e-invoices.ts";
import { gatePlan } from "../../lib/cli/gate-plan.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { judgeAll } from "../../lib/core/judge-all.ts";
import type { Reading } from "../../lib/core/record.ts";
import type { Report } from "../../lib/core/report.ts";
import { readSubmission } from "../../lib/subjects/read-submission.ts";
import { folderWith } from "./cli.ts";
import { repository } from "./house.ts";

/** A file of a submission that lies in memory. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** The shipped gate of billing runs over the tables that ship and some of its own, ready to judge files. */
export async function billingGate(tables: Readonly<Record<string, readonly JsonObject[]>> = {}) {
  const io = { cwd: repository, env: {}, now: () => new Date("2026-11-22T10:00:00Z") };
  const { gate, plan } = await gatePlan(io as never, { gate: "billing-run" } as never);
  const files = Object.entries(tables).map(([name, rows]) => [
    `${name}.json`,
    JSON.stringify(rows),
  ]);
  const named = files.length === 0 ? {} : { reference: folderWith(Object.fromEntries(files)) };
  const references = await findReferences({ ...named, cwd: repository, zone: gate.zone }, plan);
  const { subject } = plan;

  const judge = async (submission: readonly TextFile[]): Promise<Report> => {
    const opened = submission.map(({ name, text }) => ({ name, open: () => [Buffer.from(text)] }));
    let header: JsonObject = {};
    const readings: Reading[] = [];
    const onHeader = (found: JsonObject): void => {
      header = found;
    };
    for await (const batch of readSubmission(opened, { subject, onHeader }))
      readings.push(...batch);
    const judgedBy = {
      gate,
      rows: references.rows,
      businessAt: "2026-11-22T10:00:00Z",
      ...(await judgedAsEInvoices(opened, subject, header)),
    };
    const context = contextOf(judgedBy, header);
    return judgeAll(plan, readings, context, { violationsMax: 100_000 });
  };
  return { judge, close: () => references.close() };
}
