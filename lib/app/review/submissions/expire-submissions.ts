import { isBefore } from "../../instant.ts";
import { actByGate } from "../act-by-gate.ts";
import { lapseApprovals } from "../approvals/lapse-approvals.ts";
import { endsAt } from "../cases/decision.ts";
import type { ReviewPorts } from "../command.ts";
import { gateAt, submissionAt } from "../find-documents.ts";
import { isReviewed } from "../submission.ts";
import { endedBy } from "./ended-by.ts";

/** Held submissions that are looked at in one sweep of a gate. */
const submissionsMax = 5_000;

/**
 * Ends, unreleased, the held submissions of a gate whose time is over (law 7: time releases
 * nothing), and the requests for a second person that nobody may approve any more. Idempotent.
 *
 * @returns how many submissions it ended.
 */
export async function expireSubmissions(ports: ReviewPorts, gate: string): Promise<number> {
  await lapseApprovals(ports, gate);
  const { gate: settings } = await gateAt(ports, gate, ports.clock.now());
  let expired = 0;
  for (const held of await ports.submissions.held(gate, submissionsMax))
    if (!isBefore(ports.clock.now(), endsAt(settings, held)) && (await expire(ports, held.id)))
      expired++;
  return expired;
}

const expire = (ports: ReviewPorts, id: string): Promise<boolean> =>
  actByGate(ports, {
    submission: id,
    cause: ["expiry"],
    step: async ({ at }) => {
      const submission = await submissionAt(ports, id);
      const { gate } = await gateAt(ports, submission.gate, at);
      const end = endsAt(gate, submission);
      if (!isReviewed(submission.state) || isBefore(at, end)) return undefined;
      return {
        action: "submission.expired",
        tenant: submission.tenant,
        gate: gate.name,
        facts: { endsAt: end, settled: { ...submission.settled } },
        ...endedBy(submission, "expired", at),
      };
    },
  });
