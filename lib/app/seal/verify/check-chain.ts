import { sha256 } from "../../digest.ts";
import { isBefore } from "../../instant.ts";
import { readEnvelope, signersOf } from "../../pass/dsse.ts";
import type { VerifyingKey } from "../../pass/key-ring.ts";
import { checkKeyTime } from "../../pass/key-time.ts";
import type { Archive } from "../../ports.ts";
import { sealNameOf } from "../archive-names.ts";
import type { Seal, SealStatement } from "../seal.ts";
import { readSeal, readStatement, sealPayloadType } from "../seal-statement.ts";
import type { Finding, FindingKind, Findings } from "./finding.ts";

/** A link of the chain, as far as it could be read. */
export interface Link {
  readonly number: number;
  readonly statement: SealStatement;
}

/**
 * Follows the chain through the numbers that are there, in order: that none is missing, that each was
 * signed by a key of its time, and names the one before it. What a link says is given even where it
 * is wrong, so that what it lists can be looked at; what is wrong is told.
 */
export async function checkChain(
  source: Pick<Archive, "read">,
  numbers: readonly number[],
  keys: readonly VerifyingKey[],
  found: Findings,
): Promise<readonly Link[]> {
  const links: Link[] = [];
  const suspended: Finding[] = [];
  let previous: Previous | undefined;
  for (const [index, number] of numbers.entries()) {
    const file = sealNameOf(number);
    const tell = (kind: FindingKind, message: string): void =>
      found.add({ kind, seal: number, file, message });
    const expected = (numbers[index - 1] ?? 0) + 1;
    if (number !== expected) {
      const file = sealNameOf(expected);
      const message = `seal ${expected} is not there, and the next one is ${number}`;
      found.add({ kind: "seal_missing", seal: expected, file, message });
      previous = undefined;
    }
    const opened = openedSeal((await source.read(file)) ?? new Uint8Array(), keys, tell);
    if (opened === undefined) {
      previous = undefined;
      continue;
    }
    const { statement, digest, trouble } = opened;
    checkStatement(opened, number, previous, tell);
    // A compromised key proves nothing by itself, but a later seal of a good key vouches for it.
    if (trouble === "compromised")
      suspended.push({ kind: "seal_key_time", seal: number, file, message: compromised });
    else if (trouble === undefined) suspended.length = 0;
    links.push({ number, statement });
    previous = { statement, digest };
  }
  for (const finding of suspended) found.add(finding);
  return links;
}

const compromised =
  "it was signed by a key that somebody else may have, and no later seal of a good key follows it";

interface Previous {
  readonly statement: SealStatement;
  readonly digest: string;
}

interface OpenedSeal extends Previous {
  readonly seal: Seal;
  /** Why its signature is not believed. */
  readonly trouble: "compromised" | "other" | undefined;
}

type Tell = (kind: FindingKind, message: string) => void;

const envelopeSizeMax = 128 * 1024;

function openedSeal(
  bytes: Uint8Array,
  keys: readonly VerifyingKey[],
  tell: Tell,
): OpenedSeal | undefined {
  const read = readSeal(bytes);
  if (!read.ok) {
    tell("seal_unreadable", read.problem);
    return undefined;
  }
  const seal = read.value;
  const envelope = readEnvelope(JSON.stringify(seal.envelope), envelopeSizeMax);
  if (!envelope.ok) {
    tell("seal_unreadable", envelope.problem);
    return undefined;
  }
  const { payload, payloadType } = envelope.envelope;
  const stated = readStatement(payload);
  if (!stated.ok) {
    tell("seal_unreadable", stated.problem);
    return undefined;
  }
  const opened = { seal, statement: stated.value, digest: sha256(payload) };
  if (payloadType !== sealPayloadType) {
    tell("seal_unsigned", `it was signed as ${JSON.stringify(payloadType)}, which is no seal`);
    return { ...opened, trouble: "other" };
  }
  for (const { extension } of seal.envelope.signatures)
    for (const { keyid } of extension?.ext.signatures ?? [])
      if (keys.every(({ keyId }) => keyId !== keyid))
        tell("seal_unsigned", `nobody knows the key ${keyid.slice(0, 100)} that certified its key`);
  return { ...opened, trouble: signatureTrouble(envelope.envelope, stated.value, keys, tell) };
}

function signatureTrouble(
  envelope: Parameters<typeof signersOf>[0],
  { sealedAt, tenant }: SealStatement,
  keys: readonly VerifyingKey[],
  tell: Tell,
): OpenedSeal["trouble"] {
  const signers = signersOf(envelope, keys);
  if (signers.length === 0) {
    const ids = envelope.signatures.map(({ keyId }) => keyId.slice(0, 100)).join(", ");
    tell(
      "seal_unsigned",
      `no key of the list signed this (it names ${ids}): it was changed, or somebody else signed`,
    );
    return "other";
  }
  const { check, key } = checkKeyTime("key_time", signers, sealedAt, tenant);
  if (check.outcome === "ok") return undefined;
  if (key.compromised !== undefined) return "compromised";
  tell("seal_key_time", check.message);
  return "other";
}

function checkStatement(
  { seal, statement }: OpenedSeal,
  number: number,
  previous: Previous | undefined,
  tell: Tell,
): void {
  if (statement.number !== number || seal.number !== number)
    tell("seal_statement", `it says that it is seal ${statement.number}`);
  if (seal.through !== statement.through)
    tell("seal_statement", `beside it stands ${seal.through}, and it says ${statement.through}`);
  if (statement.late > statement.entries)
    tell("seal_statement", `${statement.late} of its ${statement.entries} entries came late`);
  if (statement.from !== undefined && isBefore(statement.through, statement.from))
    tell("seal_statement", `it goes from ${statement.from} back to ${statement.through}`);
  if (number === 1) {
    const isFirst = statement.previous === undefined && statement.from === undefined;
    if (!isFirst) tell("seal_unchained", "the first seal names one before it");
    if (statement.entriesInAll !== statement.entries)
      tell("seal_statement", `the first seal says ${statement.entriesInAll} entries in all`);
    return;
  }
  if (previous === undefined) return; // told already: what was before it cannot be read
  if (statement.previous !== previous.digest)
    tell("seal_unchained", `it does not follow seal ${number - 1} as that one is here`);
  if (statement.from !== previous.statement.through)
    tell(
      "seal_unchained",
      `it goes on from ${statement.from}, and the one before it ended elsewhere`,
    );
  if (statement.entriesInAll !== previous.statement.entriesInAll + statement.entries)
    tell(
      "seal_statement",
      `${statement.entriesInAll} entries in all are not those before and its own`,
    );
  if (statement.tenant !== previous.statement.tenant)
    tell("seal_statement", "it is of another tenant than the one before it");
}
