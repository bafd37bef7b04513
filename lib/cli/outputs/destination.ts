import { resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";

export const formats = ["text", "json", "ndjson", "records"] as const;
export type Format = (typeof formats)[number];

/** Where one form of the result goes: to a file, or to standard output. */
export interface Destination {
  readonly format: Format;
  /** Absent for standard output. */
  readonly path?: string;
}

/**
 * Reads `FORMAT[=PATH]`, where `-` stands for standard output.
 *
 * @throws {Error} saying what would be right.
 */
export function parseDestination(text: string): Destination {
  const [name, path] = parted(text);
  const format = formats.find((one) => one === name);
  if (format === undefined)
    throw new Error(
      `'${name}' is no format${didYouMean(name, formats) || `; there are ${formats.join(", ")}`}`,
    );
  if (path === "")
    throw new Error(`name a file after the equals sign, as in ${name}=report.${name}`);
  return path === undefined || path === "-" ? { format } : { format, path };
}

function parted(text: string): readonly [name: string, path: string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The destinations of one run, text on standard output when none was named.
 *
 * @param inputs files that are read: no output may take their place.
 * @throws {GateError} `invalid` when two outputs would run into each other.
 */
export function destinationsOf(
  named: readonly Destination[] | undefined,
  inputs: readonly string[],
  folder: string,
): readonly Destination[] {
  const all: readonly Destination[] = named?.length ? named : [{ format: "text" }];
  const shared = all.filter(({ path }) => path === undefined);
  if (shared.length > 1)
    throw clash(
      `${shared.map(({ format }) => format).join(" and ")} would both go to standard output: ` +
        `write one to a file, as in --output ${shared[1]?.format}=FILE`,
    );
  const paths = all.flatMap(({ path }) => (path === undefined ? [] : [resolve(folder, path)]));
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) throw clash(`two outputs would be written to ${twice}`);
  const input = inputs.find((name) => paths.includes(resolve(folder, name)));
  if (input !== undefined) throw clash(`the output would be written over the input ${input}`);
  return all;
}

const clash = (message: string): GateError => new GateError("invalid", message);
