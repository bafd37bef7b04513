import type { Field, Schema, Type } from "../../core/expression/types.ts";
import type { Subject } from "../../core/subject.ts";
import { kindsSharing } from "./shared-kinds.ts";

const intro = `# The reference tables and their columns

Made from the tables in \`lib/subjects/\`; the check of documents fails when it is stale. How tables are written, loaded and
looked after: [reference-tables.md](reference-tables.md).

*Dated*: a row is in force from \`valid_from\` to \`valid_to\`, both included, open where absent. *Many*: several rows may stand
under one key. Columns in **bold** must be there. A list is parted by \`;\` in CSV; a list of objects is JSON.
`;

/** The reference of all tables, in Markdown: the content of `docs/tables.md`. */
export function tablesMarkdown(subjects: Readonly<Record<string, Subject>>): string {
  const names = Object.values(subjects).flatMap(({ tables }) => Object.keys(tables));
  const sections = [...new Set(names)]
    .sort()
    .flatMap((name) =>
      kindsSharing(name, subjects).map((kinds) =>
        tableMarkdown(name, kinds, subjects[kinds[0] as string] as Subject),
      ),
    );
  return [intro, ...sections].join("\n");
}

function tableMarkdown(
  name: string,
  kinds: readonly string[],
  { tables, schema }: Subject,
): string {
  const table = tables[name] as Subject["tables"][string];
  const marks = [...(table.dated ? ["dated"] : []), ...(table.many ? ["many"] : [])];
  const head = [
    `## ${name}`,
    "",
    `${table.doc} Key: ${table.key.map((field) => `\`${field}\``).join(", ")}.` +
      `${marks.length > 0 ? ` *${marks.join(", ")}*.` : ""} For ${kinds.join(", ")}.`,
    "",
    "| column | type | what it is |",
    "|---|---|---|",
  ];
  return `${[...head, ...columns(table.shape, schema, "")].join("\n")}\n`;
}

function columns(shape: string, schema: Schema, prefix: string): readonly string[] {
  return Object.entries(schema[shape]?.fields ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const inner = field.type.kind === "list" ? field.type.of : field.type;
    const shown = field.required ? `**\`${path}\`**` : `\`${path}\``;
    const row = `| ${shown} | ${typeText(field)} | ${field.doc ?? ""} |`;
    const more = inner.kind === "record" ? columns(inner.name, schema, `${path}.`) : [];
    return [row, ...more];
  });
}

function typeText({ type, values }: Field): string {
  if (values === undefined) return typeName(type);
  return values.map((value) => `\`${value}\``).join(", ");
}

function typeName(type: Type): string {
  switch (type.kind) {
    case "list":
      return `list of ${typeName(type.of)}`;
    case "map":
      return `map to ${typeName(type.of)}`;
    case "record":
      return "object";
    case "string":
      return "text";
    case "bool":
      return "flag";
    default:
      return type.kind;
  }
}
