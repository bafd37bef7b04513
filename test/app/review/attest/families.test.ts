import { approve } from "../../../../lib/app/review/approvals/approve.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { getCase } from "../../../../lib/app/review/queries/get-case.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import {
  createTable,
  describeOnDynamo,
  dynamoDbLocal,
  dynoxide,
} from "../../../support/engines/dynamodb.ts";
import { type AskedGate, askedGate, askingGate, sure } from "../../../support/facts-gate.ts";
import { people, reviewedGateOnDynamo } from "../../../support/reviewed-gate.ts";

/** Held, asked, answered by one and by two, refused, returned and corrected: the same on every store. */
async function walk(asked: AskedGate): Promise<void> {
  const { ports } = asked.gate;
  const id = await asked.held([
    { number: "1", asks: ["agreed", "never"] },
    { number: "2", asks: ["agreed"] },
    { number: "3", asks: ["contradicts"] },
  ]);
  const { id: case_ } = await asked.caseOf(id, "agreed");
  const view = await getCase(ports, { caller: people.manager, case: case_ });
  expect(view.facts).toMatchObject([{ name: "agreed", violations: "0-1" }]);
  await expect(asked.attest(id, "agreed", { agreed: false })).rejects.toMatchObject({
    reason: "answers_do_not_clear",
  });
  const part = { violations: "0", idempotencyKey: "part", case: case_ };
  const first = await asked.attest(id, "agreed", { agreed: true }, part);
  expect(await asked.attest(id, "agreed", { agreed: true }, part)).toEqual(first);
  const { entry } = await asked.attest(id, "never", { names_no_disease: true });
  await approve(ports, {
    ...{ caller: people.compliance, approval: entry.approval as string },
    binding: String(entry.facts["binding"]),
  });
  await asked.attest(id, "contradicts", { contradicts: false });
  expect(await ports.submissions.find(id)).toMatchObject({
    state: "held",
    settled: { attested: 3 },
  });
  const left = await asked.caseOf(id, "agreed");
  const back = { case: left.id, decision: "return", reason: sure } as const;
  await decide(ports, { caller: people.manager, ...back });
  const again = await asked.held(
    [
      { number: "1", asks: ["agreed"] },
      // Nothing else of it has the customer: it passes.
      { number: "2", asks: ["twice"] },
    ],
    { supersedes: id },
  );
  expect(await ports.submissions.find(id)).toMatchObject({
    state: "superseded",
    settled: { attested: 3, fixed: 1 },
  });
  // Record 1 is another one now, without the word that the never rule looks for.
  const { id: open } = await asked.caseOf(again, "agreed");
  const second = await getCase(ports, { caller: people.manager, case: open });
  expect(second.answeredBefore).toBeUndefined();
  await asked.attest(again, "agreed", { agreed: true });
  expect((await ports.submissions.find(again))?.state).toBe("released");
  for (const one of [id, again]) expect(await mistakesIn(ports, one)).toEqual([]);
}

test("answers on SQLite", async () => {
  const asked = await askedGate();
  await walk(asked).finally(asked.gate.close);
});

describeOnDynamo("answers", [dynoxide, dynamoDbLocal], (documents) => {
  test("by one, by two, refused and asked again", async () => {
    await createTable(documents(), "answers");
    const gate = reviewedGateOnDynamo(documents(), "answers", undefined, askingGate());
    await walk(await askedGate({ gate }));
  });
});
