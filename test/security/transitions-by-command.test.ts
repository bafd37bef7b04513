import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Caller } from "../../lib/app/caller.ts";
import { type LocalIssuer, openIssuer } from "../../lib/local/issuer.ts";
import { type CliResult, folderWith } from "../support/cli.ts";
import { type MarkedOrder, marked, marksFiles } from "../support/marks-gate.ts";
import {
  type Actor,
  actors,
  approvalCommands,
  type CaseCommand,
  caseCommands,
  type Expected,
  expectedOfApproval,
  expectedOfCase,
  expectedOfSubmission,
  type SubmissionCommand,
  submissionCommands,
} from "../support/review-table.ts";
import { callerOf, people } from "../support/reviewed-gate.ts";
import { eventually, type Served, serve } from "../support/served.ts";

// The table once more, from a terminal: everybody tries every command on what has just been held, at
// a gate that runs as a process of its own. What a state allows beyond that is the same as over HTTP.

let served: Served;
let folder: string;
let issuer: LocalIssuer;

beforeAll(async () => {
  folder = folderWith(marksFiles());
  served = await serve(folder, ["--gate", "marks"]);
  issuer = await openIssuer(join(folder, "data"));
});
afterAll(() => served.end("SIGTERM"));

function tokenOf({ principal, roles, person, isPerson, department }: Caller): Promise<string> {
  const login = principal.slice(principal.indexOf("|") + 1);
  const named = isPerson ? { person } : {};
  const bearer = { login, roles, ...named, ...(department !== undefined && { department }) };
  return issuer.mint(bearer, new Date(), 3_600);
}

const as = async (who: Caller, ...args: readonly string[]): Promise<CliResult> =>
  served.run(...args, "--token", await tokenOf(who), "--data", "data");

/** What the gate's own API says, to look at what a command did. */
async function told(path: string, by = arranger): Promise<never> {
  const headers = { authorization: `Bearer ${await tokenOf(by)}` };
  return (await (await fetch(`${served.url}${path}`, { headers })).json()) as never;
}

const arranger = callerOf("arranger", "service_manager");
const text = ["--text", "agreed with the customer on the phone"] as const;

let files = 0;
function fileOf(orders: readonly MarkedOrder[], headers = {}): string {
  const name = `orders-${files++}.json`;
  writeFileSync(join(folder, name), marked(orders, headers));
  return name;
}

interface Arranged {
  readonly submission: string;
  readonly case: string;
}

/** What holds, and its case. */
async function held(mark: "hold1" | "block"): Promise<Arranged> {
  const orders = ([[mark], ["hold2"], [], []] as const).map((marks, index) => ({
    // The command takes the same file for the same submission.
    number: `${files}-${index}`,
    marks,
  }));
  const args = ["submit", fileOf(orders), "--gate", "marks", "--json"];
  const { stdout } = await as(people.shop, ...args);
  const submission = JSON.parse(stdout).answer.submission_id as string;
  const rule = mark === "block" ? "MRK-03" : "MRK-01";
  const cases = await eventually(
    async () => {
      const page: { items: { id: string; rule: string }[] } = await told(
        `/v1/submissions/${submission}/cases`,
      );
      return page.items;
    },
    (items) => items.length === 2,
  );
  return { submission, case: cases.find((one) => one.rule === rule)!.id };
}

async function asked(): Promise<
  Arranged & { readonly approval: string; readonly binding: string }
> {
  const arranged = await held("block");
  await as(arranger, "cases", "decide", arranged.case, "false_positive", ...text);
  const { approval }: { approval: string } = await told(`/v1/cases/${arranged.case}`);
  const { binding }: { binding: string } = await told(`/v1/approvals/${approval}`);
  return { ...arranged, approval, binding };
}

const onCase = (command: CaseCommand, id: string): readonly string[] => {
  switch (command) {
    case "claim":
    case "unclaim":
      return ["cases", command, id];
    case "assign":
      return ["cases", "assign", id, "tiina"];
    case "ask":
    case "answer":
      return ["cases", command, id, "Is it so?"];
    case "propose":
      return ["cases", "propose", id, "release", ...text];
    default:
      return ["cases", "decide", id, command, ...text];
  }
};

const onSubmission = (command: SubmissionCommand, id: string): readonly string[] => {
  switch (command) {
    case "withdraw":
      return ["submission", "withdraw", id, ...text];
    case "reject-submission":
      return ["submission", "reject", id, ...text];
    case "release-partially":
      return ["submission", "release", id, ...text];
    case "supersede":
      return [
        "submit",
        fileOf([{ number: "0", marks: [] }]),
        "--gate",
        "marks",
        "--supersedes",
        id,
      ];
  }
};

/** Exit code 0 and the new state, or 3 and the old one. */
async function isAsExpected(
  who: Actor,
  outcome: Expected,
  args: readonly string[],
  stateNow: () => Promise<string>,
): Promise<void> {
  const before = await stateNow();
  const { code, stderr } = await as(who.caller, ...args);
  const found = [args.join(" "), code, await stateNow()];
  if ("to" in outcome) expect(found).toEqual([args.join(" "), 0, outcome.to]);
  else {
    expect(found).toEqual([args.join(" "), 3, before]);
    expect(stderr).not.toBe("");
  }
}

const stateAt = (path: string) => async (): Promise<string> =>
  ((await told(path)) as { readonly state: string }).state;

describe.each(actors.map((who) => [who.title, who] as const))("%s at a terminal", (_, who) => {
  test("and a case that is open", async () => {
    const lasting = await held("hold1");
    for (const command of caseCommands) {
      const outcome = expectedOfCase(who, command, "open");
      const { case: id } = "to" in outcome ? await held("hold1") : lasting;
      await isAsExpected(who, outcome, onCase(command, id), stateAt(`/v1/cases/${id}`));
    }
  });

  test("and a submission that is held", async () => {
    const lasting = await held("hold1");
    for (const command of submissionCommands) {
      const outcome = expectedOfSubmission(who, command, "held");
      const { submission: id } = "to" in outcome ? await held("hold1") : lasting;
      await isAsExpected(who, outcome, onSubmission(command, id), stateAt(`/v1/submissions/${id}`));
    }
  });

  test("and a request that waits for a second person", async () => {
    const lasting = await asked();
    for (const command of approvalCommands) {
      const outcome = expectedOfApproval(who, command, "pending");
      const { approval, binding } = "to" in outcome ? await asked() : lasting;
      const args =
        command === "approve"
          ? ["cases", "approve", approval, "--binding", binding]
          : ["cases", "refuse", approval, "--note", "I see it otherwise."];
      await isAsExpected(who, outcome, args, stateAt(`/v1/approvals/${approval}`));
    }
  });
});
