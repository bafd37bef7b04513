import { canonicalJson, sha256 } from "../../app/digest.ts";
import { GateError } from "../../app/errors.ts";
import { loadedRunsMax } from "../../app/history/load-history.ts";
import { historySchema } from "../../app/history.ts";
import { isObject, type JsonObject } from "../../core/expression/value.ts";
import { administrators } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { tell } from "../remote/tell.ts";
import { objectIn } from "./json-file.ts";

export interface LoadRunsFlags extends RemoteFlags {
  readonly gate: string;
}

/** What one request carries: far below what a gate takes at once. */
const batchBytesMax = 1024 * 1024;

/** `holdpoint history load`: a gate compares with runs that went out before it released any. */
export async function loadRuns(io: Io, flags: LoadRunsFlags, name: string): Promise<ExitCode> {
  const { gate } = flags;
  const { subject, runs } = fileIn(io, name);
  const client = await connect(io, flags, administrators);
  let [added, known] = [0, 0];
  const entries: { readonly id: string }[] = [];
  for (const batch of batchesOf(runs)) {
    const body = {
      schema: historySchema,
      ...(subject !== undefined && { subject }),
      runs: batch,
    } as const;
    // The same runs to the same gate are one command, however often it is given.
    const idempotencyKey = `history-${sha256(canonicalJson([gate, ...batch])).slice(0, 32)}`;
    const { entry } = await client.loadHistory({ parameters: { gate }, body, idempotencyKey });
    const { facts } = entry as { readonly facts: JsonObject };
    added += (facts["runs"] as readonly unknown[]).length;
    known += Number(facts["known"]);
    entries.push(entry);
  }
  const there = known > 0 ? [`${known} already there`] : [];
  return tell(io, flags, { added, known, entries }, (palette) => [
    `${gate}: ${[`${counted(added, "run")} loaded`, ...there].join(", ")}`,
    ...entries.map(({ id }) => palette.quiet(`  kept as ${id}`)),
  ]);
}

function fileIn(io: Io, name: string) {
  const { schema, subject, runs } = objectIn(name, io.cwd);
  if (schema !== historySchema || !Array.isArray(runs) || !runs.every(isObject))
    throw new GateError(
      "invalid",
      `${name} is no file of earlier runs (${historySchema}): \`holdpoint history backfill\` makes one`,
    );
  if (runs.length === 0) throw new GateError("invalid", `${name} has no runs`);
  return { subject: typeof subject === "string" ? subject : undefined, runs };
}

/** Some runs at a time, in their order: what one transaction takes. */
function batchesOf(runs: readonly JsonObject[]): readonly JsonObject[][] {
  const batches: JsonObject[][] = [];
  let bytes = 0;
  for (const run of runs) {
    const size = Buffer.byteLength(JSON.stringify(run));
    const last = batches.at(-1);
    const fits = last !== undefined && last.length < loadedRunsMax && bytes + size <= batchBytesMax;
    bytes = fits ? bytes + size : size;
    if (fits) last.push(run);
    else batches.push([run]);
  }
  return batches;
}
