import { getSubmission } from "../../../../lib/app/review/queries/get-submission.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import { type AskedGate, askedGate } from "../../../support/facts-gate.ts";
import { people } from "../../../support/reviewed-gate.ts";

let asked: AskedGate;
beforeAll(async () => {
  asked = await askedGate();
});
afterAll(() => asked.gate.close());

test("an answer that the rule accepts clears what it asks of, and the last one releases", async () => {
  const id = await asked.held([{ number: "1", asks: ["agreed"] }]);
  const { entry } = await asked.attest(id, "agreed", { agreed: true });
  expect(entry.action).toBe("decision.made");
  const submission = await getSubmission(asked.gate.ports, {
    caller: people.manager,
    submission: id,
  });
  expect(submission).toMatchObject({
    state: "released",
    verdict: "hold",
    settled: { attested: 1 },
  });
  expect(await mistakesIn(asked.gate.ports, id)).toEqual([]);
});
