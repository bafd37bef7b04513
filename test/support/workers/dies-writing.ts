import fs, { existsSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, join } from "node:path";
import { workerData } from "node:worker_threads";

/**
 * A worker that dies over the first file of each pass: it has written the file, but not given it its
 * name, and leaves it.
 */
const rename = fs.renameSync;
fs.renameSync = (from, to) => {
  const [file] = basename(String(to)).split("-");
  // The pass that merges writes two files.
  const pass = file === "lists" ? "merged" : file;
  const mark = join(workerData.scratch, `died-${pass}`);
  if (existsSync(mark)) return rename(from, to);
  writeFileSync(mark, "");
  process.exit(1);
};
syncBuiltinESMExports();
await import("../../../lib/adapters/threads/worker.ts");
