import { buildCommand, buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { AddRunFlags } from "../history/add-run.ts";
import type { BackfillFlags, ReleaseDay } from "../history/backfill.ts";
import type { LoadRunsFlags } from "../history/load-runs.ts";
import { type Session, working } from "../session.ts";
import { remoteFlags } from "./remote-flags.ts";

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

const backfillCommand = buildCommand<BackfillFlags, string[], Session>({
  loader: working(async () => (await import("../history/backfill.ts")).backfill),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "A run that went out: its file, or the folder or archive of its files",
        placeholder: "RUN",
        parse: text,
      },
      minimum: 1,
    },
    flags: {
      gate: { ...optional, placeholder: "NAME", brief: "The gate whose rules read it (required)" },
      history: {
        kind: "parsed",
        parse: text,
        placeholder: "FILE",
        brief: "The file of earlier runs; made where it is not",
      },
      releasedOn: {
        kind: "parsed",
        parse: releaseDay,
        variadic: true,
        optional: true,
        placeholder: "[RUN=]DATE",
        brief: "The day on which it was released, of one run or of the one named; may be repeated",
      },
      run: {
        ...optional,
        placeholder: "FILE",
        brief: "The envelope with the run's header, where its files have none",
      },
      mapping: {
        ...optional,
        placeholder: "FILE",
        brief: "Says which column or path is which field; needed for CSV",
      },
      reference: {
        ...optional,
        placeholder: "PATH",
        brief: "Reference tables, where the rules' aggregates look something up",
      },
      referenceAt: {
        ...optional,
        placeholder: "WHEN",
        brief: "Read the store as it was on this day, at this instant, or after this load",
      },
      ruleset: { ...optional, placeholder: "PATH", brief: "Use the rule set in this folder" },
    },
  },
  docs: {
    brief: "Count runs that went out before a history was kept",
    fullDescription:
      "Reads old runs in any format that check reads, counts what the gate's rules compare runs\n" +
      "by, and puts each into the file of earlier runs where its release stands among the others.\n" +
      "Nothing is judged. Each RUN is one run: a file, or a folder or archive with the files of\n" +
      "one, its header among them.\n\n" +
      "A run is released on the day that --released-on names, on the one in the field\n" +
      "released_on of its envelope, or on that of its requested_release_at. A run that is in the\n" +
      "file already, by its id, by the hash that its sender stated or by its bytes, is not counted\n" +
      "twice, but gets the figures that it lacks: so the same command may be given again, also\n" +
      "when rules want new figures. All runs are put in, or none.\n\n" +
      "Exit codes: 0 all are there, 3 something is wrong and nothing was changed, 4 the file\n" +
      "could not be written.",
    customUsage: [
      "RUN... --gate NAME --history FILE [--released-on [RUN=]DATE]",
      {
        input: "runs/2026-* --gate billing-run --history history.json",
        brief: "a folder a month, each with run.json, which says released_on, and its invoices",
      },
      {
        input:
          "october.csv --gate billing-run --history history.json --mapping erp.yaml --run october.json --released-on 2026-11-02",
        brief: "one run of rows, whose header stands elsewhere",
      },
    ],
  },
});

const loadCommand = buildCommand<LoadRunsFlags, [string], Session>({
  loader: working(async () => (await import("../history/load-runs.ts")).loadRuns),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The file of earlier runs", placeholder: "HISTORY", parse: text }],
    },
    flags: {
      gate: {
        kind: "parsed",
        parse: text,
        placeholder: "NAME",
        brief: "The gate whose next runs are compared with them",
      },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Load a file of earlier runs into a gate",
    fullDescription:
      "A gate keeps the figures of what it releases, and compares the next runs of the same kind\n" +
      "with them. This gives it those that went out before: count them by `history backfill`, then\n" +
      "load the file. Runs without released_on do not count. A run that the gate has already, loaded\n" +
      "or released by itself, is not put in again; one that it has with another day or other\n" +
      "figures is refused, with all that came with it. Each load is kept as an audit entry.\n\n" +
      "Exit codes: 0 all are there, 3 the file is wrong, or the gate refused.",
    customUsage: [
      "HISTORY --gate NAME",
      { input: "history.json --gate billing-run --as Ops", brief: "at the gate of this folder" },
    ],
  },
});

/** `DATE`, or `RUN=DATE`; what is no date is told with the run that it is for. */
function releaseDay(value: string): ReleaseDay {
  const at = value.lastIndexOf("=");
  return at < 0 ? { day: value } : { run: value.slice(0, at), day: value.slice(at + 1) };
}

export const historyCommands = buildRouteMap({
  routes: { add: addCommand, backfill: backfillCommand, load: loadCommand },
  docs: {
    brief: "What earlier released runs came to",
    fullDescription: withExamples(
      "A file of earlier released runs, which run rules compare with: `check --history FILE`.",
      [
        [
          "holdpoint history add report.json history.json --gate billing-run --run run.json --released-on 2026-12-02",
          "add the run that went out",
        ],
        [
          "holdpoint history backfill runs/2026-* --gate billing-run --history history.json",
          "count those that went out before",
        ],
        [
          "holdpoint history load history.json --gate billing-run --as Ops",
          "give them to a gate that runs",
        ],
      ],
    ),
  },
});
