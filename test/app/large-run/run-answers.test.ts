import { decide } from "../../../lib/app/review/cases/decide.ts";
import { getCase } from "../../../lib/app/review/queries/get-case.ts";
import { askingBody, askingGate, sure } from "../../support/facts-gate.ts";
import { people } from "../../support/reviewed-gate.ts";
import { type RunGate, runGate } from "../../support/run-gate.ts";

let it: RunGate;
beforeEach(async () => {
  it = await runGate({ plan: askingGate() }, "asking");
});
afterEach(() => it.close());

test("what a rule asks of a run is not answered: it is returned, and answered in one request", async () => {
  const { subject } = JSON.parse(
    Buffer.from(askingBody([{ number: "1", asks: ["agreed"] }])).toString(),
  );
  const { id } = await it.judged("run", { "a.ndjson": `${JSON.stringify(subject[0])}\n` });
  const [one] = await it.ports.cases.of(id);
  const on = { caller: people.manager, case: one!.id } as const;
  // An answer would decide nothing, so that nothing is asked.
  expect((await getCase(it.ports, on)).facts).toBeUndefined();
  await expect(
    decide(it.ports, { ...on, decision: "attest", answers: { agreed: true }, reason: sure }),
  ).rejects.toMatchObject({
    code: "conflict",
    reason: "run_not_attested",
    message: expect.stringContaining("submitted by itself"),
  });
  const { entry } = await decide(it.ports, { ...on, decision: "return", reason: sure });
  expect(entry.action).toBe("decision.made");
});
