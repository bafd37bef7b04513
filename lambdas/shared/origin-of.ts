import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * A stack's frame with its place in the sources, where a bundle's map lies beside it; any other frame
 * as it is. The map is read when something first goes wrong: Node would read it at every start, which
 * is about a tenth of the time to a first verdict. Total.
 */
export function originOf(frame: string): string {
  return frame.replace(bundled, (place, url: string, line: string, column: string) => {
    const { fileName, lineNumber, columnNumber } = foundIn(url, Number(line), Number(column));
    if (fileName === undefined) return place;
    return `${fileName.replace(outsideHouse, "")}:${lineNumber}:${columnNumber}`;
  });
}

const bundled = /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/;
/** Sources are named from where they were bundled: what is before the house says nothing. */
const outsideHouse = /^.*?(?=(?:lambdas|lib|node_modules)\/)/;

const maps = new Map<string, SourceMap | undefined>();

type Origin = Partial<Record<"lineNumber" | "columnNumber", number>> & {
  readonly fileName?: string | undefined;
};

function foundIn(url: string, line: number, column: number): Origin {
  try {
    if (!maps.has(url)) maps.set(url, mapBeside(url));
    return (maps.get(url)?.findOrigin(line, column) ?? {}) as Origin;
  } catch {
    return {}; // a map that cannot be read must not hide what went wrong
  }
}

function mapBeside(url: string): SourceMap | undefined {
  const file = `${fileURLToPath(url)}.map`;
  if (!existsSync(file)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(file, "utf8")) as SourceMapPayload);
}
