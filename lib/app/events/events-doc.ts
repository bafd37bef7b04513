import * as z from "zod";
import { jsonSchemaText } from "../../subjects/json-schema.ts";
import { type EventName, eventKinds, eventType } from "./event-kinds.ts";

const names = Object.keys(eventKinds) as readonly EventName[];

/** The JSON Schemas of what events say, as text by the name of their file. */
export const eventSchemas: Readonly<Record<string, () => string>> = Object.fromEntries(
  names.map((name) => [
    `schemas/events/${name}.schema.json`,
    () => jsonSchemaText(`event:${name}`, eventKinds[name].data),
  ]),
);

const intro = `# Events

Made from the table in \`lib/app/events/event-kinds.ts\`; the check of documents fails when it is stale.

On AWS the gate tells others of what happened on an EventBridge bus of its own, within seconds after the audit entry was
written. Each event is a [CloudEvent](https://github.com/cloudevents/spec) 1.0, whole, in the entry's \`detail\`; the entry's
\`source\` is \`com.holdpoint\`, its \`detail-type\` the event's type, its \`resources\` the event's subject. A rule that finds
cases of one gate:

\`\`\`json
{
  "source": ["com.holdpoint"],
  "detail-type": ["com.holdpoint.case.opened"],
  "detail": { "data": { "gate": ["billing"] } }
}
\`\`\`

What may be relied on:

- An event comes at least once, in no order. Its \`id\` is made from the audit entry, so that one that comes twice has the same
  \`id\` both times: remember ids, or ask the API where things stand now.
- \`subject\` is what it is about: the id of the case, submission, approval, pass, run or dead letter.
- It holds nothing of a person: no names, accounts, departments, texts that somebody wrote, nor values of records. Whoever
  needs them asks the API, as who she is.
- Fields are only ever added under one \`dataschema\`; what changes otherwise gets another number at its end. The schemas lie
  in \`schemas/events/\`, by type.

| type | when it is told |
|---|---|
`;

/** The reference of all events, in Markdown: the content of `docs/events.md`. */
export function eventsMarkdown(): string {
  const rows = names.map(
    (name) => `| [\`${eventType(name)}\`](#${anchorOf(name)}) | ${eventKinds[name].doc} |`,
  );
  const sections = names.map(
    (name) =>
      `\n## ${name}\n\n${eventKinds[name].doc}\n\n| field | type | what it is |\n|---|---|---|\n` +
      fieldRows(eventKinds[name].data).join("\n"),
  );
  return `${intro}${rows.join("\n")}\n${sections.join("\n")}\n`;
}

const anchorOf = (name: string): string => name.replaceAll(".", "");

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
}

function fieldRows(data: z.ZodObject): readonly string[] {
  return rowsOf(z.toJSONSchema(data) as Described, "");
}

function rowsOf({ properties = {}, required = [] }: Described, path: string): readonly string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const optional = required.includes(name) ? "" : ", may be absent";
    const row = `| \`${path}${name}\` | ${typeOf(field)}${optional} | ${field.description ?? ""} |`;
    return [row, ...rowsOf(field, `${path}${name}.`)];
  });
}

function typeOf({ type, enum: words, items }: Described): string {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(", ");
  if (items !== undefined) return `list of ${typeOf(items)}`;
  return type === "string" ? "text" : type === "boolean" ? "true or false" : (type ?? "");
}
