import * as z from "zod";
import { stages } from "../../core/rule.ts";
import { runStates } from "../large-run/run.ts";
import { fourEyesReasons } from "../review/approval.ts";
import { decisions, reasonCodes } from "../review/case.ts";
import { submissionStates } from "../review/submission.ts";

const text = (description: string) => z.string().meta({ description });
const count = (description: string) => z.int().nonnegative().meta({ description });
const list = <const Name extends string>(names: readonly Name[], description: string) =>
  z.enum(names as readonly [Name, ...Name[]]).meta({ description });

const submission = text("The submission's id");
const gate = text("The gate's name");
const entry = text("The id of the audit entry that it tells of");
const caseId = text("The case's id");
const rule = text("The rule's id");
const severity = list(["hold", "block"], "The worst of its violations");
const violations = count("How many violations it is about");
const reason = list(reasonCodes, "Why, by its code");
const ofSubmission = { entry, gate, submission };
const ofCase = { ...ofSubmission, case: caseId };
const ofApproval = {
  ...ofSubmission,
  approval: text("The request's id"),
  case: caseId.optional(),
};
const standing = z.strictObject({
  ...ofSubmission,
  state: list(submissionStates, "Where it stands now"),
  release: z
    .strictObject({
      id: text("The release's id"),
      kind: list(["auto", "whole", "part"], "The gate's own, all of it, or part of it"),
      records: count("How many records may go out"),
    })
    .optional()
    .meta({ description: "What may go out by this very entry" }),
  superseded_by: text("The submission that corrects it").optional(),
});
const ofPass = {
  ...ofSubmission,
  pass: text("The pass's id"),
  kind: list(["whole", "part"], "The whole submission, or part of it"),
  valid_until: text("RFC 3339: until when it is good"),
};
const ofRun = z.strictObject({
  entry,
  gate,
  run: text("The run's id, which is that of the submission that it becomes"),
  state: list(runStates, "Where it stands now"),
  attempt: count("Which attempt at judging it").optional(),
  code: text("Why it failed, in a word").optional(),
});
const ofLetter = z.strictObject({
  entry,
  letter: text("The dead letter's id"),
  gate: gate.optional(),
  submission: submission.optional(),
  queue: text("The queue's name").optional(),
  deaths: count("How often it has died"),
});

interface EventKind {
  /** When it is told, as a sentence. */
  readonly doc: string;
  readonly data: z.ZodObject;
}

/** Every event that is told, by its type without `com.holdpoint.`: when, and what it says. */
export const eventKinds = {
  "submission.judged": {
    doc: "A submission was judged.",
    data: z.strictObject({
      ...ofSubmission,
      subject: text("The kind of what was submitted"),
      stage: list(stages, "The gate's stage"),
      verdict: list(["pass", "hold", "block"], "The verdict"),
      counts: z.strictObject({
        received: count("All records"),
        passed: count("Records that passed"),
        held: count("Records that are held"),
        blocked: count("Records that are blocked"),
        unreadable: count("Pieces that could not be read"),
      }),
      revision: text("The revision of the rule set that judged it"),
    }),
  },
  "submission.held": { doc: "Something in it has to be looked at by a person.", data: standing },
  "submission.released": { doc: "All of it that has not gone out may go out.", data: standing },
  "submission.released_partially": { doc: "Part of it may go out.", data: standing },
  "submission.rejected": { doc: "It will not go out.", data: standing },
  "submission.withdrawn": { doc: "Its sender took it back.", data: standing },
  "submission.superseded": { doc: "A correction took its place.", data: standing },
  "submission.expired": {
    doc: "Nobody decided in time; nothing goes out by that.",
    data: standing,
  },
  "case.opened": {
    doc: "Violations of a rule wait for a person.",
    data: z.strictObject({
      ...ofCase,
      subject: text("The kind of what was submitted"),
      rule,
      severity,
      scope: list(["record", "set", "run"], "What the rule looks at"),
      violations,
      deadline: text("RFC 3339: by when it should be decided"),
      expected: z
        .strictObject({
          contacts: text("Customer contacts, a decimal"),
          cost: text("Their cost, a decimal"),
          currency: text("The cost's currency"),
        })
        .meta({ description: "What it would lead to if it went out" }),
    }),
  },
  "case.closed": {
    doc: "A case ended because its submission did.",
    data: z.strictObject({ ...ofCase, because: list(submissionStates, "What its submission is") }),
  },
  "decision.made": {
    doc: "A person, or two, decided on a case or part of it.",
    data: z.strictObject({
      ...ofCase,
      rule,
      severity,
      violations,
      decision: list(decisions, "What was decided"),
      reason,
      approved: z.boolean().meta({ description: "Whether a second person had to agree, and did" }),
    }),
  },
  "approval.requested": {
    doc: "A decision waits for its second person.",
    data: z.strictObject({
      ...ofApproval,
      action: list(["decide", "release-partially"], "What would be done"),
      why: z.array(z.enum(fourEyesReasons)).meta({ description: "Why one person is not enough" }),
      expires_at: text("RFC 3339: when the request lapses"),
    }),
  },
  "approval.given": {
    doc: "The second person agreed, and it was done.",
    data: z.strictObject(ofApproval),
  },
  "approval.refused": {
    doc: "The second person refused, or the first one took the request back.",
    data: z.strictObject({
      ...ofApproval,
      withdrawn: z.boolean().meta({ description: "Whether it was taken back" }),
    }),
  },
  "approval.lapsed": {
    doc: "A request came to nothing by itself.",
    data: z.strictObject({
      ...ofApproval,
      because: list(["stale", "expired"], "What it was for has changed, or nobody came in time"),
    }),
  },
  "pass.issued": {
    doc: "A release pass was signed.",
    data: z.strictObject({ ...ofPass, records: count("How many records it is for") }),
  },
  "pass.recalled": {
    doc: "A release pass is no longer good.",
    data: z.strictObject({ ...ofPass, reason }),
  },
  "key.rotated": {
    doc: "Another key signs from now on: fetch the key list.",
    data: z.strictObject({
      entry,
      from: text("RFC 3339: from when on it signs"),
      compromised: z
        .array(z.string())
        .meta({ description: "Keys of which nothing is believed any more" }),
    }),
  },
  "run.opened": { doc: "A large submission was announced.", data: ofRun },
  "run.started": { doc: "A large submission is complete and is being judged.", data: ofRun },
  "run.resumed": { doc: "It is being judged once more.", data: ofRun },
  "run.judged": { doc: "It was judged: it is a submission now.", data: ofRun },
  "run.cancelled": { doc: "Its sender took it back.", data: ofRun },
  "run.failed": { doc: "It could not be judged, and waits to be resumed.", data: ofRun },
  "run.expired": { doc: "Its upload was not over in time.", data: ofRun },
  "letter.died": {
    doc: "A message could not be consumed: an operator has to look.",
    data: ofLetter,
  },
  "letter.redriven": { doc: "A dead letter was sent once more.", data: ofLetter },
  "letter.discarded": { doc: "A dead letter was given up.", data: ofLetter },
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventName = keyof typeof eventKinds;

/** What an event of a kind says. */
export type EventData<Name extends EventName> = z.output<(typeof eventKinds)[Name]["data"]>;

/** The type of an event, as CloudEvents has it. */
export const eventType = (name: EventName): string => `com.holdpoint.${name}`;

/** What an event's `dataschema` says: the `$id` of its published schema. */
export const eventSchemaId = (name: EventName): string => `urn:holdpoint:schema:event:${name}:1`;
