import fs, { existsSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { workerData } from "node:worker_threads";

/** A worker that dies over the first file that it has written, before that is whole, and leaves it. */
const mark = join(workerData.scratch, "died");
const rename = fs.renameSync;
fs.renameSync = (from, to) => {
  if (existsSync(mark)) return rename(from, to);
  writeFileSync(mark, "");
  process.exit(1);
};
syncBuiltinESMExports();
await import("../../../lib/adapters/threads/worker.ts");
