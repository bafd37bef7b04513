import type { JsonObject } from "../../core/expression/value.ts";
import type { Caller } from "../caller.ts";
import { GateError } from "../errors.ts";
import type { Objects } from "../ports.ts";
import { conflict } from "../review/conflict.ts";
import { cursorText, positionIn } from "../review/queries/cursor.ts";
import { admitPageSize } from "../review/queries/page-size.ts";
import type { LargeRun, RunId } from "./run.ts";
import { admittedRun } from "./run-access.ts";
import { resultsErased, runIndex } from "./run-lists.ts";
import { type ResultList, resultLists, runObjects } from "./run-objects.ts";
import type { RunPorts } from "./run-ports.ts";
import { bytesIn } from "./run-uploads.ts";

/** Some lines of a list of a judged run. */
export interface RunResults {
  readonly caller: Caller;
  readonly run: RunId;
  readonly list: string;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface ResultPage {
  readonly items: readonly JsonObject[];
  readonly next?: string;
}

/**
 * Lines of a list of a judged run, in their order, page by page: no list has an end that is cut off,
 * as those of a report have.
 *
 * @throws {GateError} `not_found`, `forbidden`; `conflict` with reason `run_not_judged`; `unavailable` when
 * the results were erased.
 */
export async function runResults(ports: RunPorts, query: RunResults): Promise<ResultPage> {
  const { caller, run: id, cursor } = query;
  const list = admitList(query.list);
  const size = admitPageSize(query.max);
  const { run } = await admittedRun(ports, { caller, run: id, operation: "read-report" });
  if (run.state !== "judged")
    throw conflict("run_not_judged", `the run is ${run.state}: it has no results`);
  const of = ["results", id, list];
  const from = positionIn(cursor, of, isPlace) ?? ([0, 0] as const);
  if (list === "manifest") return manifestPage(ports, run, { of, from: from[1], size });
  return linesPage(ports.objects, await listsOf(ports.objects, id, list), { of, from, size });
}

function admitList(list: string): ResultList {
  const known = resultLists.find((one) => one === list);
  if (known !== undefined) return known;
  throw new GateError("not_found", `there is no such list: there are ${resultLists.join(", ")}`);
}

/** The object, and the byte in it. */
type Place = readonly [object: number, offset: number];
const isPlace = (value: unknown): value is Place =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => Number.isSafeInteger(part) && part >= 0);

/** Files with their pieces, one a line. */
async function manifestPage(
  { objects }: RunPorts,
  { id, payload }: LargeRun,
  { of, from, size }: { of: readonly string[]; from: number; size: number },
): Promise<ResultPage> {
  const name = runObjects.manifest(id, payload?.digest ?? "");
  const files = JSON.parse((await bytesIn(objects, name)).toString("utf8")) as JsonObject[];
  const items = files.slice(from, from + size);
  const end = from + items.length;
  return { items, ...(end < files.length && { next: cursorText([...of], [0, end]) }) };
}

async function listsOf(
  objects: Objects,
  id: RunId,
  list: Exclude<ResultList, "manifest">,
): Promise<readonly string[]> {
  const { records, notPassed } = await runIndex(objects, id);
  return list === "records" ? records.lists : notPassed.lists;
}

/** Bytes that are read at once; a line longer than this is read with as many more as it takes. */
const readBytes = 64 * 1024;

async function linesPage(
  objects: Objects,
  names: readonly string[],
  { of, from, size }: { of: readonly string[]; from: Place; size: number },
): Promise<ResultPage> {
  const items: JsonObject[] = [];
  let [object, offset] = from;
  for (; object < names.length; object++, offset = 0) {
    const read = await linesFrom(objects, names[object] as string, offset, size - items.length);
    items.push(...read.items);
    offset = read.end;
    if (!read.isOver) return { items, next: cursorText([...of], [object, offset]) };
    if (items.length === size && object + 1 < names.length)
      return { items, next: cursorText([...of], [object + 1, 0]) };
  }
  return { items };
}

/** At most `max` lines of an object from a byte on, which begins a line. */
async function linesFrom(objects: Objects, name: string, offset: number, max: number) {
  const facts = await objects.find(name);
  if (facts === undefined) throw resultsErased();
  const { sizeBytes } = facts;
  const items: JsonObject[] = [];
  let end = offset;
  let held = Buffer.alloc(0);
  while (items.length < max && end + held.length < sizeBytes) {
    const start = end + held.length;
    const range = { start, end: Math.min(sizeBytes, start + readBytes) };
    const chunks: Uint8Array[] = [held];
    for await (const chunk of objects.read(name, range)) chunks.push(chunk);
    held = Buffer.concat(chunks);
    for (let lineEnd = held.indexOf(LF); lineEnd !== -1 && items.length < max; ) {
      items.push(JSON.parse(held.subarray(0, lineEnd).toString("utf8")) as JsonObject);
      held = held.subarray(lineEnd + 1);
      end += lineEnd + 1;
      lineEnd = held.indexOf(LF);
    }
    if (range.end === sizeBytes && held.length > 0 && held.indexOf(LF) === -1) {
      if (items.length < max) {
        items.push(JSON.parse(held.toString("utf8")) as JsonObject);
        end = sizeBytes;
      }
      break;
    }
  }
  return { items, end, isOver: end >= sizeBytes };
}

const LF = 0x0a;
