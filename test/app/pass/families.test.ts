import { issuePass } from "../../../lib/app/pass/issue-pass.ts";
import { keyList } from "../../../lib/app/pass/key-list.ts";
import { recallList } from "../../../lib/app/pass/recall-list.ts";
import { recallPass } from "../../../lib/app/pass/recall-pass.ts";
import { recordProof } from "../../../lib/app/pass/record-proof.ts";
import { rotateKeys } from "../../../lib/app/pass/rotate-keys.ts";
import { verifyPass } from "../../../lib/app/pass/verify-pass.ts";
import { replay } from "../../../lib/app/replay.ts";
import {
  createTable,
  describeOnDynamo,
  dynamoDbLocal,
  dynoxide,
} from "../../support/engines/dynamodb.ts";
import { marked } from "../../support/marks-gate.ts";
import {
  agreed,
  people,
  type ReviewedGate,
  reviewedGate,
  reviewedGateOnDynamo,
} from "../../support/reviewed-gate.ts";

const orders = [
  { number: "A-1", marks: [] },
  { number: "A-2", marks: ["hold1"] },
  { number: "A-3", marks: [] },
] as const;

/** From a part that goes out to what replay says of it all, the same on every store. */
async function walk(gate: ReviewedGate): Promise<void> {
  const { ports } = gate;
  const { submission_id: id } = await gate.submit("walk", orders);
  await gate.releasePart(id);
  const asked = await Promise.all(
    Array.from({ length: 5 }, () => issuePass(ports, { caller: people.shop, submission: id })),
  );
  expect(new Set(asked.map(({ pass }) => pass.id)).size).toBe(1);
  const part = asked[0]!.pass;
  await gate.decide(id, "hold1");
  await rotateKeys(
    { ...ports, clock: { now: () => "2026-11-23T10:00:00.000Z" } },
    { caller: people.admin, text: "once a year, as written" },
  );
  gate.at("2026-11-23T11:00:00.000Z");
  const rest = (await issuePass(ports, { caller: people.shop, submission: id })).pass;
  expect([part.records, rest.records, part.keyId === rest.keyId]).toEqual([2, 1, false]);
  await recallPass(ports, { caller: people.compliance, pass: rest.id, reason: agreed });

  const verdictOf = async (pass: typeof part, record: string): Promise<string> => {
    const proof = await recordProof(ports, { caller: people.shop, pass: pass.id, record });
    const { offset, length } = proof.record;
    return verifyPass({
      envelope: JSON.stringify(pass.envelope),
      subject: { record: marked(orders).subarray(offset, offset + length!), proof },
      keys: await keyList(ports),
      recalls: JSON.stringify(await recallList(ports)),
      now: "2026-11-23T11:00:00.000Z",
    }).verdict;
  };
  expect(await verdictOf(part, "A-3")).toBe("valid");
  expect(await verdictOf(rest, "A-2")).toBe("invalid");
  const pastReferences = { at: async () => ports.references };
  expect(
    await replay({ ...ports, pastReferences }, { caller: people.auditor, submission: id }),
  ).toMatchObject({
    verdict: "equal",
    differences: [],
    trail: { verdict: "explained" },
  });
}

test("a part, its rest, a rotation and a recall, proven and replayed on SQLite", async () => {
  const gate = await reviewedGate();
  await walk(gate).finally(gate.close);
});

describeOnDynamo(
  "a part, its rest, a rotation and a recall",
  [dynoxide, dynamoDbLocal],
  (documents) => {
    test("are proven and replayed", async () => {
      await createTable(documents(), "passes");
      await walk(reviewedGateOnDynamo(documents(), "passes"));
    });
  },
);
