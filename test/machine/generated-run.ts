import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/house.ts";

/** A billing run as `holdpoint generate` writes it, one invoice in a hundred wrong. */
export interface GeneratedRun {
  readonly folder: string;
  /** Its submission: the envelope, then the invoices. */
  readonly files: readonly string[];
  /** The idempotency key that its envelope names. */
  readonly key: string;
}

export function generated(
  records: number,
  { seed = 1, into = mkdtempSync(join(tmpdir(), "holdpoint-generated-")) } = {},
): GeneratedRun {
  const cli = join(repository, "bin/holdpoint.mjs");
  const out = join(into, "run");
  const what = ["--records", `${records}`, "--defects", "1%", "--seed", `${seed}`, "--out", out];
  const done = spawnSync(process.execPath, [cli, "generate", "billing-run", ...what]);
  if (done.status !== 0) throw new Error(`generate: ${done.stderr}`);
  return runIn(out);
}

/** What was generated before. */
export function runIn(folder: string): GeneratedRun {
  const envelope = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
  return { folder, files: ["run.json", "invoices.ndjson"], key: envelope.idempotency_key };
}
