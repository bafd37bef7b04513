// Imported by a process under test: tells on standard error, at its end, the most memory it had.
import { readFileSync } from "node:fs";

process.on("exit", () => {
  process.stderr.write(`\npeak ${peakKb()} kB\n`);
});

/**
 * Of this process alone. On Linux `maxRSS` begins with what the process had that started this one, for it
 * outlives `exec`: under a test runner of 500 MB nothing would seem to take less.
 */
function peakKb() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
}
