import * as z from "zod";
import type { Route } from "../route.ts";
import {
  answerText,
  assignment,
  decision,
  nothing,
  proposal,
  question,
} from "../schemas/commands.ts";
import { queueItem, reviewCase } from "../schemas/documents.ts";
import { acted } from "../schemas/entries.ts";
import { flag, gateName, paging, reviewedSeverity, wordList } from "../schemas/parameters.ts";

/** What people review. */
export const caseRoutes = {
  listQueue: {
    method: "GET",
    path: "/v1/cases",
    operation: "read-cases",
    tag: "Cases",
    summary: "List what waits for people, the worst first",
    query: z.strictObject({
      gate: gateName.optional(),
      state: wordList(["open", "assigned", "info_requested"], "Only those in one of these states"),
      severity: reviewedSeverity.optional(),
      mine: flag("Only those that you were given or work on"),
      ...paging,
    }),
    answer: z.strictObject({
      items: z.array(queueItem),
      next: z.string().optional(),
      truncated: z
        .literal(true)
        .optional()
        .meta({ description: "More wait than are looked at: these are due first" }),
    }),
  },
  getCase: {
    method: "GET",
    path: "/v1/cases/{case}",
    operation: "read-cases",
    tag: "Cases",
    summary: "See a case",
    version: "told",
    answer: reviewCase,
  },
  claimCase: {
    method: "POST",
    path: "/v1/cases/{case}/claim",
    operation: "claim",
    tag: "Cases",
    summary: "Take a case to work on it, or renew that",
    body: nothing,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  unclaimCase: {
    method: "DELETE",
    path: "/v1/cases/{case}/claim",
    operation: "unclaim",
    tag: "Cases",
    summary: "Give a case back",
    key: "optional",
    version: "asked",
    answer: acted,
  },
  assignCase: {
    method: "POST",
    path: "/v1/cases/{case}/assignment",
    operation: "assign",
    tag: "Cases",
    summary: "Give a case to somebody",
    body: assignment,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  ask: {
    method: "POST",
    path: "/v1/cases/{case}/questions",
    operation: "ask",
    tag: "Cases",
    summary: "Ask the sender",
    body: question,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  answerQuestion: {
    method: "POST",
    path: "/v1/cases/{case}/questions/{question}/answer",
    operation: "answer",
    tag: "Cases",
    summary: "Answer a question",
    body: answerText,
    key: "optional",
    answer: acted,
  },
  propose: {
    method: "POST",
    path: "/v1/cases/{case}/proposal",
    operation: "propose",
    tag: "Cases",
    summary: "Propose a decision: it decides nothing",
    body: proposal,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  decide: {
    method: "POST",
    path: "/v1/cases/{case}/decision",
    operation: "decide",
    tag: "Cases",
    summary: "Decide on a case, or on some of its violations",
    description:
      "Where two people are needed, the entry is `approval.requested`, and nothing is decided until " +
      "the second person consents. `attest` answers the facts that the rule asks about (`facts` of the " +
      "case): it is judged again with the answers, and refused where they do not clear it.",
    body: decision,
    key: "optional",
    version: "asked",
    answer: acted,
  },
} as const satisfies Readonly<Record<string, Route>>;
