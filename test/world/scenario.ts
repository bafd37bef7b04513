import { randomOf } from "../../lib/generate/random.ts";
import type { Mark, MarkedOrder } from "../support/marks-gate.ts";
import { type Command, type Story, storyOf } from "./story.ts";

/** What people do with some submissions, and in which order where the order matters. */
export interface Scenario {
  readonly fates: readonly string[];
  /** Ids by name. */
  readonly submissions: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
}

/**
 * A scenario by its number, whose outcome does not depend on the schedule: whatever concerns the same
 * thing comes one after the other, and what does not goes on at the same time.
 *
 * @param run makes ids its own, so that many schedules can share a home.
 */
export function scenarioOf(number: number, run: string): Scenario {
  const random = randomOf(number, "scenario");
  const names = fateNames;
  const chosen = Array.from({ length: random.between(1, 3) }, () => random.pick(names));
  const commands: Command[] = [];
  const submissions: Record<string, string> = {};
  for (const [index, fate] of chosen.entries())
    fates[fate](storyOf(`${index}-${fate}`, { run, commands, submissions }));
  return { fates: chosen, submissions, commands };
}

const order = (number: string, ...marks: readonly Mark[]): MarkedOrder => ({ number, marks });

const fates = {
  passed: (s: Story) => {
    s.submits("a", [order("1"), order("2")]);
    s.takesPass("a");
  },
  released: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold1", "hold2"), order("3")]);
    s.claims("mari", "a", "hold1");
    s.decides("mari", "a", "hold1", "release");
    s.decides("anu", "a", "hold2", "release");
    s.takesPass("a");
  },
  reviewedAtOnce: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold2"), order("3", "block")]);
    s.meanwhile((m) => m.decides("mari", "a", "hold1", "release"));
    s.meanwhile((m) => m.decides("olev", "a", "hold2", "false_positive"));
    s.meanwhile((m) => m.decides("anu", "a", "block", "return"));
  },
  approved: (s: Story) => {
    s.submits("a", [order("1", "block"), order("2")]);
    s.decides("mari", "a", "block", "false_positive");
    s.approves("kadri", "mari", "a");
    s.takesPass("a");
  },
  approvalRefused: (s: Story) => {
    s.submits("a", [order("1", "block", "hold1")]);
    s.decides("mari", "a", "block", "false_positive");
    s.meanwhile((m) => m.decides("anu", "a", "hold1", "release"));
    s.refuses("kadri", "mari", "a");
    s.decides("mari", "a", "block", "return");
  },
  expensive: (s: Story) => {
    s.submits("a", [{ number: "1", marks: ["hold1"], gross: "25000.00" }, order("2", "hold2")]);
    s.decides("anu", "a", "hold2", "release");
    s.decides("mari", "a", "hold1", "release");
    s.approves("kadri", "mari", "a");
  },
  withdrawn: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold2", "block")]);
    s.withdraws("a");
  },
  withdrawnLate: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold2")]);
    s.decides("mari", "a", "hold1", "return");
    s.withdraws("a");
  },
  rejected: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold2"), order("3", "never")]);
    s.decides("mari", "a", "hold1", "release");
    s.rejects("mari", "a");
  },
  corrected: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold1", "hold2"), order("3", "hold2")]);
    s.corrects("b", "a", [order("1"), order("2", "hold1")]);
    s.decides("mari", "b", "hold1", "release");
    s.takesPass("b");
  },
  correctedAfterReturn: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "never"), order("3", "hold2")]);
    s.decides("mari", "a", "never", "return");
    s.decides("mari", "a", "hold1", "release");
    s.corrects("b", "a", [order("1", "hold1"), order("2"), order("3", "hold2")]);
  },
  correctedTwice: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "block"), order("3", "hold2")]);
    s.corrects("b", "a", [order("1", "hold1"), order("2", "block"), order("4")]);
    s.corrects("c", "b", [order("1"), order("2", "block"), order("4", "hold1")]);
    s.decides("anu", "c", "block", "return");
  },
  releasedInPart: (s: Story) => {
    s.submits("a", [order("1"), order("2"), order("3", "hold1"), order("4")]);
    s.releasesPart("mari", "a");
    s.takesPass("a");
    s.decides("anu", "a", "hold1", "release");
    s.takesPass("a");
  },
  split: (s: Story) => {
    s.submits(
      "a",
      [1, 2, 3, 4, 5].map((n) => order(`${n}`, "hold1")),
    );
    s.decides("mari", "a", "hold1", "release", { ordinal: 1, violations: "1" });
    s.decides("anu", "a", "hold1", "return", { ordinal: 3, violations: "3-4" });
    s.decides("mari", "a", "hold1", "false_positive", { ordinal: 0, violations: "0" });
  },
  asked: (s: Story) => {
    s.submits("a", [order("1", "hold1"), order("2", "hold2")]);
    s.claims("olev", "a", "hold1");
    s.asks("olev", "a", "hold1");
    s.answers("a", "hold1");
    s.proposes("olev", "a", "hold1", "release");
    s.meanwhile((m) => m.claims("anu", "a", "hold2"));
  },
} as const satisfies Record<string, (story: Story) => void>;

export const fateNames = Object.keys(fates) as readonly (keyof typeof fates)[];
