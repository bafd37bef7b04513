import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../lib/app/digest.ts";
import { base64Of } from "../../../lib/app/pass/base64.ts";
import { paeOf, signed } from "../../../lib/app/pass/dsse.ts";
import { keyList } from "../../../lib/app/pass/key-list.ts";
import { thumbprintOf } from "../../../lib/app/pass/key-ring.ts";
import { inclusionPath, merkleRoot } from "../../../lib/app/pass/merkle.ts";
import type { Envelope } from "../../../lib/app/pass/pass.ts";
import type { RecordProof } from "../../../lib/app/pass/record-proof.ts";
import {
  merkleDigest,
  passPayloadType,
  type ReleaseFields,
  releaseField,
  statementBytes,
  statementOf,
} from "../../../lib/app/pass/statement.ts";
import { passChecks } from "../../../lib/app/pass/verification.ts";
import { type VerifyPass, verifyPass } from "../../../lib/app/pass/verify-pass.ts";
import fc from "../../support/fast-check.ts";
import { repository } from "../../support/house.ts";
import { memoryKeys, type PassAlgorithm, signedBy } from "../../support/pass-keys.ts";

const from = "2026-11-01T00:00:00.000Z";
const issuedAt = "2026-11-23T09:00:00.000Z";
const now = "2026-11-23T10:00:00.000Z";
const validUntil = "2026-11-26T09:00:00.000Z";

const records = ["one", "two", "two", "four"].map((text) => Buffer.from(`{"n":"${text}"}`));
const payload = Buffer.from(`[${records.join(",")}]`);
const leaves = records.map((record) => Buffer.from(sha256(record), "hex"));
const root = Buffer.from(merkleRoot(leaves)).toString("hex");

const fields = (more: Partial<ReleaseFields> = {}): ReleaseFields => ({
  pass: "5b.01",
  tenant: "acme",
  gate: "order",
  gateVersion: "v1",
  subject: "order",
  submission: "5b",
  ruleset: { name: "order", revision: "r1", engine: "2" },
  verdict: "pass",
  state: "released_auto",
  counts: { received: 4, passed: 4, held: 0, blocked: 0, unreadable: 0 },
  kind: "whole",
  release: { id: "5b", at: issuedAt, kind: "auto" },
  payload: { sha256: sha256(payload), sizeBytes: payload.length },
  records: { count: 4, merkleRoot: root },
  decisions: [],
  decisionsOmitted: 0,
  validUntil,
  ...more,
});

const sealed = async (...given: Parameters<typeof signed>): Promise<Envelope> =>
  (await signed(...given)).envelope;

// biome-ignore lint/suspicious/noExplicitAny: what an attacker writes has no type
type Anything = any;

/** A pass as the gate gives it, but for what is changed before it is signed, and its keys. */
async function passed({
  more = {},
  change = (statement: Anything): Anything => statement,
  algorithm = "Ed25519" as PassAlgorithm,
  at = issuedAt,
} = {}) {
  const keys = memoryKeys(from, algorithm);
  const release = fields(more);
  const entries = [{ id: "5b", sha256: "00" }];
  const statement = change(structuredClone(statementOf({ issuedAt: at, release, entries })));
  const envelope = await sealed(keys, passPayloadType, statementBytes(statement));
  return { signer: keys, ...(await given(keys, envelope)) };
}

async function given(
  keys: ReturnType<typeof memoryKeys>,
  envelope: Envelope,
): Promise<Omit<VerifyPass, "recalls">> {
  return {
    envelope: JSON.stringify(envelope),
    subject: { payload },
    keys: await keyList({ keys }),
    now,
  };
}

const proofOf = (index: number, more: Partial<RecordProof> = {}): RecordProof => ({
  schema: "holdpoint/proof/1",
  pass: "5b.01",
  record: {
    offset: 1,
    length: records[index]!.length,
    pointer: `/${index}`,
    sha256: sha256(records[index]!),
  },
  index,
  count: 4,
  path: inclusionPath(leaves, index).map((hash) => Buffer.from(hash).toString("hex")),
  ...more,
});

/** The verdict, and what failed. */
function told(command: VerifyPass): readonly string[] {
  const { verdict, checks } = verifyPass(command);
  expect(checks.map(({ check }) => check)).toEqual([...passChecks]);
  expect(checks.every(({ message }) => message.length > 5)).toBe(true);
  return [verdict, ...checks.filter(({ outcome }) => outcome === "failed").map((one) => one.check)];
}

test.each(["Ed25519", "ES256"] as const)(
  "a pass by %s is valid for its payload and its records",
  async (algorithm) => {
    const pass = await passed({ algorithm });
    expect(told(pass)).toEqual(["valid"]);
    for (const index of records.keys())
      expect(
        told({ ...pass, subject: { record: records[index]!, proof: proofOf(index) } }),
      ).toEqual(["valid"]);
    expect(verifyPass(pass).pass).toMatchObject({
      id: "5b.01",
      gate: "order",
      kind: "whole",
      issuedAt,
      validUntil,
    });
  },
);

test("the pass, the keys and the proof may come as bytes, text or objects", async () => {
  const pass = await passed();
  const proof = JSON.stringify(proofOf(1));
  const command = {
    ...pass,
    envelope: Buffer.from(String(pass.envelope)),
    keys: JSON.stringify(pass.keys),
    subject: { record: records[1]!, proof: Buffer.from(proof) },
  };
  expect(told(command)).toEqual(["valid"]);
  expect(told({ ...command, subject: { record: records[1]!, proof } })).toEqual(["valid"]);
});

// What somebody may do to an envelope who has no key.
const parsed = (pass: { readonly envelope: Uint8Array | string }): Anything =>
  JSON.parse(String(pass.envelope));
const restated = (pass: Anything, change: (statement: Anything) => void): string => {
  const envelope = parsed(pass);
  const statement = JSON.parse(Buffer.from(envelope.payload, "base64").toString());
  change(statement);
  return JSON.stringify({ ...envelope, payload: base64Of(statementBytes(statement)) });
};
test.each<[string, (pass: Anything) => string | Uint8Array, string]>([
  [
    "says it is valid for longer",
    (pass) =>
      restated(pass, (one) => {
        one.predicate[releaseField].validUntil = "2099-01-01T00:00:00.000Z";
      }),
    "signature",
  ],
  [
    "says it was issued now",
    (pass) =>
      restated(pass, (one) => {
        one.predicate.timeVerified = now;
      }),
    "signature",
  ],
  [
    "is for another file",
    (pass) =>
      restated(pass, (one) => {
        one.subject[0].digest.sha256 = "00".repeat(32);
      }),
    "signature",
  ],
  [
    "is written the same in another way",
    (pass) =>
      JSON.stringify({
        ...parsed(pass),
        payload: base64Of(
          Buffer.from(` ${Buffer.from(parsed(pass).payload, "base64").toString()}`),
        ),
      }),
    "signature",
  ],
  [
    "has another type",
    (pass) => JSON.stringify({ ...parsed(pass), payloadType: "application/json" }),
    "payload_type",
  ],
  [
    "has its type in capitals",
    (pass) => JSON.stringify({ ...parsed(pass), payloadType: passPayloadType.toUpperCase() }),
    "payload_type",
  ],
  [
    "has a signature of one bit less",
    (pass) => {
      const e = parsed(pass);
      const sig = Buffer.from(e.signatures[0].sig, "base64");
      sig[5]! ^= 1;
      e.signatures[0].sig = sig.toString("base64");
      return JSON.stringify(e);
    },
    "signature",
  ],
  [
    "has the signature of nothing",
    (pass) => {
      const e = parsed(pass);
      e.signatures[0].sig = base64Of(new Uint8Array(64));
      return JSON.stringify(e);
    },
    "signature",
  ],
  [
    "has an empty signature",
    (pass) => {
      const e = parsed(pass);
      e.signatures[0].sig = "";
      return JSON.stringify(e);
    },
    "signature",
  ],
  [
    "names a key that nobody knows",
    (pass) => {
      const e = parsed(pass);
      e.signatures[0].keyid = "mine";
      return JSON.stringify(e);
    },
    "signature",
  ],
  ["has no signature", (pass) => JSON.stringify({ ...parsed(pass), signatures: [] }), "envelope"],
  [
    "has two payloads",
    (pass) => String(pass.envelope).replace('"payload":', '"payload":"e30=","payload":'),
    "envelope",
  ],
  ["has something after it", (pass) => `${pass.envelope} {}`, "envelope"],
  ["is a list of passes", (pass) => `[${pass.envelope}]`, "envelope"],
  [
    "is larger than a pass is",
    (pass) => String(pass.envelope).replace("{", `{"x":"${"a".repeat(300_000)}",`),
    "envelope",
  ],
  [
    "nests too deep",
    (pass) => String(pass.envelope).replace("{", `{"x":${"[".repeat(5_000)}${"]".repeat(5_000)},`),
    "envelope",
  ],
  ["is no text", () => Buffer.from([0xff, 0xfe, 0x00]), "envelope"],
  ["is a JSON Web Token without a signature", () => "eyJhbGciOiJub25lIn0.e30.", "envelope"],
])("who has no key gets nothing out by a pass that %s", async (_what, attack, check) => {
  const pass = await passed();
  const [verdict, ...failed] = told({ ...pass, envelope: attack(pass) });
  expect([verdict, failed]).toEqual(["invalid", expect.arrayContaining([check])]);
});

test("flipping any one bit of an envelope never gives another valid pass", async () => {
  const pass = await passed();
  const bytes = Buffer.from(String(pass.envelope));
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      const { verdict, pass: read } = verifyPass({ ...pass, envelope: copy });
      // The key id is a hint: without it all keys are tried.
      if (verdict === "valid") expect(read).toEqual(verifyPass(pass).pass);
      else expect(verdict).toBe("invalid");
    }),
  );
});

test("another key's signature under the name of ours is none, of whatever kind the other is", async () => {
  for (const algorithm of ["Ed25519", "ES256"] as const)
    for (const theirs of ["ed25519", "ec", "rsa"] as const) {
      const pass = await passed({ algorithm });
      const envelope = parsed(pass);
      const { privateKey } =
        theirs === "ed25519"
          ? generateKeyPairSync("ed25519")
          : theirs === "ec"
            ? generateKeyPairSync("ec", { namedCurve: "P-256" })
            : generateKeyPairSync("rsa", { modulusLength: 2048 });
      const pae = paeOf(passPayloadType, Buffer.from(envelope.payload, "base64"));
      const bytes = theirs === "rsa" ? Buffer.alloc(64, 1) : signedBy(privateKey, pae);
      envelope.signatures[0].sig = base64Of(bytes);
      expect(told({ ...pass, envelope: JSON.stringify(envelope) })).toEqual([
        "invalid",
        "signature",
      ]);
    }
});

test("one good signature among others is enough, and others without it are not", async () => {
  const pass = await passed();
  const envelope = parsed(pass);
  const junk = { keyid: "somebody", sig: base64Of(new Uint8Array(64)) };
  const both = { ...envelope, signatures: [junk, ...envelope.signatures] };
  expect(told({ ...pass, envelope: JSON.stringify(both) })).toEqual(["valid"]);
  const none = { ...envelope, signatures: [junk, { ...junk, keyid: "" }] };
  expect(told({ ...pass, envelope: JSON.stringify(none) })).toEqual(["invalid", "signature"]);
});

test("what the gate signed as a recall list is no pass, and a pass is no recall list", async () => {
  const keys = memoryKeys(from);
  const bytes = statementBytes(
    statementOf({ issuedAt, release: fields(), entries: [{ id: "5b", sha256: "00" }] }),
  );
  const recalls = "application/vnd.holdpoint.recalls+json";
  const asList = await sealed(keys, recalls, bytes);
  expect(told(await given(keys, asList))).toEqual(["invalid", "payload_type"]);
  const relabelled = { ...asList, payloadType: passPayloadType };
  expect(told(await given(keys, relabelled))).toEqual(["invalid", "signature"]);
  const pass = await sealed(keys, passPayloadType, bytes);
  const command = await given(keys, pass);
  expect(told({ ...command, recalls: command.envelope as string })).toEqual(["invalid", "recalls"]);
});

// What even the gate's own key must not make valid.
test.each<[string, Parameters<typeof passed>[0], readonly string[]]>([
  [
    "a failed verification",
    {
      change: (one) => {
        one.predicate.verificationResult = "FAILED";
        return one;
      },
    },
    ["result"],
  ],
  [
    "another predicate",
    { change: (one) => ({ ...one, predicateType: "https://slsa.dev/provenance/v1" }) },
    ["statement"],
  ],
  [
    "another statement",
    { change: (one) => ({ ...one, _type: "https://in-toto.io/Statement/v0.1" }) },
    ["statement"],
  ],
  [
    "no field of ours",
    {
      change: (one) => {
        delete one.predicate[releaseField];
        return one;
      },
    },
    ["statement"],
  ],
  [
    "a field of ours that nobody knows",
    {
      change: (one) => {
        one.predicate[releaseField].only = "on Sundays";
        return one;
      },
    },
    ["statement"],
  ],
  [
    "a part whose subject is the whole",
    {
      more: { kind: "part" },
      change: (one) => {
        one.subject = [{ name: "payload", digest: { sha256: sha256(payload) } }];
        return one;
      },
    },
    ["statement"],
  ],
  [
    "two subjects",
    { change: (one) => ({ ...one, subject: [...one.subject, ...one.subject] }) },
    ["statement"],
  ],
  [
    "a subject that is not what was judged",
    {
      change: (one) => {
        one.subject[0].digest.sha256 = "00".repeat(32);
        return one;
      },
    },
    ["statement"],
  ],
  [
    "another resource than its submission",
    {
      change: (one) => {
        one.predicate.resourceUri = "urn:holdpoint:submission:acme:order:other";
        return one;
      },
    },
    ["statement"],
  ],
  [
    "another policy than its revision",
    {
      change: (one) => {
        one.predicate.policy.digest.sha256 = "r2";
        return one;
      },
    },
    ["statement"],
  ],
  ["no records", { more: { records: { count: 0, merkleRoot: root } } }, ["statement"]],
  [
    "a time that is none",
    {
      change: (one) => {
        one.predicate.timeVerified = "2026-02-30T00:00:00Z";
        return one;
      },
    },
    ["statement"],
  ],
  [
    "a time in another zone",
    {
      change: (one) => {
        one.predicate.timeVerified = "2026-11-23T11:00:00+02:00";
        return one;
      },
    },
    ["statement"],
  ],
  ["the part only, for the whole", { more: { kind: "part" } }, ["subject"]],
  ["an issue in the future", { at: "2026-11-23T10:02:00.000Z" }, ["not_before"]],
  ["an issue from before its key", { at: "2026-10-31T23:59:59.999Z" }, ["key_time"]],
  ["an end that has come", { more: { validUntil: now } }, ["not_expired"]],
])("%s is invalid", async (_what, how, failed) => {
  expect(told(await passed(how))).toEqual(["invalid", ...failed]);
});

test("clocks may differ by a minute, and a pass ends on the instant", async () => {
  expect(told(await passed({ at: "2026-11-23T10:00:59.000Z" }))).toEqual(["valid"]);
  const pass = await passed();
  expect(told({ ...pass, now: "2026-11-26T08:59:59.999Z" })).toEqual(["valid"]);
  expect(told({ ...pass, now: validUntil })).toEqual(["invalid", "not_expired"]);
});

test("fields beside ours that nobody knows change nothing, as in-toto demands", async () => {
  const change = (one: Anything) => ({
    ...one,
    x: 1,
    predicate: { ...one.predicate, dependencyLevels: {} },
  });
  expect(told(await passed({ change }))).toEqual(["valid"]);
});

test("a signed statement with a name twice is refused", async () => {
  const keys = memoryKeys(from);
  const bytes = statementBytes(
    statementOf({ issuedAt, release: fields(), entries: [{ id: "5b", sha256: "00" }] }),
  );
  const twice = Buffer.from(
    bytes
      .toString()
      .replace(
        '"verificationResult":"PASSED"',
        '"verificationResult":"FAILED","verificationResult":"PASSED"',
      ),
  );
  expect(told(await given(keys, await sealed(keys, passPayloadType, twice)))).toEqual([
    "invalid",
    "statement",
  ]);
});

// A record, its proof, and what is wrong with them.
test.each<[string, Uint8Array, unknown]>([
  ["another record", records[0]!, proofOf(3)],
  ["the record with a line end", Buffer.concat([records[0]!, Buffer.from("\n")]), proofOf(0)],
  ["a record of another place", records[0]!, proofOf(0, { index: 1 })],
  ["a proof with another count", records[0]!, proofOf(0, { count: 3 })],
  ["a path that is cut", records[0]!, proofOf(0, { path: proofOf(0).path.slice(1) })],
  ["a path of another record", records[0]!, proofOf(0, { path: proofOf(3).path })],
  ["the proof of another pass", records[0]!, proofOf(0, { pass: "5b.02" })],
  [
    "a proof that says its own digest",
    Buffer.from("{}"),
    proofOf(0, { record: { ...proofOf(0).record, sha256: sha256("{}") } }),
  ],
  ["a node as a record", Buffer.concat([leaves[0]!, leaves[1]!]), proofOf(0)],
  ["a proof with fields that nobody knows", records[0]!, { ...proofOf(0), root }],
  ["no proof", records[0]!, {}],
  ["a proof that is no JSON", records[0]!, "index=0"],
  [
    "a proof with a name twice",
    records[0]!,
    JSON.stringify(proofOf(0)).replace('"index"', '"index":3,"index"'),
  ],
])("%s is not let out", async (_what, record, proof) => {
  const pass = await passed();
  expect(told({ ...pass, subject: { record, proof: proof as RecordProof } })).toEqual([
    "invalid",
    "subject",
  ]);
});

test("in a part each record goes out by its proof, and no payload does", async () => {
  const out = [leaves[0]!, leaves[3]!];
  const merkle = Buffer.from(merkleRoot(out)).toString("hex");
  const pass = await passed({ more: { kind: "part", records: { count: 2, merkleRoot: merkle } } });
  const path = inclusionPath(out, 1).map((hash) => Buffer.from(hash).toString("hex"));
  const proof = proofOf(3, { index: 1, count: 2, path });
  expect(told({ ...pass, subject: { record: records[3]!, proof } })).toEqual(["valid"]);
  expect(told({ ...pass, subject: { record: records[1]!, proof: proofOf(1) } })).toEqual([
    "invalid",
    "subject",
  ]);
  expect(told(pass)).toEqual(["invalid", "subject"]);
  const statement = JSON.parse(Buffer.from(parsed(pass).payload, "base64").toString());
  expect(statement.subject).toEqual([
    { name: "released-records", digest: { [merkleDigest]: merkle } },
  ]);
});

test.each([
  ["tenant", "acme", "other"],
  ["gate", "order", "billing-run"],
  ["submission", "5b", "5c"],
  ["revision", "r1", "r2"],
] as const)("a pass is for the %s that is expected", async (name, right, wrong) => {
  const pass = await passed();
  expect(told({ ...pass, expected: { [name]: right } })).toEqual(["valid"]);
  expect(told({ ...pass, expected: { [name]: wrong } })).toEqual(["invalid", "expected"]);
});

test("a key that signs no more still verifies what it signed, and nothing later", async () => {
  const pass = await passed();
  await pass.signer.rotate("2026-11-23T09:30:00.000Z");
  const keys = await keyList({ keys: pass.signer });
  expect(told({ ...pass, keys })).toEqual(["valid"]);
  const late = await passed({ at: "2026-11-23T09:45:00.000Z" });
  const [key] = (await keyList({ keys: late.signer })).keys;
  expect(
    told({ ...late, keys: { keys: [{ ...key, until: "2026-11-23T09:30:00.000Z" }] } }),
  ).toEqual(["invalid", "key_time"]);
});

test("a compromised key verifies nothing, not even what it says it signed before", async () => {
  const pass = await passed();
  const [{ keyId } = { keyId: "" }] = await pass.signer.list();
  await pass.signer.rotate("2026-11-23T09:30:00.000Z", [keyId]);
  expect(told({ ...pass, keys: await keyList({ keys: pass.signer }) })).toEqual([
    "invalid",
    "key_time",
  ]);
});

test("a pass that two keys signed stands as long as one of them does", async () => {
  const [one, two] = [memoryKeys(from), memoryKeys(from, "ES256")];
  const bytes = statementBytes(
    statementOf({ issuedAt, release: fields(), entries: [{ id: "5b", sha256: "00" }] }),
  );
  const [a, b] = [
    await sealed(one, passPayloadType, bytes),
    await sealed(two, passPayloadType, bytes),
  ];
  const both = { ...a, signatures: [...a.signatures, ...b.signatures] };
  const [k1] = (await keyList({ keys: one })).keys;
  const [k2] = (await keyList({ keys: two })).keys;
  const command = { envelope: JSON.stringify(both), subject: { payload }, now };
  const compromised = "2026-11-23T09:30:00.000Z";
  expect(told({ ...command, keys: { keys: [{ ...k1, compromised }, k2] } })).toEqual(["valid"]);
  expect(
    told({
      ...command,
      keys: {
        keys: [
          { ...k1, compromised },
          { ...k2, compromised },
        ],
      },
    }),
  ).toEqual(["invalid", "key_time"]);
});

test("a list without keys, or no list, verifies nothing", async () => {
  const pass = await passed();
  for (const keys of ["", "{}", "[]", '{"keys":[]}', '{"keys":[null]}', {}, new Uint8Array()])
    expect(told({ ...pass, keys })).toEqual(["invalid", "keys"]);
});

// The recall list: signed, in time, and what it says.
const listOf = (more: Anything = {}) => ({
  schema: "holdpoint/recalls/1",
  issuedAt: "2026-11-23T09:30:00.000Z",
  validUntil: "2026-11-24T09:30:00.000Z",
  passes: [],
  ...more,
});
const recallOf = { id: "5b.01", at: "2026-11-23T09:20:00.000Z", validUntil };
test.each<[string, Anything, Partial<VerifyPass>, string]>([
  ["an empty one", listOf(), {}, "valid"],
  ["one with another pass", listOf({ passes: [{ ...recallOf, id: "5b.02" }] }), {}, "valid"],
  ["one with this pass", listOf({ passes: [recallOf] }), {}, "invalid"],
  ["one that is over", listOf({ validUntil: now }), {}, "invalid"],
  ["one of tomorrow", listOf({ issuedAt: "2026-11-24T09:30:00.000Z" }), {}, "invalid"],
  ["one from before its key", listOf({ issuedAt: "2026-10-01T00:00:00.000Z" }), {}, "invalid"],
  ["one young enough", listOf(), { recallsAgeHoursMax: 0.5 }, "valid"],
  ["one too old", listOf(), { recallsAgeHoursMax: 0.4 }, "invalid"],
  ["one with fields that nobody knows", listOf({ next: "x" }), {}, "invalid"],
  ["one that is none", { passes: [] }, {}, "invalid"],
])("a recall list, %s", async (_what, list, more, verdict) => {
  const pass = await passed();
  const envelope = await sealed(
    pass.signer,
    "application/vnd.holdpoint.recalls+json",
    Buffer.from(JSON.stringify(list)),
  );
  expect(told({ ...pass, recalls: JSON.stringify(envelope), ...more })).toEqual(
    verdict === "valid" ? ["valid"] : ["invalid", "recalls"],
  );
});

test("a recall list that somebody else signed, that is none, or that is asked for and not there", async () => {
  const pass = await passed();
  const theirs = await sealed(
    memoryKeys(from),
    "application/vnd.holdpoint.recalls+json",
    Buffer.from(JSON.stringify(listOf())),
  );
  expect(told({ ...pass, recalls: JSON.stringify(theirs) })).toEqual(["invalid", "recalls"]);
  expect(told({ ...pass, recalls: "[]" })).toEqual(["invalid", "recalls"]);
  expect(told({ ...pass, recallsAgeHoursMax: 24 })).toEqual(["invalid", "recalls"]);
});

test("whatever it is given it answers, and it calls nothing of it valid", async () => {
  const pass = await passed();
  const anything = fc.oneof(fc.uint8Array(), fc.string(), fc.json());
  fc.assert(
    fc.property(anything, anything, anything, (envelope, proof, recalls) => {
      for (const command of [
        { ...pass, envelope },
        { ...pass, subject: { record: records[0]!, proof } },
        { ...pass, recalls },
        { ...pass, keys: envelope },
      ])
        expect(verifyPass(command).verdict).toBe("invalid");
    }),
  );
});

test("a summary and the fields beside it say the same, or the pass is none", async () => {
  const told = [
    "tenant",
    "gate",
    "gateVersion",
    "submission",
    "ruleset",
    "kind",
    "payload",
    "records",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...told), fc.jsonValue(), async (name, value) => {
      const change = (one: Anything): Anything => {
        one.predicate[releaseField][name] = value;
        return one;
      };
      const { verdict } = verifyPass(await passed({ change }));
      expect(verdict).toBe("invalid");
    }),
  );
});

test("a key is known by its thumbprint (RFC 7638, as RFC 8037, A.3 works it out)", () => {
  const jwk = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  expect(thumbprintOf(jwk)).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
});

/** The reasons of refusals that sources name. */
function reasonsIn(folder: string): readonly string[] {
  const files = readdirSync(join(repository, folder));
  const texts = files.map((file) => readFileSync(join(repository, folder, file), "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/reason: "([a-z_]+)"/g)]);
  expect(found.length).toBeGreaterThan(5);
  return found.map(([, reason]) => reason as string);
}

test("docs/passes.md tells of every check, every field and every reason", () => {
  const page = readFileSync(join(repository, "docs/passes.md"), "utf8");
  const names = [
    ...passChecks,
    ...Object.keys(fields()),
    ...reasonsIn("lib/app/pass"),
    ...[releaseField, merkleDigest, passPayloadType],
  ];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
