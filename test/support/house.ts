import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Use, usesOf } from "./source.ts";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** What the files of one layer may use. A file belongs to the first layer whose pattern fits its path. */
interface Layer {
  readonly files: RegExp;
  /** The layers it may import from; its own always. */
  readonly sees: readonly string[];
  /** The packages and node modules it may import, each with its reason; absent where all are allowed. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Whether it may read clocks, randomness and the process: only what touches the world may. */
  readonly touchesWorld: boolean;
}

const LOWER = ["core", "subjects", "app"];

export const LAYERS: Readonly<Record<string, Layer>> = {
  core: {
    files: /^lib\/core\//,
    sees: [],
    touchesWorld: false,
    packages: {
      "@bufbuild/cel": "parses CEL; its syntax tree is the standard one",
      "@bufbuild/protobuf": "reads that syntax tree's messages",
      re2js: "patterns with linear time",
      yaml: "rule sets, with the position of every node",
      "intl-messageformat": "formats ICU messages",
      "@formatjs/icu-messageformat-parser":
        "checks their placeholders before a rule set is published",
      "node:crypto": "SHA-256 of revisions, plans and records; no randomness: see WORLD",
    },
  },
  subjects: {
    files: /^lib\/subjects\//,
    sees: ["core"],
    touchesWorld: false,
    packages: {
      zod: "the one source of types",
      yaml: "mappings",
      saxes: "reads XML as a stream, and refuses what is not well-formed (ADR 10)",
      "node:crypto": "SHA-256 of records",
    },
  },
  app: {
    files: /^lib\/app\//,
    sees: ["core", "subjects"],
    touchesWorld: false,
    packages: {
      zod: "commands are parsed where they come in",
      yaml: "gates",
      "node:crypto": "SHA-256 of payloads",
      "node:zlib": "CRC-32 of what runs leave between their steps; compressed entries of an export",
    },
  },
  generate: {
    files: /^lib\/generate\//,
    sees: LOWER,
    touchesWorld: false,
    packages: { "pure-rand": "seeded choices that are the same on every machine" },
  },
  adapters: { files: /^lib\/adapters\//, sees: LOWER, touchesWorld: true },
  environment: { files: /^lib\/environment\.ts$/, sees: [], touchesWorld: true, packages: {} },
  infra: {
    files: /^lib\/infra\//,
    sees: ["environment"],
    touchesWorld: false,
    packages: {
      "aws-cdk-lib": "stacks and constructs",
      constructs: "their base class",
      "cdk-nag": "checks them",
      "node:path": "finds the lambdas' entries",
      "node:url": "as above",
    },
  },
  http: { files: /^lib\/http\//, sees: [...LOWER, "adapters", "environment"], touchesWorld: false },
  // Made from ports and wired by whoever calls them: AWS through an index.ts, or the local gate.
  handlers: {
    files: /^lambdas\/([a-z-]+\/handler|shared\/[a-z-]+)\.ts$/,
    sees: [...LOWER, "adapters", "environment", "http"],
    touchesWorld: true,
  },
  // The gate on one machine: what AWS does around the handlers, without AWS (ADR 19).
  local: {
    files: /^lib\/local\//,
    sees: [...LOWER, "adapters", "environment", "http", "handlers"],
    touchesWorld: true,
  },
  cli: {
    files: /^lib\/cli\//,
    sees: [...LOWER, "generate", "adapters", "environment", "http", "local"],
    touchesWorld: true,
  },
  lambdas: {
    files: /^lambdas\//,
    sees: [...LOWER, "adapters", "environment", "http", "handlers"],
    touchesWorld: true,
  },
  stages: {
    files: /^bin\/(app|permissions|deploy(-[a-z]+)?)\.ts$/,
    sees: ["infra", "environment"],
    touchesWorld: true,
  },
  commands: {
    files: /^bin\//,
    // What a deployed stage is called they learn as the deployment does.
    sees: [...LOWER, "adapters", "environment", "cli", "http", "stages"],
    touchesWorld: true,
  },
};

/** Packages that would pull the whole cloud kit into what runs. */
const INFRA_PACKAGES = /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/;

/** Names that read a clock, randomness or the process. */
const WORLD: readonly RegExp[] = [
  /^(process|console|performance)(\.|$)/,
  /^Date\.now$/,
  /^Temporal\.Now(\.|$)/,
  /^Math\.random$/,
  /(^|\.)(randomUUID|randomBytes|randomInt|randomFill|randomFillSync|getRandomValues)$/,
  /^(setTimeout|setInterval|setImmediate|fetch)$/,
];

/** ECMAScript leaves these approximated, so engines differ in the last digits. */
const APPROXIMATED =
  /^Math\.(a?(cos|sin|tan)h?|atan2|cbrt|exp|expm1|hypot|log|log1p|log10|log2|pow)$/;

/** The files of the core that may use approximated functions all the same, each with its reason. */
export const APPROXIMATING: Readonly<Record<string, string>> = {};

/** The one file that turns generated text into code. */
const CODE_LOADER = "lib/core/expression/load.ts";

const NAMELESS_WORDS =
  /(^|-)(utils?|helpers?|common|shared|types?|constants?|managers?|services?|impl|dtos?)$/;
const NAMED_ALL_THE_SAME: ReadonlySet<string> = new Set([
  "lib/core/expression/types.ts", // the types of the rule language, a noun of its own
  "lambdas/shared", // what every handler is wrapped in
]);

/** Every complaint the house has about one source, as `path:line: what is wrong`. Pure. */
export function complaintsAbout(path: string, text: string): readonly string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [`${path}:1: lies in no layer of the house`];
  const complaints = namesIn(path).map((complaint) => `${path}:1: ${complaint}`);
  for (const use of usesOf(text))
    for (const complaint of complaintsOf(use, path, layer))
      complaints.push(`${path}:${use.line}: ${complaint}`);
  return [...new Set(complaints)];
}

/** The paths of all sources of the product, relative to the repository, in order. */
export function sourcePaths(): readonly string[] {
  const folders = ["bin", "lambdas", "lib"].filter((name) => existsSync(join(repository, name)));
  return folders.flatMap((folder) => {
    const entries = readdirSync(join(repository, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs|js)$/.test(entry.name))
      .map((entry) =>
        relative(repository, join(entry.parentPath, entry.name)).replaceAll("\\", "/"),
      )
      .sort();
  });
}

export function sourceOf(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

function layerOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((name) => LAYERS[name]?.files.test(path));
}

function complaintsOf(use: Use, path: string, layer: string): readonly string[] {
  switch (use.kind) {
    case "import":
      return importComplaints(use.what, path, layer);
    case "name":
      return nameComplaints(use.what, path, layer);
    case "call":
      return callComplaints(use.what, path, layer);
    case "new":
      return newComplaints(use.what, path, layer);
    case "class":
      return classComplaints(use.what, layer);
    case "syntax":
      return syntaxComplaints(use.what, path, layer);
  }
}

function importComplaints(specifier: string, path: string, layer: string): readonly string[] {
  const { sees, packages } = LAYERS[layer] as Layer;
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    if (target === "package.json") return [];
    const other = layerOf(target);
    if (other === layer || (other !== undefined && sees.includes(other))) return [];
    return [`${layer} may not import ${target} (${other ?? "no layer"})`];
  }
  if (INFRA_PACKAGES.test(specifier) && layer !== "infra" && layer !== "stages")
    return [`only infra may import ${specifier}`];
  if (packages === undefined || packageOf(specifier) in packages) return [];
  return [`${layer} may not import ${specifier}`];
}

/** The package of a specifier: `@a/b/c` is of `@a/b`, `node:fs/promises` of `node:fs`. */
export function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function nameComplaints(name: string, path: string, layer: string): readonly string[] {
  const complaints: string[] = [];
  if (WORLD.some((pattern) => pattern.test(name)) && !touchesWorld(layer))
    complaints.push(`${layer} may not use ${firstTwo(name)}`);
  if (layer === "core" && APPROXIMATED.test(name) && !(path in APPROXIMATING))
    complaints.push(`core may not use ${name}: engines differ in its last digits`);
  if (layer === "core" && name === "Math") complaints.push("core may not take Math apart");
  if ((name === "eval" || name === "Function") && path !== CODE_LOADER)
    complaints.push(`only ${CODE_LOADER} may make code from text`);
  return complaints;
}

function callComplaints(call: string, path: string, layer: string): readonly string[] {
  if (call === "Date()" || call === "Date") return newComplaints("Date()", path, layer);
  return [];
}

function newComplaints(made: string, _path: string, layer: string): readonly string[] {
  return made === "Date()" && !touchesWorld(layer) ? [`${layer} may not read the clock`] : [];
}

function classComplaints(extended: string, layer: string): readonly string[] {
  if (extended.endsWith("Error") || (layer === "infra" && extended !== "")) return [];
  return ["classes are for errors and constructs: use functions"];
}

function syntaxComplaints(syntax: string, path: string, layer: string): readonly string[] {
  if (syntax === "enum") return ["no enums: use a union of texts"];
  if (syntax === "async") return layer === "core" ? ["core is synchronous"] : [];
  if (syntax === "**" && layer === "core" && !(path in APPROXIMATING))
    return ["core may not use **: engines differ in its last digits"];
  if ((syntax === "barrel" || syntax === "export *") && path !== "lib/core/index.ts")
    return ["lib/core/index.ts is the only barrel"];
  return [];
}

function touchesWorld(layer: string): boolean {
  return (LAYERS[layer] as Layer).touchesWorld;
}

function firstTwo(name: string): string {
  return name.split(".").slice(0, 2).join(".");
}

function namesIn(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.flatMap((segment, index) => {
    const upTo = segments.slice(0, index + 1).join("/");
    const name = segment.replace(/\.[a-z]+$/, "");
    if (!NAMELESS_WORDS.test(name) || NAMED_ALL_THE_SAME.has(upTo)) return [];
    return [`'${segment}' does not say what it is about`];
  });
}
