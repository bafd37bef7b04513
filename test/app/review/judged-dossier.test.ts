import type { Dossier } from "../../../lib/app/changes.ts";
import type { ReviewPorts } from "../../../lib/app/review/command.ts";
import { getReport } from "../../../lib/app/review/queries/get-report.ts";
import { releasePartially } from "../../../lib/app/review/submissions/release-partially.ts";
import { submit } from "../../../lib/app/submit.ts";
import { marked } from "../../support/marks-gate.ts";
import { agreed, people, type ReviewedGate, reviewedGate } from "../../support/reviewed-gate.ts";

// Payload and report lie where functions may write that decide nothing: whoever swaps them for others,
// digests beside them included, would choose which records count as clean.

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterAll(() => gate?.close());

const orders = [
  { number: "O-1", marks: [] },
  { number: "O-2", marks: ["hold1", "never"] },
  { number: "O-3", marks: ["hold2"] },
] as const;

let count = 0;
async function held(list: Parameters<typeof marked>[0] = orders) {
  const idempotencyKey = `swapped-${count++}`;
  const command = { gate: "marks", body: marked(list), idempotencyKey, caller: people.shop };
  const { submission_id: id } = await submit(gate.ports, command);
  await gate.deliver();
  return id;
}

/** A gate whose store gives another dossier than was written. */
function given(change: (dossier: Dossier) => Dossier | Promise<Dossier>): ReviewPorts {
  const { audits } = gate.ports;
  const dossier = async (id: string) => {
    const found = await audits.dossier(id);
    return found && change(found);
  };
  return { ...gate.ports, audits: { ...audits, dossier } };
}

const swaps: readonly (readonly [string, (dossier: Dossier) => Dossier | Promise<Dossier>])[] = [
  [
    "a report without what blocks a record",
    (one) => {
      const violations = one.report.violations.filter(({ rule }) => rule !== "MRK-04");
      return { ...one, report: { ...one.report, violations } };
    },
  ],
  [
    "the dossier of another submission",
    async () =>
      (await gate.ports.audits.dossier(await held([{ number: "O-1", marks: [] }]))) as Dossier,
  ],
  ["another salt", (one) => ({ ...one, salt: "0".repeat(64) })],
  ["another payload", (one) => ({ ...one, payload: marked([{ number: "O-1", marks: [] }]) })],
];

test.each(swaps)("nothing goes out by %s", async (_, change) => {
  const key = `swapped-${count}`;
  const id = await held();
  await gate.decide(id, "hold1");
  const before = await gate.ports.submissions.find(id);
  const ports = given(change);
  const command = { caller: people.manager, submission: id, reason: agreed };
  const changed = { code: "unavailable", reason: "evidence_changed" };
  await expect(releasePartially(ports, command)).rejects.toMatchObject(changed);
  await expect(getReport(ports, { caller: people.manager, submission: id })).rejects.toMatchObject(
    changed,
  );
  expect(await gate.ports.submissions.find(id)).toEqual(before);
  // Nor is its sender told something else than at first.
  const again = { gate: "marks", body: marked(orders), idempotencyKey: key, caller: people.shop };
  await expect(submit(ports, again)).rejects.toMatchObject({ code: "unavailable" });
  // As it was written it is believed.
  expect((await releasePartially(gate.ports, command)).entry.facts).toMatchObject({ count: 1 });
});
