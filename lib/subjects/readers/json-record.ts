import { isObject, type Json, type JsonObject } from "../../core/expression/value.ts";
import { repeatedName, type SyntaxProblem, syntaxProblem } from "./json-syntax.ts";
import { depthMax, quotesIn, type Tally, tallyOf } from "./json-tally.ts";
import { mayHoldLongNumber, parseExactly } from "./long-number.ts";
import { isWellFormed, mayNeedNormalizing, normalize } from "./normal-form.ts";
import type { Refusal } from "./reading.ts";
import { bufferOf, utf8Text } from "./utf8.ts";

/** A JSON object that may become a record, or why it may not. */
export type Parsed =
  | { readonly value: JsonObject; readonly refusal?: undefined }
  | { readonly value?: undefined; readonly refusal: Refusal };

/** Tells a byte offset to a person: `column 17`, `line 3, column 17`. */
export type TellPlace = (offset: number) => string;

/**
 * Reads one JSON object from its raw bytes. Numbers are exact or left as their source text, texts
 * are NFC, names stand once in their object, nothing nests deeper than `depthMax`.
 */
export function parseRecord(raw: Uint8Array, tell: TellPlace): Parsed {
  const text = utf8Text(raw);
  if (text === undefined)
    return refused("bad_encoding", "it is not UTF-8: write the file in UTF-8");
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return notJson(syntaxProblem(raw), tell);
  }
  return isObject(value) ? inspected(value, text, raw, tell) : notObject(value);
}

function inspected(value: JsonObject, text: string, raw: Uint8Array, tell: TellPlace): Parsed {
  const tally = tallyOf(value);
  if (tally.isTooDeep)
    return refused("too_deep", `it nests deeper than ${depthMax} levels: flatten it`);
  const hasEscapes = bufferOf(raw).includes(0x5c);
  if (quotesIn(raw, hasEscapes) !== 2 * tally.quoted) return repeated(repeatedName(raw), tell);
  return normalized(exactly(value, raw, text, tally), text, text.length < raw.length, hasEscapes);
}

function exactly(value: JsonObject, raw: Uint8Array, text: string, tally: Tally): JsonObject {
  const isSuspect = tally.hasNumber && mayHoldLongNumber(raw, text, tally.hasExtreme);
  return isSuspect ? (parseExactly(text) as JsonObject) : value;
}

function normalized(
  value: JsonObject,
  text: string,
  hasWideCharacters: boolean,
  hasEscapes: boolean,
): Parsed {
  const mayBeEscaped = hasEscapes && text.includes("\\u");
  if (mayBeEscaped && !isWellFormed(value))
    return refused(
      "bad_encoding",
      "it holds half a character (a lone surrogate such as \\ud800): write the whole pair",
    );
  if (mayBeEscaped || (hasWideCharacters && mayNeedNormalizing(text))) normalize(value);
  return { value };
}

function notJson(problem: SyntaxProblem | undefined, tell: TellPlace): Parsed {
  if (problem === undefined) return refused("not_json", "it is not JSON");
  return refused("not_json", `${tell(problem.at)}: ${problem.message}`);
}

function repeated(problem: SyntaxProblem | undefined, tell: TellPlace): Parsed {
  const where = problem === undefined ? "a name stands twice" : problem.message;
  const column = problem === undefined ? "" : `${tell(problem.at)}: `;
  return refused("duplicate_key", `${column}${where}: readers differ in which one they take`);
}

function notObject(value: Json): Parsed {
  const found = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
  return refused("not_object", `found ${found}, but a record is an object: {"name": value, …}`);
}

const refused = (code: Refusal["code"], reason: string): Parsed => ({ refusal: { code, reason } });
