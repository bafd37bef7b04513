import type { Place } from "../../core/record.ts";
import { plainText } from "../plain-text.ts";

/** A place as editors and terminals understand it: `orders.ndjson:3`. */
export const placeText = ({ file, line, pointer }: Place): string =>
  plainText(line === undefined ? `${file}${pointer ?? ""}` : `${file}:${line}`);
