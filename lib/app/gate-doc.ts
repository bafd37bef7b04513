import * as z from "zod";
import { gateSchema } from "./gate.ts";

const intro = `# Gates

Made from the settings of \`lib/app/gate.ts\`; the check of documents fails when it is stale.

A gate is a named check point: what is handed to it, what judges it, who reviews what it holds, and when two people must.
It is a YAML file in \`gates/\`, named as the gate; a folder of your own may hold others. How cases are reviewed under these
settings: [review.md](review.md).

- What is not written has the default below. What is no setting is a mistake, and so is what contradicts itself: each is
  told with its line and column, and what would be right.
- **Money, shares and times are text in quotes**, since money is exact: \`"10000.00"\`, \`"0.05"\`, \`"09:00"\`.
- A gate's **version** is a digest over all of its settings, whatever its file looks like. It stands in every audit entry. A
  request for a second person belongs to the version under which it was asked: changing the file makes it stale.
- A gate **narrows** who decides and approves, within what [review.md](review.md#roles) allows; it never widens it.

| setting | default | what it is |
|---|---|---|
`;

const notes = `
In \`review.absences\` a day is one of the gate's zone. In \`approval.tiers\`, each tier names a limit for every currency of
\`approval.money\`, above the one before; from the first limit on two people decide, and the last tier that is reached says
who may be the second:

\`\`\`yaml
approval:
  money: { EUR: "10000", NOK: "115000", RON: "50000" }
  approvers: [second_approver, service_manager, compliance]
  tiers:
    - money: { EUR: "100000", NOK: "1150000", RON: "500000" }
      approvers: [second_approver, compliance]
\`\`\`

**Families** of mistakes, for \`costs.families\` and \`costs.contacts\`, with the contacts that one affected unit causes before
you have figures of your own (all of them placeholders of practice):

`;

/** The reference of a gate's settings, in Markdown: the content of `docs/gates.md`. */
export function gatesMarkdown(priors: Readonly<Record<string, string>>): string {
  const schema = z.toJSONSchema(gateSchema, { io: "input", unrepresentable: "any" });
  const defaults = gateSchema.parse({ name: "a", subject: "a", ruleset: "a", zone: "UTC" });
  const families = Object.entries(priors).map(([name, prior]) => `\`${name}\` ${prior}`);
  return `${intro}${rowsOf(schema as Shape, defaults, "").join("\n")}\n${notes}${families.join(" · ")}.\n`;
}

/** What of a JSON Schema is read here. */
interface Shape {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

function rowsOf(shape: Shape, defaults: unknown, prefix: string): readonly string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => {
    const path = `${prefix}${name}`;
    const given = (defaults as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (inner.description === undefined) return rowsOf(inner, given, `${path}.`);
    const shown =
      shape.required?.includes(name) && prefix === "" ? "must be there" : defaultOf(given);
    return [`| \`${path}\` | ${shown} | ${inner.description} |`];
  });
}

const defaultOf = (value: unknown): string =>
  value === undefined ? "none" : `\`${textOf(value)}\``;

/** As YAML writes it on one line. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([name, inner]) => `${name}: ${textOf(inner)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return typeof value === "string" && /^[\d:.]+$/.test(value) ? `"${value}"` : String(value);
}
