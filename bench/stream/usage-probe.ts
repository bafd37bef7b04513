import { readFileSync, writeFileSync } from "node:fs";

/** Loaded into a process before its program: tells at its end what it took, to a file. */
process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(process.env["USAGE_FILE"] ?? "", JSON.stringify({ peakKb: peakKb(), seconds }));
});

/** Of this process alone: on Linux `maxRSS` begins with what the process had that started this one. */
function peakKb(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
