import type { JudgedEntry } from "../../../lib/app/audit-entry.ts";
import type { Dossier } from "../../../lib/app/changes.ts";
import { sha256 } from "../../../lib/app/digest.ts";
import { GateError } from "../../../lib/app/errors.ts";
import { getPass, passesOf } from "../../../lib/app/pass/get-pass.ts";
import { issuePass } from "../../../lib/app/pass/issue-pass.ts";
import { keyList } from "../../../lib/app/pass/key-list.ts";
import { recallList } from "../../../lib/app/pass/recall-list.ts";
import { recallPass } from "../../../lib/app/pass/recall-pass.ts";
import { recordProof } from "../../../lib/app/pass/record-proof.ts";
import { rotateKeys } from "../../../lib/app/pass/rotate-keys.ts";
import { verifyPass } from "../../../lib/app/pass/verify-pass.ts";
import { replay } from "../../../lib/app/replay.ts";
import { decide } from "../../../lib/app/review/cases/decide.ts";
import type { PassPorts } from "../../../lib/app/review/command.ts";
import type { Submission } from "../../../lib/app/review/submission.ts";
import { withdraw } from "../../../lib/app/review/submissions/withdraw.ts";
import { stateFromTrail, unexplained } from "../../../lib/app/state-from-trail.ts";
import { marked } from "../../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../../support/reviewed-gate.ts";
import { certifiedKeysHere } from "../../support/root-keys.ts";

let gate: ReviewedGate;
beforeEach(async () => {
  gate = await reviewedGate();
});
afterEach(() => gate.close());

const later = (hours: number): string =>
  new Date(Date.parse(monday) + hours * 3_600_000).toISOString();
const orders = [
  { number: "A-1", marks: [] },
  { number: "A-2", marks: ["hold1"] },
  { number: "A-3", marks: [] },
] as const;
const issue = (submission: string, caller = people.manager, idempotencyKey?: string) =>
  issuePass(gate.ports, { caller, submission, ...(idempotencyKey && { idempotencyKey }) });
const refusalOf = (promise: Promise<unknown>): Promise<Pick<GateError, "code" | "reason">> =>
  promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error) => ({ code: error.code, reason: error.reason }),
  );

/** What downstream asks, with what downstream has. */
async function verdictOf(
  envelope: unknown,
  subject: Parameters<typeof verifyPass>[0]["subject"],
  now = monday,
) {
  const { verdict, checks } = verifyPass({
    envelope: JSON.stringify(envelope),
    subject,
    keys: await keyList(gate.ports),
    recalls: JSON.stringify(await recallList(gate.ports)),
    now,
  });
  return [
    verdict,
    ...checks.filter(({ outcome }) => outcome === "failed").map(({ check }) => check),
  ];
}

test("what passed has a pass for its payload, and for each record in it", async () => {
  const clean = [orders[0], orders[2]];
  const { submission_id: id } = await gate.submit("k1", clean);
  const { pass, entry } = await issue(id, people.shop);
  expect(entry).toMatchObject({ action: "pass.issued", pass: pass.id, submission: id });
  expect(pass).toMatchObject({ kind: "whole", records: 2, release: id, validUntil: later(72) });
  const payload = marked(clean);
  expect(await verdictOf(pass.envelope, { payload })).toEqual(["valid"]);
  for (const record of ["A-1", "/subject/1"]) {
    const proof = await recordProof(gate.ports, { caller: people.shop, pass: pass.id, record });
    const { offset, length } = proof.record;
    const bytes = payload.subarray(offset, offset + length!);
    expect(await verdictOf(pass.envelope, { record: bytes, proof })).toEqual(["valid"]);
  }
});

test("a pass says what was judged and decided, and names nobody", async () => {
  const { submission_id: id } = await gate.submit("k1", orders);
  await gate.decide(id, "hold1");
  const { pass } = await issue(id);
  const statement = JSON.parse(Buffer.from(pass.envelope.payload, "base64").toString());
  const judged = (await gate.store.audits.find(id))!;
  expect(statement).toMatchObject({
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "https://slsa.dev/verification_summary/v1",
    predicate: {
      verifier: { id: "urn:holdpoint:gate:acme" },
      timeVerified: monday,
      verificationResult: "PASSED",
      verifiedLevels: ["HOLDPOINT_RELEASED"],
      policy: { digest: { sha256: judged.ruleset.revision } },
      "urn:holdpoint:release:1": {
        gate: "marks",
        submission: id,
        verdict: "hold",
        state: "released",
        counts: judged.counts,
        kind: "whole",
        decisions: [
          {
            rule: "MRK-01",
            decision: "release",
            reason: "one_off_agreed",
            by: ["service_manager"],
          },
        ],
        decisionsOmitted: 0,
        validUntil: later(72),
      },
    },
  });
  const text = JSON.stringify(statement);
  for (const name of ["mari", "shop", "A-2", agreed.text]) expect(text).not.toContain(name);
  expect(statement.predicate.inputAttestations).toHaveLength(2);
});

test("a part has a pass for its records alone, and the rest one of its own", async () => {
  const { submission_id: id } = await gate.submit("k1", orders);
  await gate.releasePart(id);
  const part = (await issue(id)).pass;
  expect(part).toMatchObject({ kind: "part", records: 2 });
  const payload = marked(orders);
  expect(await verdictOf(part.envelope, { payload })).toEqual(["invalid", "subject"]);
  const statement = JSON.parse(Buffer.from(part.envelope.payload, "base64").toString());
  expect(Object.keys(statement.subject[0].digest)).toEqual(["holdpoint_rfc9162_sha256"]);

  await gate.decide(id, "hold1");
  const rest = (await issue(id)).pass;
  expect(rest).toMatchObject({ kind: "part", records: 1 });
  expect(rest.release).not.toBe(part.release);

  const outBy = { "A-1": part, "A-2": rest, "A-3": part };
  for (const [record, by] of Object.entries(outBy)) {
    for (const pass of [part, rest]) {
      const asked = recordProof(gate.ports, { caller: people.shop, pass: pass.id, record });
      if (pass !== by) {
        expect(await refusalOf(asked)).toMatchObject({ code: "not_found" });
        continue;
      }
      const proof = await asked;
      const bytes = payload.subarray(
        proof.record.offset,
        proof.record.offset + proof.record.length!,
      );
      expect(JSON.parse(Buffer.from(bytes).toString()).order_number).toBe(record);
      expect(await verdictOf(pass.envelope, { record: bytes, proof })).toEqual(["valid"]);
      const other = pass === part ? rest : part;
      expect(await verdictOf(other.envelope, { record: bytes, proof })).toEqual([
        "invalid",
        "subject",
      ]);
    }
  }
  // The first one is still there, and is given again by its release.
  const again = await issuePass(gate.ports, {
    caller: people.manager,
    submission: id,
    release: part.release,
  });
  expect(again.pass).toEqual(part);
});

test("each record goes out by one pass, however many parts a submission goes out in", async () => {
  const many = Array.from({ length: 9 }, (_, n) => ({
    number: `A-${n}`,
    marks: [1, 4].includes(n)
      ? (["hold1"] as const)
      : [2, 5].includes(n)
        ? (["hold2"] as const)
        : [],
  }));
  const { submission_id: id } = await gate.submit("k1", many);
  await gate.releasePart(id);
  const first = (await issue(id)).pass;
  await gate.decide(id, "hold2");
  await gate.releasePart(id);
  const second = (await issue(id)).pass;
  await gate.decide(id, "hold1");
  const third = (await issue(id)).pass;
  const out = await Promise.all(
    [first, second, third].map(async ({ id: pass }) => {
      const names = many.map(({ number }) => number);
      const asked = names.map((record) =>
        recordProof(gate.ports, { caller: people.shop, pass, record }).then(
          () => [record],
          () => [],
        ),
      );
      return (await Promise.all(asked)).flat().join(" ");
    }),
  );
  expect(out).toEqual(["A-0 A-3 A-6 A-7 A-8", "A-2 A-5", "A-1 A-4"]);
  expect([first, second, third].map(({ records }) => records)).toEqual([5, 2, 2]);
});

test("while a pass is valid it is given again, and nothing is written; afterwards there is a new one", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const first = await issue(id);
  gate.at(later(71.9));
  expect(await issue(id, people.shop, "other")).toEqual(first);
  expect(await gate.store.audits.trail(id)).toHaveLength(1);
  gate.at(later(72));
  const second = await issue(id);
  expect(second.pass.id).not.toBe(first.pass.id);
  expect(await passesOf(gate.ports, { caller: people.shop, submission: id })).toEqual([
    second.pass,
    first.pass,
  ]);
});

test("of twenty that ask at once each gets the same pass, and it was issued once", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) => issue(id, people.manager, `k${n}`)),
  );
  expect(new Set(all.map(({ pass }) => pass.id)).size).toBe(1);
  expect(new Set(all.map(({ entry }) => entry.id)).size).toBe(1);
  expect(await gate.store.audits.trail(id)).toHaveLength(1);
});

test("the same key gives the same pass, though it has expired since", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const first = await issue(id, people.manager, "key-1");
  gate.at(later(100));
  expect(await issue(id, people.manager, "key-1")).toEqual(first);
});

// What is not released has no pass, whoever asks.
test.each([
  ["held", async () => {}],
  [
    "withdrawn",
    (id: string) =>
      withdraw(gate.ports, {
        caller: people.shop,
        submission: id,
        text: "prices were wrong today",
      }),
  ],
  ["superseded", (id: string) => gate.submit("k2", [orders[0]], { supersedes: id })],
  ["confirmed", (id: string) => gate.decide(id, "hold1", "return")],
  ["rejected", (id: string) => gate.decide(id, "hold1", "reject")],
])("nothing that is %s has a pass", async (_state, make) => {
  const { submission_id: id } = await gate.submit("k1", orders);
  await make(id);
  expect(await refusalOf(issue(id))).toEqual({ code: "conflict", reason: "not_released" });
  expect(await gate.store.passes.of(id)).toEqual([]);
});

test("what went out in part keeps its pass when the rest is corrected, and gets no new one", async () => {
  const { submission_id: id } = await gate.submit("k1", orders);
  await gate.releasePart(id);
  const { pass } = await issue(id);
  const { submission_id: correction } = await gate.submit("k2", [{ number: "A-2", marks: [] }], {
    supersedes: id,
  });
  const proof = await recordProof(gate.ports, {
    caller: people.shop,
    pass: pass.id,
    record: "A-1",
  });
  const { offset, length } = proof.record;
  const record = marked(orders).subarray(offset, offset + length!);
  expect(await verdictOf(pass.envelope, { record, proof })).toEqual(["valid"]);
  gate.at(later(80));
  expect(await refusalOf(issue(id))).toEqual({ code: "conflict", reason: "not_released" });
  // The correction stands on what had gone out before it, and both are told again.
  const pastReferences = { at: async () => gate.ports.references };
  for (const submission of [id, correction])
    expect(
      await replay({ ...gate.ports, pastReferences }, { caller: people.auditor, submission }),
    ).toMatchObject({ verdict: "equal", differences: [] });
});

test("a recalled pass is on the list until it would have expired, and whoever verifies hears of it", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const { pass } = await issue(id);
  const subject = { payload: marked([orders[0]]) };
  const before = JSON.stringify(await recallList(gate.ports));
  gate.at(later(1));
  const { entry } = await recallPass(gate.ports, {
    caller: people.manager,
    pass: pass.id,
    reason: agreed,
  });
  expect(entry).toMatchObject({ action: "pass.recalled", pass: pass.id, reason: agreed });
  expect(await verdictOf(pass.envelope, subject, later(1))).toEqual(["invalid", "recalls"]);
  expect(await getPass(gate.ports, { caller: people.shop, pass: pass.id })).toMatchObject({
    version: 2,
    recalled: { at: later(1), by: { person: "mari" } },
  });
  // A list from before knows nothing of it: who wants to know asks for a young one.
  const old = {
    envelope: JSON.stringify(pass.envelope),
    subject,
    keys: await keyList(gate.ports),
    recalls: before,
  };
  expect(verifyPass({ ...old, now: later(2) }).verdict).toBe("valid");
  expect(verifyPass({ ...old, now: later(2), recallsAgeHoursMax: 1 }).verdict).toBe("invalid");
  expect(verifyPass({ ...old, now: later(24) }).verdict).toBe("invalid");

  expect(
    await refusalOf(
      recallPass(gate.ports, { caller: people.manager, pass: pass.id, reason: agreed }),
    ),
  ).toEqual({
    code: "conflict",
    reason: "recalled_before",
  });
  gate.at(later(72));
  const list = JSON.parse(Buffer.from((await recallList(gate.ports)).payload, "base64").toString());
  expect(list).toEqual({
    schema: "holdpoint/recalls/1",
    issuedAt: later(72),
    validUntil: later(96),
    passes: [],
  });
});

test("after a recall only who may recall gives another pass", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const { pass } = await issue(id, people.shop);
  await recallPass(gate.ports, { caller: people.compliance, pass: pass.id, reason: agreed });
  expect(await refusalOf(issue(id, people.shop))).toEqual({
    code: "forbidden",
    reason: "role_missing",
  });
  const own = { ...people.manager, person: "shop" };
  expect(await refusalOf(issue(id, own))).toEqual({ code: "forbidden", reason: "author_decides" });
  const refused = (await gate.store.audits.trail(id)).filter(
    (one) => one.action === "attempt.refused",
  );
  expect(refused).toHaveLength(2);
  const another = await issue(id);
  expect(another.pass.id).not.toBe(pass.id);
  expect((await issue(id, people.shop)).pass).toEqual(another.pass);
});

test.each([
  ["issue", "an analyst", people.analyst],
  ["issue", "an auditor", people.auditor],
  ["issue", "who administers the gate", people.admin],
  ["issue", "another sender", callerOf("other", "submitter")],
  ["recall", "the sender", people.shop],
  ["recall", "an analyst", people.analyst],
  ["recall", "a machine", { ...people.manager, isPerson: false }],
] as const)("to %s is not for %s", async (what, _who, caller) => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const { pass } = await issue(id);
  gate.at(later(100));
  const asked =
    what === "issue"
      ? issue(id, caller)
      : recallPass(gate.ports, { caller, pass: pass.id, reason: agreed });
  expect(await refusalOf(asked)).toMatchObject({ code: "forbidden" });
  expect((await gate.store.audits.trail(id)).at(-1)).toMatchObject({ action: "attempt.refused" });
});

test("a pass of another's submission is not read, and one that is not there is not found", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const { pass } = await issue(id);
  const stranger = callerOf("other", "submitter");
  expect(await refusalOf(getPass(gate.ports, { caller: stranger, pass: pass.id }))).toMatchObject({
    code: "forbidden",
  });
  expect(await refusalOf(passesOf(gate.ports, { caller: stranger, submission: id }))).toMatchObject(
    { code: "forbidden" },
  );
  for (const wrong of ["", "x", `${id}.0000000000000000`, `${"0".repeat(40)}.0000000000000000`])
    expect(
      await refusalOf(getPass(gate.ports, { caller: people.manager, pass: wrong })),
    ).toMatchObject({ code: "not_found" });
});

test("passes of before a rotation still verify, and new ones are signed by the new key", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const first = await issue(id);
  gate.at(later(1));
  const { entry } = await rotateKeys(gate.ports, {
    caller: people.admin,
    text: "once a year, as written",
    idempotencyKey: "r1",
  });
  expect(entry).toMatchObject({
    action: "key.rotated",
    facts: { from: later(1), signedBefore: first.pass.keyId },
  });
  expect(entry.submission).toBeUndefined();
  const subject = { payload: marked([orders[0]]) };
  expect(await verdictOf(first.pass.envelope, subject, later(2))).toEqual(["valid"]);
  gate.at(later(72));
  const second = await issue(id);
  expect(second.pass.keyId).not.toBe(first.pass.keyId);
  expect(await verdictOf(second.pass.envelope, subject, later(73))).toEqual(["valid"]);
  // The same command again, as after an answer that was lost: no second key.
  await rotateKeys(gate.ports, {
    caller: people.admin,
    text: "once a year, as written",
    idempotencyKey: "r1",
  });
  expect(await gate.store.keys.list()).toHaveLength(2);
});

test("a rotation that died before the key was made is done by the same command", async () => {
  const died = { ...gate.store.keys, rotate: () => Promise.reject(new Error("died")) };
  gate.at(later(1));
  const command = { caller: people.admin, text: "once a year, as written", idempotencyKey: "r1" };
  await expect(rotateKeys({ ...gate.ports, keys: died }, command)).rejects.toThrow("died");
  expect(await gate.store.keys.list()).toHaveLength(1);
  gate.at(later(2));
  const { entry } = await rotateKeys(gate.ports, command);
  expect((await gate.store.keys.list()).map(({ from }) => from)).toEqual([later(1), monday]);
  expect(entry.at).toBe(later(1));
});

test("a rotation that died is not done behind a later one", async () => {
  const died = { ...gate.store.keys, rotate: () => Promise.reject(new Error("died")) };
  const command = { caller: people.admin, text: "once a year, as written" };
  gate.at(later(1));
  const first = rotateKeys({ ...gate.ports, keys: died }, { ...command, idempotencyKey: "r1" });
  await expect(first).rejects.toThrow("died");
  gate.at(later(2));
  await rotateKeys(gate.ports, { ...command, idempotencyKey: "r2" });
  const again = rotateKeys(gate.ports, { ...command, idempotencyKey: "r1" });
  expect(await refusalOf(again)).toEqual({ code: "conflict", reason: "moved" });
  const froms = (await gate.store.keys.list()).map(({ from }) => from);
  expect(froms).toEqual([later(2), monday]);
});

test("nothing that a compromised key signed is believed, and its passes are replaced when asked for", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const first = await issue(id);
  gate.at(later(1));
  await rotateKeys(gate.ports, {
    caller: people.admin,
    text: "a laptop was stolen today",
    compromised: [first.pass.keyId],
  });
  const subject = { payload: marked([orders[0]]) };
  expect(await verdictOf(first.pass.envelope, subject, later(1))).toEqual(["invalid", "key_time"]);
  const second = await issue(id);
  expect(second.pass.id).not.toBe(first.pass.id);
  expect(await verdictOf(second.pass.envelope, subject, later(1))).toEqual(["valid"]);
});

test("keys are rotated by who administers the gate, for keys that there are, and never backwards", async () => {
  const command = { text: "once a year, as written" };
  expect(
    await refusalOf(rotateKeys(gate.ports, { ...command, caller: people.manager })),
  ).toMatchObject({ code: "forbidden", reason: "role_missing" });
  expect(
    await refusalOf(
      rotateKeys(gate.ports, { ...command, caller: people.admin, compromised: ["nobody"] }),
    ),
  ).toMatchObject({ code: "invalid" });
  gate.at(later(-1));
  expect(
    await refusalOf(rotateKeys(gate.ports, { ...command, caller: people.admin })),
  ).toMatchObject({ code: "unavailable", reason: "clock_behind" });
  expect(await gate.store.keys.list()).toHaveLength(1);
});

test("a pass that is issued while keys are rotated is signed by a key in its time", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  let rotated = false;
  const keys = {
    ...gate.store.keys,
    sign: async (bytes: Uint8Array) => {
      if (!rotated) await gate.store.keys.rotate(later(0.5));
      rotated = true;
      return gate.store.keys.sign(bytes);
    },
  };
  const { pass } = await issuePass(
    { ...gate.ports, keys },
    { caller: people.manager, submission: id },
  );
  // This machine's clock is behind the one that rotated: the pass begins when its key does.
  expect(pass.issuedAt).toBe(later(0.5));
  expect(await verdictOf(pass.envelope, { payload: marked([orders[0]]) }, later(0.5))).toEqual([
    "valid",
  ]);
});

test("a record is named by digest, pointer or key, and a key that several have names none", async () => {
  const twins = [orders[0], orders[2], orders[0]];
  const { submission_id: id } = await gate.submit("k1", twins);
  const { pass } = await issue(id);
  const proofOf = (record: string) =>
    recordProof(gate.ports, { caller: people.manager, pass: pass.id, record });
  expect(await refusalOf(proofOf("A-1"))).toEqual({ code: "conflict", reason: "ambiguous" });
  const byPointer = await proofOf("/subject/2");
  expect(byPointer.index).toBe(2);
  expect((await proofOf(byPointer.record.sha256)).index).toBe(0);
  const bytes = marked(twins).subarray(
    byPointer.record.offset,
    byPointer.record.offset + byPointer.record.length!,
  );
  expect(await verdictOf(pass.envelope, { record: bytes, proof: byPointer })).toEqual(["valid"]);
  for (const nobody of ["A-9", "/subject/9", "", "0".repeat(64)])
    expect(await refusalOf(proofOf(nobody))).toMatchObject({ code: "not_found" });
});

/** The ports, with one thing in the store changed behind the gate's back. */
const tampered = (change: Partial<PassPorts>): PassPorts => ({ ...gate.ports, ...change });
const submissionAs = (more: (found: Submission) => Partial<Submission>): Partial<PassPorts> => ({
  submissions: {
    ...gate.store.submissions,
    find: async (id) => {
      const found = await gate.store.submissions.find(id);
      return found && { ...found, ...more(found) };
    },
  },
});
const dossierAs = (change: (found: Dossier) => Dossier | undefined): Partial<PassPorts> => ({
  audits: {
    ...gate.store.audits,
    dossier: async (id) => {
      const found = await gate.store.audits.dossier(id);
      return found && change(found);
    },
  },
});
const judgedAs = (change: (found: JudgedEntry) => JudgedEntry | undefined): Partial<PassPorts> => ({
  audits: {
    ...gate.store.audits,
    find: async (id) => {
      const found = await gate.store.audits.find(id);
      return found && change(found);
    },
  },
});
const unproven = { code: "unavailable", reason: "release_unproven" };

// Whoever writes into the store, but cannot write entries, lets nothing out.
test.each<[string, () => Partial<PassPorts>, object]>([
  [
    "a document that says released",
    () =>
      submissionAs(({ id, submittedBy: by }) => ({
        state: "released",
        releases: [{ id, at: monday, kind: "auto", records: 3, by }],
      })),
    unproven,
  ],
  [
    "a release that borrows the id of an entry",
    () =>
      submissionAs(({ releases }) => ({
        releases: releases.map(({ excluded: _, ...release }) => ({ ...release, records: 3 })),
      })),
    unproven,
  ],
  [
    "a part that leaves less behind",
    () =>
      submissionAs(({ releases }) => ({
        releases: releases.map((release) => ({ ...release, excluded: "0", records: 2 })),
      })),
    unproven,
  ],
  ["an entry that is gone", () => judgedAs(() => undefined), unproven],
  [
    "an entry that counts other records",
    () => judgedAs((entry) => ({ ...entry, records: entry.records.slice(1) })),
    unproven,
  ],
  [
    "an entry that names other records",
    () => judgedAs((entry) => ({ ...entry, records: entry.records.toReversed() })),
    unproven,
  ],
  [
    "another payload",
    () => dossierAs((dossier) => ({ ...dossier, payload: marked([orders[0], orders[2]]) })),
    unproven,
  ],
  ["another salt", () => dossierAs((dossier) => ({ ...dossier, salt: "ab".repeat(32) })), unproven],
  [
    "an erased dossier",
    () => dossierAs(() => undefined),
    { code: "conflict", reason: "evidence_erased" },
  ],
])("%s gives no pass", async (_what, change, refusal) => {
  const { submission_id: id } = await gate.submit("k1", orders);
  await gate.releasePart(id);
  const command = { caller: people.manager, submission: id };
  expect(await refusalOf(issuePass(tampered(change()), command))).toEqual(refusal);
  expect(await gate.store.passes.of(id)).toEqual([]);
  expect((await issuePass(gate.ports, command)).pass.records).toBe(2);
});

test("what was held and never released has no pass, whatever its document says", async () => {
  const { submission_id: id } = await gate.submit("k1", orders);
  const says = submissionAs(({ submittedBy: by }) => ({
    state: "released_auto",
    releases: [{ id, at: monday, kind: "auto", records: 3, by }],
  }));
  const asked = issuePass(tampered(says), { caller: people.manager, submission: id });
  expect(await refusalOf(asked)).toEqual(unproven);
});

test("what another engine judged is decided on and gets its pass after an upgrade", async () => {
  const { submission_id: id } = await gate.submit("k1", orders);
  const past = () => Promise.reject(new GateError("unavailable", "the plan was made by engine 1"));
  const upgraded = { ...gate.ports, plans: { ...gate.store.plans, past } };
  const command = { caller: people.manager, case: await gate.caseOf(id, "hold1") };
  await decide(upgraded, { ...command, decision: "release", reason: agreed });
  const { pass } = await issuePass(upgraded, { caller: people.manager, submission: id });
  expect(await verdictOf(pass.envelope, { payload: marked(orders) })).toEqual(["valid"]);
});

test("the entries explain where passes stand, and hold no plain digest of a payload", async () => {
  const { submission_id: id } = await gate.submit("k1", [orders[0]]);
  const { pass } = await issue(id);
  await recallPass(gate.ports, { caller: people.manager, pass: pass.id, reason: agreed });
  const judged = (await gate.store.audits.find(id))!;
  const entries = [judged, ...(await gate.store.audits.trail(id))];
  const present = {
    submissions: [(await gate.store.submissions.find(id))!],
    passes: await gate.store.passes.of(id),
  };
  expect(unexplained(stateFromTrail(id, entries), present)).toEqual([]);
  expect(JSON.stringify(entries)).not.toContain(sha256(marked([orders[0]])));
  const moved = { ...present, passes: [{ ...pass, version: 2, validUntil: later(999) }] };
  expect(unexplained(stateFromTrail(id, entries), moved).map(({ at }) => at)).toEqual([
    `passes/${pass.id}/recalled`,
    `passes/${pass.id}/validUntil`,
  ]);
});

describe("with keys that a root key certifies:", () => {
  const certified = (count: number): PassPorts => ({
    ...gate.ports,
    keys: certifiedKeysHere(count, gate.ports.clock.now),
  });
  const verified = async (ports: PassPorts, envelope: unknown, payload: Uint8Array, now = monday) =>
    verifyPass({
      envelope: JSON.stringify(envelope),
      subject: { payload },
      keys: await keyList(ports),
      recalls: JSON.stringify(await recallList(ports)),
      now,
    });

  test("a pass and the list of recalls verify by the key list alone, and the root is named", async () => {
    const ports = certified(1);
    const clean = [orders[0], orders[2]];
    const { submission_id: id } = await gate.submit("certified", clean);
    const { pass } = await issuePass(ports, { caller: people.manager, submission: id });
    const [root] = await ports.keys.list();
    expect(pass.keyId).toBe(root!.keyId);
    const { verdict, checks, pass: told } = await verified(ports, pass.envelope, marked(clean));
    expect([verdict, told?.keyId]).toEqual(["valid", root!.keyId]);
    const { message } = checks.find(({ check }) => check === "signature")!;
    expect(message).toContain(`which ${root!.keyId} certified`);
    expect(checks.find(({ check }) => check === "recalls")?.outcome).toBe("ok");
    await recallPass(ports, { caller: people.manager, pass: pass.id, reason: agreed });
    expect((await verified(ports, pass.envelope, marked(clean))).verdict).toBe("invalid");
  });

  test("a rotation without a next key writes no entry, and the same command succeeds later", async () => {
    const ports = certified(1);
    const command = {
      caller: people.admin,
      text: "As every year, in November.",
      idempotencyKey: "r",
    };
    await expect(rotateKeys(ports, command)).rejects.toMatchObject({
      code: "conflict",
      reason: "no_next_key",
    });
    gate.at(later(1));
    const { entry } = await rotateKeys(certified(2), command);
    expect(entry.at).toBe(later(1));
  });

  test("after a rotation for a stolen root its passes fail, and a new one is given at once", async () => {
    const ports = certified(2);
    const clean = [orders[0]];
    const { submission_id: id } = await gate.submit("stolen", clean);
    const { pass } = await issuePass(ports, { caller: people.manager, submission: id });
    gate.at(later(1));
    await rotateKeys(ports, {
      caller: people.admin,
      text: "Somebody else may have it.",
      compromised: [pass.keyId],
    });
    const old = await verified(ports, pass.envelope, marked(clean), later(1));
    expect(old.checks.find(({ check }) => check === "key_time")?.outcome).toBe("failed");
    const { pass: anew } = await issuePass(ports, { caller: people.manager, submission: id });
    expect(anew.id).not.toBe(pass.id);
    expect((await verified(ports, anew.envelope, marked(clean), later(1))).verdict).toBe("valid");
  });
});
