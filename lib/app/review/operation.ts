/**
 * All that somebody may ask of the gate. Permissions, routes, commands and refusals name these and
 * nothing else.
 */
export const operations = [
  "submit",
  "open-run",
  "upload-run",
  "cancel-run",
  "resume-run",
  "read-run",
  "read-submission",
  "read-report",
  "withdraw",
  "answer",
  "read-cases",
  "claim",
  "unclaim",
  "assign",
  "ask",
  "propose",
  "decide",
  "reject-submission",
  "read-approvals",
  "approve",
  "refuse-approval",
  "release-partially",
  "issue-pass",
  "read-pass",
  "recall-pass",
  "rotate-keys",
  "load-history",
  "read-letters",
  "redrive-letter",
  "discard-letter",
  "read-audit",
  "replay",
] as const;
export type Operation = (typeof operations)[number];
