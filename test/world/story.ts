import { issuePass } from "../../lib/app/pass/issue-pass.ts";
import { actionIdOf } from "../../lib/app/review/action-id.ts";
import { approve } from "../../lib/app/review/approvals/approve.ts";
import { refuseApproval } from "../../lib/app/review/approvals/refuse-approval.ts";
import type { Decision } from "../../lib/app/review/case.ts";
import { approvalIdOf, caseIdOf } from "../../lib/app/review/case-id.ts";
import { answerQuestion } from "../../lib/app/review/cases/answer-question.ts";
import { ask } from "../../lib/app/review/cases/ask.ts";
import { claimCase } from "../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../lib/app/review/cases/decide.ts";
import { propose } from "../../lib/app/review/cases/propose.ts";
import type { PassPorts } from "../../lib/app/review/command.ts";
import { rejectSubmission } from "../../lib/app/review/submissions/reject-submission.ts";
import { releasePartially } from "../../lib/app/review/submissions/release-partially.ts";
import { withdraw } from "../../lib/app/review/submissions/withdraw.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { submit } from "../../lib/app/submit.ts";
import { type Mark, type MarkedOrder, marked, markRules } from "../support/marks-gate.ts";
import { people } from "./people.ts";

/** Something that somebody does once, however often she has to try. */
export interface Command {
  readonly name: string;
  /** Commands whose answers she has heard before. */
  readonly after: readonly string[];
  /** RFC 3339: her clock, the same in each schedule. */
  readonly at: string;
  readonly run: (ports: PassPorts) => Promise<unknown>;
}

/** Where a story is written down. */
export interface Book {
  /** Makes ids its own, so that many schedules can share a home. */
  readonly run: string;
  readonly commands: Command[];
  /** Ids by story and name. */
  readonly submissions: Record<string, string>;
}

type Person = keyof typeof people;

const begins = Date.parse("2026-11-24T08:00:00.000Z");
const minuteMs = 60_000;

/** How it is told what people do: each line is a command after the one before it. */
export type Story = Lines & {
  /** What goes on beside the story from here on. */
  meanwhile(told: (lines: Lines) => void): void;
};

type Lines = ReturnType<typeof linesOf>;

/** A story that begins. */
export function storyOf(story: string, book: Book): Story {
  const thread: Thread = { last: [] };
  return {
    ...linesOf(story, book, thread),
    meanwhile: (told) => told(linesOf(story, book, { ...thread })),
  };
}

interface Thread {
  last: readonly string[];
}

function linesOf(story: string, { run, commands, submissions }: Book, thread: Thread) {
  const tell = (what: string, act: (ports: PassPorts, key: string) => Promise<unknown>): void => {
    const name = `${story} ${commands.length} ${what}`;
    const at = new Date(begins + commands.length * minuteMs).toISOString();
    const key = `${run}/${name}`.replaceAll(" ", "_");
    commands.push({ name, after: thread.last, at, run: (ports) => act(ports, key) });
    thread.last = [name];
  };
  const idOf = (name: string): string => {
    const id = submissions[`${story}/${name}`];
    if (id === undefined) throw new Error(`${name} is not submitted before`);
    return id;
  };
  const reason = { code: "one_off_agreed", text: "agreed with the customer on the phone" } as const;
  const entryOf = (name: string, who: Person, key: string): string =>
    actionIdOf(idOf(name), people[who].principal, key);
  /** The case in which an ordinal of a rule lies now. */
  const caseOf = async ({ cases }: PassPorts, name: string, mark: Mark, ordinal: number) => {
    const first = caseIdOf(idOf(name), markRules[mark]);
    const all = await cases.of(idOf(name));
    const found = all.find((one) => one.rule === markRules[mark] && holds(one.violations, ordinal));
    return found?.id ?? first;
  };

  return {
    submits: (name: string, orders: readonly MarkedOrder[], headers: object = {}) => {
      const key = `${run}/${story}/${name}`;
      submissions[`${story}/${name}`] = submissionIdOf("marks", people.sender.principal, key);
      tell(`submit ${name}`, (ports) =>
        submit(ports, {
          gate: "marks",
          body: marked(orders, { ...headers }),
          idempotencyKey: key,
          caller: people.sender,
        }),
      );
    },
    corrects: (name: string, earlier: string, orders: readonly MarkedOrder[]) => {
      const key = `${run}/${story}/${name}`;
      submissions[`${story}/${name}`] = submissionIdOf("marks", people.sender.principal, key);
      const supersedes = idOf(earlier);
      tell(`correct ${earlier} by ${name}`, (ports) =>
        submit(ports, {
          gate: "marks",
          body: marked(orders, { supersedes }),
          idempotencyKey: key,
          caller: people.sender,
        }),
      );
    },
    claims: (who: Person, name: string, mark: Mark) =>
      tell(`${who} claims ${mark}`, async (ports, idempotencyKey) =>
        claimCase(ports, {
          caller: people[who],
          idempotencyKey,
          case: caseIdOf(idOf(name), markRules[mark]),
        }),
      ),
    asks: (who: Person, name: string, mark: Mark) =>
      tell(`${who} asks about ${mark}`, (ports, idempotencyKey) =>
        ask(ports, {
          caller: people[who],
          idempotencyKey,
          case: caseIdOf(idOf(name), markRules[mark]),
          text: "Is this meant to be so?",
        }),
      ),
    answers: (name: string, mark: Mark) =>
      tell(`the sender answers about ${mark}`, async (ports, idempotencyKey) => {
        const id = caseIdOf(idOf(name), markRules[mark]);
        const question = (await ports.cases.find(id))?.questions[0]?.id ?? "none";
        return answerQuestion(ports, {
          caller: people.sender,
          idempotencyKey,
          case: id,
          question,
          text: "Yes, the customer asked for it.",
        });
      }),
    proposes: (who: Person, name: string, mark: Mark, decision: Decision) =>
      tell(`${who} proposes ${decision} of ${mark}`, (ports, idempotencyKey) =>
        propose(ports, {
          caller: people[who],
          idempotencyKey,
          case: caseIdOf(idOf(name), markRules[mark]),
          decision,
          reason,
        }),
      ),
    /** One ordinal of the rule names the case; with `violations` only those are decided. */
    decides: (
      who: Person,
      name: string,
      mark: Mark,
      decision: Decision,
      { ordinal = 0, violations }: { ordinal?: number; violations?: string } = {},
    ) => {
      // She looks once, and asks for the same each time.
      let chosen: string | undefined;
      tell(`${who} decides ${decision} of ${mark} ${violations ?? ""}`, async (ports, key) => {
        const found = chosen ?? (await caseOf(ports, name, mark, ordinal));
        chosen ??= found;
        return decide(ports, {
          caller: people[who],
          idempotencyKey: key,
          case: chosen,
          decision,
          reason,
          ...(violations !== undefined && { violations }),
        });
      });
    },
    /** Of the approval that the command before asked for. */
    approves: (who: Person, by: Person, name: string) => {
      const asked = `${run}/${thread.last[0]}`.replaceAll(" ", "_");
      tell(`${who} approves`, async (ports, idempotencyKey) => {
        const id = approvalIdOf(idOf(name), entryOf(name, by, asked));
        const approval = await ports.approvals.find(id);
        return approve(ports, {
          caller: people[who],
          idempotencyKey,
          approval: id,
          binding: approval?.binding ?? "none",
        });
      });
    },
    refuses: (who: Person, by: Person, name: string) => {
      const asked = `${run}/${thread.last[0]}`.replaceAll(" ", "_");
      tell(`${who} refuses`, (ports, idempotencyKey) =>
        refuseApproval(ports, {
          caller: people[who],
          idempotencyKey,
          approval: approvalIdOf(idOf(name), entryOf(name, by, asked)),
          note: "The evidence does not show it.",
        }),
      );
    },
    withdraws: (name: string) =>
      tell("the sender withdraws", (ports, idempotencyKey) =>
        withdraw(ports, {
          caller: people.sender,
          idempotencyKey,
          submission: idOf(name),
          text: "sent by mistake",
        }),
      ),
    rejects: (who: Person, name: string) =>
      tell(`${who} rejects`, (ports, idempotencyKey) =>
        rejectSubmission(ports, {
          caller: people[who],
          idempotencyKey,
          submission: idOf(name),
          reason,
        }),
      ),
    releasesPart: (who: Person, name: string) =>
      tell(`${who} releases in part`, (ports, idempotencyKey) =>
        releasePartially(ports, {
          caller: people[who],
          idempotencyKey,
          submission: idOf(name),
          reason,
        }),
      ),
    takesPass: (name: string) =>
      tell("the sender takes the pass", (ports, idempotencyKey) =>
        issuePass(ports, { caller: people.sender, idempotencyKey, submission: idOf(name) }),
      ),
  };
}

/** Whether a range text such as `0-3,7` has an ordinal. */
const holds = (ranges: string, ordinal: number): boolean =>
  ranges.split(",").some((range) => {
    const [from, to = from] = range.split("-").map(Number);
    return from !== undefined && to !== undefined && from <= ordinal && ordinal <= to;
  });
