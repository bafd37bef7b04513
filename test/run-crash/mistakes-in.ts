import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ran } from "./processes.ts";

/** What the gate keeps of the run otherwise than it should. */
export async function mistakesIn(
  root: string,
  url: string,
  run: string,
  counts: Readonly<Record<string, number>>,
): Promise<readonly string[]> {
  const at = ["--url", url, "--data", "data"];
  const ask = (...args: readonly string[]): string => ran([...args, ...at], root);
  const mistakes: string[] = [];
  const { judged, actions } = JSON.parse(ask("audit", "show", run, "--as", "Aud", "--json"));
  const count = (name: string): number =>
    actions.filter(({ action }: { readonly action: string }) => action === name).length;
  if (judged?.run === undefined) mistakes.push("the entry of judging does not tell of the run");
  for (const name of ["run.opened", "run.started"])
    if (count(name) !== 1) mistakes.push(`${name} is there ${count(name)} times`);
  for (const name of ["run.failed", "run.resumed", "letter.died"])
    if (count(name) > 0) mistakes.push(`${name} is there`);
  const notPassed = ask("run", "results", run, "not-passed", "--as", "shop").trim().split("\n");
  const held = (counts["held"] ?? 0) + (counts["blocked"] ?? 0) + (counts["unreadable"] ?? 0);
  if (notPassed.filter(Boolean).length !== held)
    mistakes.push(`${notPassed.length} records are listed as not passed, and ${held} are not`);
  for (const name of [`objects/work/${run}`, "tasks"])
    if (!(await isEmptied(join(root, "data", name)))) mistakes.push(`${name} was left behind`);
  return mistakes;
}

/** A run is judged before what its steps left is taken away: that is waited for. */
async function isEmptied(folder: string): Promise<boolean> {
  for (let tries = 0; tries < 240 && filesUnder(folder) > 0; tries++) await wait(500);
  return filesUnder(folder) === 0;
}

const filesUnder = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
        .length
    : 0;
