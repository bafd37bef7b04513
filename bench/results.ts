import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resultsText } from "./results-text.ts";

const folder = new URL("./results/", import.meta.url);

/** Stores a result as JSON, and writes RESULTS.md anew from all that are stored. */
export function writeResult(
  name:
    | "engine"
    | "start"
    | "stream"
    | "ubl"
    | "service"
    | "cold"
    | "lexicon"
    | "packs"
    | "million",
  result: object,
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
  const text = resultsText({
    engine: stored("engine"),
    start: stored("start"),
    stream: stored("stream"),
    ubl: stored("ubl"),
    service: stored("service"),
    cold: stored("cold"),
    lexicon: stored("lexicon"),
    packs: stored("packs"),
    million: stored("million"),
  });
  writeFileSync(new URL("./RESULTS.md", import.meta.url), text);
}

function stored<T>(name: string): T | undefined {
  const file = new URL(`${name}.json`, folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
