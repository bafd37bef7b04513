import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { repository, sourceOf, sourcePaths } from "./support/house.ts";

const DOCUMENTS = globSync(
  ["*.md", "docs/**/*.md", "rulesets/**/*.md", "examples/**/*.md", "bench/*.md"],
  {
    cwd: repository,
  },
).sort();
const DECISIONS = readdirSync(join(repository, "docs/decisions")).sort();
const ADR_SECTIONS = ["## Status", "## Context", "## Decision", "## Consequences"];

const { scripts } = JSON.parse(sourceOf("package.json"));

test.each(DOCUMENTS)("every link of %s leads somewhere", (path) => {
  expect(linksOf(sourceOf(path)).filter((link) => !leadsSomewhere(path, link))).toEqual([]);
});

test.each(DOCUMENTS)("every npm script in %s exists", (path) => {
  const named = [...sourceOf(path).matchAll(/npm (?:run ([\w:-]+)|(test|start)\b)/g)];
  expect(
    named.map((match) => (match[1] ?? match[2]) as string).filter((name) => !(name in scripts)),
  ).toEqual([]);
});

test.each(commandsOf(sourceOf("README.md")))("README's `holdpoint %s` exists", (command) => {
  const { status, stderr } = run(`node bin/holdpoint.mjs ${command} --help`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("`npm run try` prints a pass, a hold and a block", () => {
  const { status, stdout } = run(scripts.try);
  expect(stdout).toMatch(/\bpass/i);
  expect(stdout).toMatch(/\bhold|\bheld/i);
  expect(stdout).toMatch(/\bblock/i);
  expect(status).toBe(0);
});

describe("decisions", () => {
  test("are numbered without a gap", () => {
    const numbers = DECISIONS.map((name) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test.each(DECISIONS)("%s has its sections, in order", (name) => {
    const headings = sourceOf(`docs/decisions/${name}`).match(/^## .*$/gm) ?? [];
    expect(headings).toEqual(ADR_SECTIONS);
  });
});

// What the sources name, and the section of the runbook that must have a row or a heading for each.
const NAMED: readonly [what: string, section: string, names: () => readonly string[]][] = [
  ["exit code", "Exit codes", () => namesIn("lib/cli/exit-codes.ts", /:\s*(\d+)\b/g)],
  ["error code", "Error codes", () => namesIn("lib/app/errors.ts", /"([a-z]+(?:_[a-z]+)*)"/g)],
  ["environment variable", "Environment variables", environmentVariables],
  ["alarm", "Alarms", () => namesInAll(/^lib\/infra\//, /Alarm\(\s*this,\s*"(\w+)"/g)],
];

test.each(NAMED)("every %s is in the runbook, under %s", (_what, section, names) => {
  const text = sectionOf(sourceOf("docs/RUNBOOK.md"), section);
  const documented = new Set(text.match(/(?<=^\| `?|^### `?)\w+/gm));
  expect(names().filter((name) => !documented.has(name))).toEqual([]);
});

test("the sources name at least what the runbook is about", () => {
  expect(NAMED.slice(0, 3).filter(([, , names]) => names().length === 0)).toEqual([]);
});

function linksOf(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
}

function leadsSomewhere(from: string, link: string): boolean {
  if (/^https?:/.test(link)) return true;
  const [file, anchor] = link.split("#") as [string, string | undefined];
  const path = file === "" ? from : join(dirname(from), file);
  if (!existsSync(join(repository, path))) return false;
  return anchor === undefined || anchorsOf(sourceOf(path)).includes(anchor);
}

/** The anchors that a Markdown page gets, as GitHub makes them. */
function anchorsOf(markdown: string): readonly string[] {
  return (markdown.match(/^#+ .*$/gm) ?? []).map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** The commands that a document's shell blocks call, without their arguments: `check`, `rules test`. */
function commandsOf(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1] as string);
  const calls = blocks.flatMap((block) => [...block.matchAll(/holdpoint (rules \w+|\w+)/g)]);
  return [...new Set(calls.map((match) => match[1] as string))];
}

function run(command: string) {
  const bin = join(repository, "node_modules/.bin");
  return spawnSync(command, {
    cwd: repository,
    shell: true,
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, NO_COLOR: "1", PATH: `${bin}${delimiter}${process.env["PATH"]}` },
  });
}

function sectionOf(markdown: string, heading: string): string {
  return markdown.split(/^## /m).find((section) => section.startsWith(`${heading}\n`)) ?? "";
}

function namesIn(path: string, pattern: RegExp): readonly string[] {
  return [...sourceOf(path).matchAll(pattern)].map((match) => match[1] as string);
}

function namesInAll(paths: RegExp, pattern: RegExp): readonly string[] {
  return sourcePaths()
    .filter((path) => paths.test(path))
    .flatMap((path) => namesIn(path, pattern));
}

/** Those that are read from `process.env`, and those that `environment.ts` names for the lambdas. */
function environmentVariables(): readonly string[] {
  const read = namesInAll(/./, /\benv(?:\.|\[")([A-Z][A-Z0-9_]+)\b/g);
  const named = namesInAll(/^lib\/environment\.ts$/, /"([A-Z][A-Z0-9_]+)"/g);
  const tests = globSync("test/**/*.ts", {
    cwd: repository,
    exclude: ["test/architecture.test.ts", "test/**/node_modules/**"],
  });
  const inTests = tests.flatMap((path) =>
    namesIn(path, /process\.env(?:\.|\[")([A-Z][A-Z0-9_]+)\b/g),
  );
  return [...new Set([...read, ...named, ...inTests])].filter((name) => name !== "PATH");
}
