import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";

/** A worker that dies over the third part when somebody first judges it, and else does its work. */
const mark = join(workerData.scratch, "died");
parentPort?.on("message", ({ task }) => {
  if (task.do !== "judge" || task.part.number !== 3 || existsSync(mark)) return;
  writeFileSync(mark, "");
  process.exit(1);
});
await import("../../../lib/adapters/threads/worker.ts");
