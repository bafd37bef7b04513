import { messageOf } from "../../core/message.ts";
import { builtIn, type Violation } from "../../core/violation.ts";
import type { Showing } from "./showing.ts";

/**
 * One violation a line, with its message rendered in the language. Unreadable pieces stand among
 * them as violations of the built-in rule `unreadable`, so that no held record goes untold.
 */
export function* ndjsonOutput({
  report,
  language,
  zone,
}: Pick<Showing, "report" | "language" | "zone">): Generator<string, void, void> {
  for (const violation of report.violations) {
    const message = messageOf(violation, report.texts[violation.rule], language, zone);
    yield `${JSON.stringify({ ...violation, message })}\n`;
  }
  for (const { place, position, code, reason } of report.unreadable) {
    const violation: Violation = {
      rule: builtIn.unreadable,
      outcome: "failed",
      severity: "hold",
      record: { key: "", position, place },
      at: [],
      values: {},
      evidence: [],
      why: code,
      note: reason,
      fingerprint: "",
    };
    const message = messageOf(violation, undefined, language, zone);
    yield `${JSON.stringify({ ...violation, message })}\n`;
  }
}
