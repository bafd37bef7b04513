import type { Language } from "../core/rule.ts";
import { campaignFacts } from "./campaign/facts.ts";
import { serviceChangeFacts } from "./service-change/facts.ts";

/** What a person is asked about a fact, in every language of the gate. */
export type FactQuestion = Readonly<Record<Language, string>>;
/** By the name of the fact. */
export type FactQuestions = Readonly<Record<string, FactQuestion>>;

/** The facts of the subject kinds that ship, by kind. */
const questions: Readonly<Record<string, FactQuestions>> = {
  campaign: campaignFacts,
  "service-change": serviceChangeFacts,
};

/** What is asked about a fact of a kind; undefined for a kind or a fact that is somebody's own. Total. */
export function factQuestion(kind: string, fact: string): FactQuestion | undefined {
  const own = Object.hasOwn(questions, kind) ? questions[kind] : undefined;
  return own !== undefined && Object.hasOwn(own, fact) ? own[fact] : undefined;
}

/** The facts of a kind as its subject declares them: in English, since they are part of every revision. */
export const declaredFacts = (facts: FactQuestions): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(facts).map(([fact, { en }]) => [fact, en]));
