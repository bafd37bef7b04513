import { environment } from "../environment.ts";

/**
 * Sets what the functions log before they are made: nothing, or everything as JSON lines on
 * standard error. Their metrics go nowhere: nobody collects them on one machine.
 */
export function setFunctionLogs(isWanted: boolean): void {
  process.env["POWERTOOLS_METRICS_DISABLED"] = "true";
  process.env["POWERTOOLS_LOG_LEVEL"] = isWanted ? "INFO" : "SILENT";
  process.env[environment.logsTo] = "stderr";
}
