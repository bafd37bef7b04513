import { parse } from "@babel/parser";

/** Something a source does that a law of the house may forbid: `what` of a `kind`, on a line. */
export interface Use {
  readonly kind: "import" | "name" | "call" | "new" | "class" | "syntax";
  readonly what: string;
  readonly line: number;
}

type Node = { readonly type: string; readonly [field: string]: unknown };

/** Where an identifier is only a label, not something that is read: `{ process: 1 }`, `x.process`. */
const LABEL_FIELDS: ReadonlySet<string> = new Set(["key", "property", "label", "exported"]);

/**
 * All that a TypeScript or JavaScript source uses, in the order in which it stands there:
 * - `import`: a specifier, of whichever form (import, export from, `import()`, `typeof import()`, require);
 * - `name`: a dotted name that is read (`Date.now`, `process.env`, `console`), without `globalThis.`;
 * - `call`, `new`: a dotted name that is called or constructed, with `()` where there are no arguments;
 * - `class`: the name of the class extended, or nothing;
 * - `syntax`: `enum`, `async`, `**`, `export *`, and `barrel` for a file that does nothing but re-export.
 */
export function usesOf(text: string): readonly Use[] {
  const tree = parse(text, { sourceType: "module", plugins: ["typescript", "jsx"] });
  const uses: Use[] = [];
  visit(tree.program as unknown as Node, (node) => {
    const line = (node as unknown as { loc: { start: { line: number } } }).loc.start.line;
    for (const [kind, what] of usesAt(node)) uses.push({ kind, what, line });
  });
  const statements = tree.program.body;
  if (
    statements.length > 0 &&
    statements.every((s) => s.type.startsWith("Export") && "source" in s && s.source)
  )
    uses.push({ kind: "syntax", what: "barrel", line: 1 });
  return uses;
}

type Found = readonly (readonly [kind: Use["kind"], what: string])[];

function usesAt(node: Node): Found {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
      return importOf(node.source);
    case "ExportAllDeclaration":
      return [...importOf(node.source), ["syntax", "export *"]];
    case "ImportExpression":
      return importOf(node.source);
    case "TSImportType":
      return importOf(node.argument);
    case "TSExternalModuleReference":
      return importOf(node.expression);
    case "CallExpression":
    case "OptionalCallExpression":
      return callOf(node);
    case "NewExpression":
      return named("new", node);
    case "MemberExpression":
    case "OptionalMemberExpression":
    case "Identifier":
      return [["name", nameOf(node) ?? ""]];
    case "ClassDeclaration":
    case "ClassExpression":
      return [["class", nameOf(node.superClass as Node | null) ?? ""]];
    case "TSEnumDeclaration":
      return [["syntax", "enum"]];
    case "AwaitExpression":
      return [["syntax", "async"]];
    case "BinaryExpression":
    case "AssignmentExpression":
      return powerOf(node);
    default:
      return node.async === true ? [["syntax", "async"]] : [];
  }
}

function callOf(node: Node): Found {
  const callee = node.callee as Node;
  if (callee.type === "Import" || nameOf(callee) === "require")
    return importOf((node.arguments as readonly Node[])[0]);
  return named("call", node);
}

function named(kind: "call" | "new", node: Node): Found {
  const name = nameOf(node.callee as Node);
  if (name === undefined) return [];
  return [[kind, (node.arguments as readonly Node[]).length === 0 ? `${name}()` : name]];
}

/** A power of numbers is only approximated, and engines differ; `10n ** k` is of integers, and exact. */
function powerOf(node: Node): Found {
  if (node.operator !== "**" && node.operator !== "**=") return [];
  return (node.left as Node).type === "BigIntLiteral" ? [] : [["syntax", "**"]];
}

function importOf(source: unknown): Found {
  if (!source) return [];
  const value = source as Node;
  const specifier = value.type === "TSLiteralType" ? (value.literal as Node).value : value.value;
  return [["import", typeof specifier === "string" ? specifier : "(computed)"]];
}

/** `a.b.c` or `a["b"].c` as `a.b.c`; undefined where it does not start at a name. */
function nameOf(node: Node | null | undefined): string | undefined {
  if (node?.type === "Identifier") return node.name as string;
  if (node?.type === "MetaProperty") return "import.meta";
  if (node?.type !== "MemberExpression" && node?.type !== "OptionalMemberExpression")
    return undefined;
  const object = nameOf(node.object as Node);
  const property = node.property as Node;
  const isText = node.computed === true && property.type === "StringLiteral";
  const last = isText ? property.value : node.computed === true ? "[]" : property.name;
  if (object === undefined || typeof last !== "string") return undefined;
  return object === "globalThis" ? last : `${object}.${last}`;
}

function visit(node: Node, enter: (node: Node) => void): void {
  enter(node);
  for (const [field, value] of Object.entries(node)) {
    if (LABEL_FIELDS.has(field) && node.computed !== true) continue;
    if (field === "object" && isPlainName(node)) continue; // its whole name has been seen
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) visit(child, enter);
  }
}

function isPlainName(node: Node): boolean {
  const name = nameOf(node);
  return name !== undefined && !name.includes("[]");
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "loc" in value;
}
