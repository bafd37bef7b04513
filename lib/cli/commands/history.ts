import { buildCommand, buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { AddRunFlags } from "../history/add-run.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;
const optional = { kind: "parsed", parse: text, optional: true } as const;

const addCommand = buildCommand<AddRunFlags, [string, string], Session>({
  loader: working(async () => (await import("../history/add-run.ts")).addRun),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "The report that judging the run gave, as JSON",
          placeholder: "REPORT",
          parse: text,
        },
        {
          brief: "The file of earlier runs; made where it is not",
          placeholder: "HISTORY",
          parse: text,
        },
      ],
    },
    flags: {
      gate: { ...optional, placeholder: "NAME", brief: "The gate that judged it (required)" },
      ruleset: { ...optional, placeholder: "PATH", brief: "Use the rule set in this folder" },
      run: {
        ...optional,
        placeholder: "FILE",
        brief: "The envelope with the run's header, where the kind has one",
      },
      releasedOn: {
        kind: "parsed",
        parse: text,
        placeholder: "DATE",
        brief: "The day on which it was released",
      },
    },
  },
  docs: {
    brief: "Add a released run to a file of earlier runs",
    fullDescription:
      "Puts the figures of a report, and what tells of which kind the run was, at the end of a\n" +
      "file of earlier runs, whole or not at all. `check --history` compares the next runs with\n" +
      "it. Add only what went out: what was held and thrown away is not usual. A run that is in\n" +
      "it already, or older than the last one there, is refused.\n\n" +
      "Exit codes: 0 added, 3 a file is wrong, or the run is there already, 4 it could not be\n" +
      "written.",
    customUsage: [
      "REPORT HISTORY --gate NAME --released-on DATE [--run FILE]",
      {
        input:
          "report.json history.json --gate billing-run --run run.json --released-on 2026-12-02",
        brief: "after a billing run went out",
      },
    ],
  },
});

export const historyCommands = buildRouteMap({
  routes: { add: addCommand },
  docs: {
    brief: "What earlier released runs came to",
    fullDescription: withExamples(
      "A file of earlier released runs, which run rules compare with: `check --history FILE`.",
      [
        [
          "holdpoint history add report.json history.json --gate billing-run --run run.json --released-on 2026-12-02",
          "add the run that went out",
        ],
      ],
    ),
  },
});
