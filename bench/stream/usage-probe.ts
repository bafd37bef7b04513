import { writeFileSync } from "node:fs";

/** Loaded into a process before its program: tells at its end what it took, to a file. */
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(process.env["USAGE_FILE"] ?? "", JSON.stringify({ peakKb: maxRSS, seconds }));
});
