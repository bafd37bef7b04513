import * as z from "zod";

/**
 * The JSON Schema (2020-12) that is published for a record, as text: what a sender may send.
 * Fields that name a person carry `x-personal`.
 */
export function jsonSchemaText(kind: string, record: z.ZodObject): string {
  const schema = z.toJSONSchema(record, {
    io: "input",
    override: ({ jsonSchema }) => tidy(jsonSchema),
  });
  const { $schema, ...rest } = schema;
  const published = { $schema, $id: `urn:holdpoint:schema:${kind}:1`, title: kind, ...rest };
  return publishedText(published);
}

/** A document of this repository as text, laid out as its formatter wants. */
export const publishedText = (document: object): string =>
  `${JSON.stringify(document, null, 2).replace(textLists, onOneLine)}\n`;

const textLists = /^( *"\w+": )\[\n((?: *"[^"\n]*",?\n)+) *\](,?)$/gm;

/** Lists of words stand on one line where they fit, as the formatter of this repository wants. */
function onOneLine(all: string, start: string, words: string, end: string): string {
  const line = `${start}[${words.trim().split(/\n\s*/).join(" ")}]${end}`;
  return line.length <= 100 ? line : all;
}

/** Meta data for the engine stay inside; those for senders get their public name. */
function tidy(jsonSchema: Record<string, unknown>): void {
  if (jsonSchema["personal"] === true) jsonSchema["x-personal"] = true;
  for (const key of ["personal", "scalar", "usualScale", "id"]) delete jsonSchema[key];
}
