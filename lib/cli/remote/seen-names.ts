import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What has names that people write short. */
export type Named = "submission" | "case" | "approval" | "pass" | "letter";

/**
 * The whole names of what a person has just been told of: what was decided is in no list any more,
 * and is still asked about by its short name.
 */
export interface SeenNames {
  /** Keeps the names in an answer of the gate. */
  remember(answer: unknown): void;
  /** The latest first. */
  of(kind: Named): readonly string[];
}

const fileName = "seen.json";
/** Of each kind. */
const namesMax = 500;

type Seen = Readonly<Record<Named, readonly string[]>>;
const nothing: Seen = { submission: [], case: [], approval: [], pass: [], letter: [] };

/**
 * The names that were seen at the gate of a data folder. They are a convenience: where they cannot
 * be written or read, whole names do.
 */
export function seenNames(folder: string): SeenNames {
  const path = join(folder, fileName);
  return {
    of: (kind) => seenIn(path)[kind],
    remember: (answer) => {
      const fresh = namesIn(answer);
      if (Object.values(fresh).every((names) => names.length === 0)) return;
      const known = seenIn(path);
      const both = (kind: Named): readonly string[] =>
        [...new Set([...fresh[kind], ...known[kind]])].slice(0, namesMax);
      const seen: Seen = {
        submission: both("submission"),
        case: both("case"),
        approval: both("approval"),
        pass: both("pass"),
        letter: both("letter"),
      };
      keep(path, `${JSON.stringify(seen)}\n`);
    },
  };
}

function seenIn(path: string): Seen {
  try {
    const read = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
    return {
      submission: textsIn(read["submission"]),
      case: textsIn(read["case"]),
      approval: textsIn(read["approval"]),
      pass: textsIn(read["pass"]),
      letter: textsIn(read["letter"]),
    };
  } catch {
    return nothing;
  }
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

function keep(path: string, text: string): void {
  try {
    const written = `${path}.${process.pid}.new`;
    writeFileSync(written, text, { mode: 0o600 });
    renameSync(written, path);
  } catch {
    // The folder may be another machine's, or nobody's yet.
  }
}

const patterns: Readonly<Record<Named, RegExp>> = {
  submission: /^[0-9a-f]{40}$/,
  case: /^[0-9a-f]{40}\.[0-9a-f]{16}$/,
  approval: /^[0-9a-f]{40}\.[0-9a-f]{16}$/,
  pass: /^[0-9a-f]{40}\.[0-9a-f]{16}$/,
  letter: /^([0-9a-f]{40}|deployment)\.[0-9a-f]{16}$/,
};
const members: Readonly<Record<string, Named>> = {
  submission: "submission",
  submission_id: "submission",
  case: "case",
  approval: "approval",
  pass: "pass",
  letter: "letter",
};

/** Documents say by their schema what they are; all else names others by the name of a member. */
function namesIn(answer: unknown): Seen {
  const found: Readonly<Record<Named, string[]>> = {
    submission: [],
    case: [],
    approval: [],
    pass: [],
    letter: [],
  };
  const take = (kind: Named, value: unknown): void => {
    if (typeof value === "string" && patterns[kind].test(value)) found[kind].push(value);
  };
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > depthMax) return;
    const own = /^holdpoint\/(submission|case|approval|pass|dead-letter)\/1$/.exec(
      String(Object(value).schema),
    );
    // A run is the submission that it becomes.
    if (Object(value).schema === "holdpoint/large-run/1") take("submission", Object(value).id);
    if (own !== null) take(own[1]?.replace("dead-", "") as Named, Object(value).id);
    for (const [name, one] of Object.entries(value)) {
      const kind = members[name];
      if (kind !== undefined) take(kind, one);
      walk(one, depth + 1);
    }
  };
  walk(answer, 0);
  return found;
}

/** Names stand near the top of an answer: a page, its items, an entry. */
const depthMax = 4;
