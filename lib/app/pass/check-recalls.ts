import { isBefore, millisecondsOf } from "../instant.ts";
import { clocksDifferMaxMs } from "./check-statement.ts";
import { readEnvelope, signersOf } from "./dsse.ts";
import type { VerifyingKey } from "./key-ring.ts";
import { checkKeyTime } from "./key-time.ts";
import { type RecallList, readRecalls, recallsPayloadType, recallsSizeMax } from "./recall-list.ts";
import { failed, ok, type PassCheck, skipped, type VerifiedPass } from "./verification.ts";

/** The list, and how fresh it must be. */
export interface GivenRecalls {
  readonly recalls?: Uint8Array | string;
  readonly recallsAgeHoursMax?: number;
  readonly now: string;
}

/** Whether a list that can be believed leaves the pass standing. */
export function checkRecalls(
  { id, tenant }: VerifiedPass,
  keys: readonly VerifyingKey[],
  { recalls, recallsAgeHoursMax, now }: GivenRecalls,
): PassCheck {
  if (recalls === undefined)
    return recallsAgeHoursMax === undefined
      ? skipped("recalls", "no recall list was given: a pass that was recalled goes unnoticed")
      : failed("recalls", "no recall list was given, and one is asked for");
  const opened = listIn(recalls, keys, tenant);
  if (typeof opened === "string") return failed("recalls", opened);
  const stale = staleness(opened, now, recallsAgeHoursMax);
  if (stale !== undefined) return failed("recalls", stale);
  const recalled = opened.passes.find((pass) => pass.id === id);
  if (recalled === undefined) return ok("recalls", `not recalled by ${opened.issuedAt}`);
  return failed(
    "recalls",
    `the pass was recalled at ${recalled.at}: what it is for may not go out`,
  );
}

/** A list that a key of the gate signed in its time, or why it is not believed. */
function listIn(
  recalls: Uint8Array | string,
  keys: readonly VerifyingKey[],
  tenant: string,
): RecallList | string {
  const read = readEnvelope(recalls, recallsSizeMax);
  if (!read.ok) return `the recall list: ${read.problem}`;
  const { payload, payloadType } = read.envelope;
  if (payloadType !== recallsPayloadType)
    return `the recall list is ${JSON.stringify(payloadType.slice(0, 100))}, but must be ${recallsPayloadType}`;
  const signers = signersOf(read.envelope, keys);
  if (signers.length === 0) return "no key of the key list signed the recall list";
  const opened = readRecalls(payload);
  if (!opened.ok) return opened.problem;
  const { check } = checkKeyTime("recalls", signers, opened.list.issuedAt, tenant);
  return check.outcome === "ok" ? opened.list : `the recall list: ${check.message}`;
}

function staleness(
  { issuedAt, validUntil }: RecallList,
  now: string,
  ageHoursMax: number | undefined,
): string | undefined {
  const ageMs = millisecondsOf(now) - millisecondsOf(issuedAt);
  if (ageMs < -clocksDifferMaxMs)
    return `the recall list was made at ${issuedAt}, and now is ${now}: look at the clocks`;
  if (!isBefore(now, validUntil))
    return `the recall list was valid until ${validUntil}, and now is ${now}: fetch a newer one`;
  if (ageHoursMax !== undefined && ageMs > ageHoursMax * 3_600_000)
    return `the recall list was made at ${issuedAt}, more than ${ageHoursMax} hours ago: fetch a newer one`;
  return undefined;
}
