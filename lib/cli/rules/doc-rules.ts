import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../../adapters/files/failures.ts";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { type ExitCode, exitCodes, worstCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { checkText } from "./check-rules.ts";
import { type RuleSet, ruleSets } from "./rule-sets.ts";
import { rulesHtml } from "./rules-html.ts";
import { rulesetPage } from "./ruleset-page.ts";

export interface DocFlags {
  /** Whether pages are only compared, not written. */
  readonly check: boolean;
}

/** `holdpoint rules doc`: writes the pages of each rule set, or tells which are stale. */
export async function docRules(
  io: Io,
  { check }: DocFlags,
  ...names: readonly string[]
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  for (const set of ruleSets(io, names)) {
    for (const { code, text } of documented(set, check)) {
      codes.push(code);
      await (code === exitCodes.clear ? io.stdout : io.stderr).write(`${text}\n`);
    }
  }
  return worstCode(exitCodes.clear, ...codes);
}

interface Documented {
  readonly code: ExitCode;
  readonly text: string;
}

function documented({ compiled, ...set }: RuleSet, check: boolean): readonly Documented[] {
  if (!compiled.ok) return [{ code: exitCodes.couldNot, text: checkText({ compiled, ...set }) }];
  const pages = {
    "README.md": rulesetPage(compiled, set.files),
    "rules.html": rulesHtml(compiled, set.files),
  };
  return Object.entries(pages).map(([name, page]) => written(set, name, page, check));
}

function written(
  set: Pick<RuleSet, "folder" | "path">,
  name: string,
  page: string,
  check: boolean,
): Documented {
  const path = join(set.folder, name);
  const shown = join(set.path, name);
  if (textAt(path) === page) return { code: exitCodes.clear, text: `${shown} is fresh` };
  if (check)
    return {
      code: exitCodes.couldNot,
      text: `${shown} is stale: write it with \`holdpoint rules doc ${set.path}\``,
    };
  try {
    writeWhole(path, [page]);
    return { code: exitCodes.clear, text: `${shown} is written` };
  } catch (error) {
    const text = `holdpoint: ${shown} cannot be written: ${reasonOf(error)}`;
    return { code: exitCodes.unwritten, text };
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
