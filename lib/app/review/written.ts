import { GateError } from "../errors.ts";
import { type Decision, decisions, type Reason, reasonCodes } from "./case.ts";

/** How long what people write may be, in characters. */
export const reasonTextMin = 15;
export const reasonTextMax = 2_000;
export const questionTextMax = 1_000;
const attachmentsMax = 20;
const attachmentMax = 200;

/**
 * What somebody wrote, without the spaces at its ends. Characters that show nothing do not count
 * towards the least length.
 *
 * @throws {GateError} `invalid` with the place.
 */
export function admitText(
  text: string,
  {
    pointer,
    min = 1,
    max,
  }: { readonly pointer: string; readonly min?: number; readonly max: number },
): string {
  const trimmed = text.trim();
  const visible = trimmed.replace(/\p{Default_Ignorable_Code_Point}/gu, "").replace(/\s+/g, " ");
  const found = [...visible.trim()].length;
  if (found < min) throw wrong(pointer, `has ${found} characters, and at least ${min} say why`);
  const length = [...trimmed].length;
  if (length > max) throw wrong(pointer, `has ${length} characters, and at most ${max} are kept`);
  return trimmed;
}

/**
 * A reason as it is kept: section 5.2 of the domain specification.
 *
 * @throws {GateError} `invalid` with the place.
 */
export function admitReason({ code, text, attachments }: Reason): Reason {
  if (!reasonCodes.includes(code))
    throw wrong("/reason/code", `is no reason code: write one of ${reasonCodes.join(", ")}`);
  if (attachments !== undefined && attachments.length > attachmentsMax)
    throw wrong("/reason/attachments", `at most ${attachmentsMax} documents are named`);
  const kept = attachments?.map((id, index) =>
    admitText(id, { pointer: `/reason/attachments/${index}`, max: attachmentMax }),
  );
  return {
    code,
    text: admitText(text, { pointer: "/reason/text", min: reasonTextMin, max: reasonTextMax }),
    ...(kept !== undefined && { attachments: kept }),
  };
}

/** @throws {GateError} `invalid`, because a decision comes from outside. */
export function admitDecision(decision: Decision): Decision {
  if (decisions.includes(decision)) return decision;
  throw wrong("/decision", `is no decision: write one of ${decisions.join(", ")}`);
}

const wrong = (pointer: string, message: string): GateError =>
  new GateError("invalid", `${pointer}: ${message}`, { mistakes: [{ pointer, message }] });
