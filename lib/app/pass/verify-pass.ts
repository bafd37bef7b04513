import { checkRecalls } from "./check-recalls.ts";
import { checkExpected, checkResult, checkTimes, type ExpectedPass } from "./check-statement.ts";
import { checkSubject, type PassSubject } from "./check-subject.ts";
import { type OpenEnvelope, readEnvelope, signersOf } from "./dsse.ts";
import { keyRingOf, type VerifyingKey } from "./key-ring.ts";
import { checkKeyTime } from "./key-time.ts";
import { passPayloadType, passSizeMax, readStatement } from "./statement.ts";
import {
  failed,
  ok,
  type PassCheck,
  type Verification,
  type VerifiedPass,
  verificationOf,
} from "./verification.ts";

/** What a pass is held against. Everything is untrusted but the keys. */
export interface VerifyPass {
  /** The envelope, as text or bytes. */
  readonly envelope: Uint8Array | string;
  /** What is about to go out: the whole payload, or one record with its proof. */
  readonly subject: PassSubject;
  /** The key list of the gate, as text, bytes, or read. */
  readonly keys: Uint8Array | string | object;
  /** RFC 3339. */
  readonly now: string;
  /** The signed list of recalled passes; without it a recall goes unnoticed, and the answer says so. */
  readonly recalls?: Uint8Array | string;
  /** The oldest list that is believed, in hours; absent: until it says itself that it is no longer valid. */
  readonly recallsAgeHoursMax?: number;
  /** What the pass must be for besides. */
  readonly expected?: ExpectedPass;
}

/**
 * Verifies a pass, offline: no clock, no network, nothing but what is given. Total: whatever the
 * envelope is, the answer is a list of checks. What is not understood fails.
 */
export function verifyPass(command: VerifyPass): Verification {
  const ring = keyRingOf(command.keys);
  if (!ring.ok) return verificationOf([failed("keys", ring.problem)]);
  const keys = ok("keys", `read: ${ring.keys.length}`);
  const read = readEnvelope(command.envelope, passSizeMax);
  if (!read.ok) return verificationOf([keys, failed("envelope", read.problem)]);
  const opened = [keys, ok("envelope", "an envelope of DSSE"), checkType(read.envelope)];
  const signers = signersOf(read.envelope, ring.keys);
  if (signers.length === 0)
    return verificationOf([...opened, failed("signature", unsigned(read.envelope, ring.keys))]);
  return contentOf(command, read.envelope, ring.keys, signers, opened);
}

/** From here on the payload is what the holder of a key signed. */
function contentOf(
  command: VerifyPass,
  { payload, payloadType }: OpenEnvelope,
  keys: readonly VerifyingKey[],
  signers: readonly VerifyingKey[],
  opened: readonly PassCheck[],
): Verification {
  const told = [...opened, ok("signature", `signed by ${signers.map(nameOf).join(", ")}`)];
  // What was signed as something else is not read as a pass.
  if (payloadType !== passPayloadType) return verificationOf(told);
  const read = readStatement(payload);
  if (!read.ok) return verificationOf([...told, failed("statement", read.problem)]);
  const { statement, release } = read;
  const issuedAt = statement.predicate.timeVerified;
  const { check: keyTime, key } = checkKeyTime("key_time", signers, issuedAt, release.tenant);
  const pass: VerifiedPass = {
    id: release.pass,
    tenant: release.tenant,
    gate: release.gate,
    submission: release.submission,
    kind: release.kind,
    records: release.records.count,
    issuedAt,
    validUntil: release.validUntil,
    keyId: key.certifiedBy ?? key.keyId,
  };
  const checks = [
    ...told,
    ok("statement", `a release pass of the gate '${release.gate}'`),
    keyTime,
    checkResult(statement),
    ...checkTimes(pass, command.now),
    checkExpected(release, command.expected),
    checkSubject(release, command.subject),
    checkRecalls(pass, keys, command),
  ];
  return verificationOf(checks, pass);
}

const nameOf = ({ keyId, certifiedBy }: VerifyingKey): string =>
  certifiedBy === undefined ? keyId : `${keyId}, which ${certifiedBy} certified`;

function checkType({ payloadType }: OpenEnvelope): PassCheck {
  if (payloadType === passPayloadType) return ok("payload_type", payloadType);
  const found = JSON.stringify(payloadType.slice(0, 100));
  return failed("payload_type", `${found}, but a pass is ${passPayloadType}`);
}

function unsigned({ signatures }: OpenEnvelope, keys: readonly VerifyingKey[]): string {
  const strangers = signatures
    .map(({ keyId }) => keyId)
    .filter((id) => id !== "" && keys.every(({ keyId }) => keyId !== id));
  return strangers.length > 0
    ? `the key ${JSON.stringify(strangers[0]?.slice(0, 100))} is not in the key list: fetch the list again, and if it is not there then, nobody here signed this`
    : "no key of the list signed this: something in it was changed after it was signed";
}
