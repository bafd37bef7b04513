import {
  APPROXIMATING,
  complaintsAbout,
  LAYERS,
  packageOf,
  sourceOf,
  sourcePaths,
} from "./support/house.ts";
import { usesOf } from "./support/source.ts";

/** Dependencies that nothing of ours imports, because another package asks for them. */
const PEERS: Readonly<Record<string, string>> = {
  "@bufbuild/protobuf": "of @bufbuild/cel",
  "swagger-ui-dist": "its files are served as they are",
};

describe("the house stands as planned", () => {
  test.each(sourcePaths())("%s", (path) => {
    expect(complaintsAbout(path, sourceOf(path))).toEqual([]);
  });

  test("core imports every package that it is allowed", () => {
    const imported = packagesIn((path) => path.startsWith("lib/core/"));
    const allowed = Object.keys(LAYERS["core"]?.packages ?? {});
    expect(allowed.filter((name) => !imported.has(name) && !(name in PEERS))).toEqual([]);
    const paths = sourcePaths();
    expect(Object.keys(APPROXIMATING).filter((path) => !paths.includes(path))).toEqual([]);
  });

  test("every dependency is imported by something", () => {
    const imported = packagesIn(() => true);
    const { dependencies } = JSON.parse(sourceOf("package.json"));
    const idle = Object.keys(dependencies).filter((name) => !imported.has(name));
    expect(idle.filter((name) => !(name in PEERS))).toEqual([]);
  });
});

// A source planted at a path, and what the house says of it.
const STRAYS: readonly [path: string, source: string, complaint: string][] = [
  // dependencies point one way
  [
    "lib/core/a.ts",
    'import { x } from "../subjects/order/schema.ts";',
    "core may not import lib/subjects/order/schema.ts (subjects)",
  ],
  [
    "lib/core/a.ts",
    'import type { X } from "../app/ports.ts";',
    "core may not import lib/app/ports.ts (app)",
  ], // types bind as well
  [
    "lib/subjects/order/a.ts",
    'export { x } from "../../app/submit.ts";',
    "subjects may not import lib/app/submit.ts (app)",
  ],
  [
    "lib/app/a.ts",
    'const x = await import("../adapters/files/a.ts");',
    "app may not import lib/adapters/files/a.ts (adapters)",
  ],
  [
    "lib/app/a.ts",
    'let x: import("../adapters/files/a.ts").X;',
    "app may not import lib/adapters/files/a.ts (adapters)",
  ],
  [
    "lib/adapters/files/a.ts",
    'import "../../cli/main.ts";',
    "adapters may not import lib/cli/main.ts (cli)",
  ],
  [
    "lib/cli/a.ts",
    'import "../../lambdas/submit/index.ts";',
    "cli may not import lambdas/submit/index.ts (lambdas)",
  ],
  ["lib/http/a.ts", 'import "../cli/main.ts";', "http may not import lib/cli/main.ts (cli)"],
  [
    "lambdas/submit/a.ts",
    'import "../../test/support/house.ts";',
    "lambdas may not import test/support/house.ts (no layer)",
  ],
  [
    "lib/infra/a.ts",
    'import { x } from "../core/index.ts";',
    "infra may not import lib/core/index.ts (core)",
  ],
  [
    "bin/holdpoint.ts",
    'import "../lib/infra/stack.ts";',
    "commands may not import lib/infra/stack.ts (infra)",
  ],
  ["lib/stray.ts", "export {};", "lies in no layer of the house"],
  // packages
  ["lib/core/a.ts", 'import * as z from "zod";', "core may not import zod"],
  ["lib/core/a.ts", 'import fs from "node:fs/promises";', "core may not import node:fs/promises"],
  ["lib/core/a.ts", "const fs = require(name);", "core may not import (computed)"],
  ["lib/core/a.ts", 'import x = require("fs");', "core may not import fs"],
  ["lib/subjects/a.ts", 'import { readFile } from "node:fs";', "subjects may not import node:fs"],
  [
    "lib/app/a.ts",
    'import { x } from "@aws-sdk/client-sqs";',
    "app may not import @aws-sdk/client-sqs",
  ],
  [
    "lib/infra/a.ts",
    'import { x } from "@aws-sdk/client-sqs";',
    "infra may not import @aws-sdk/client-sqs",
  ],
  [
    "lambdas/submit/a.ts",
    'import { Stack } from "aws-cdk-lib";',
    "only infra may import aws-cdk-lib",
  ],
  // the world
  ["lib/core/a.ts", "const t = Date.now();", "core may not use Date.now"],
  ["lib/core/a.ts", "const t = new Date();", "core may not read the clock"],
  ["lib/core/a.ts", "const t = new Date;", "core may not read the clock"],
  ["lib/core/a.ts", "const t = Date();", "core may not read the clock"],
  ["lib/app/a.ts", "const t = globalThis.performance.now();", "app may not use performance.now"],
  ["lib/app/a.ts", 'const t = globalThis["performance"].now();', "app may not use performance.now"],
  ["lib/app/a.ts", "const { env } = process;", "app may not use process"],
  ["lib/subjects/a.ts", "const zone = process.env.TZ;", "subjects may not use process.env"],
  ["lib/infra/a.ts", 'const stage = process.env["STAGE"];', "infra may not use process.env"],
  ["lib/http/a.ts", "console.log(1);", "http may not use console.log"],
  ["lib/core/a.ts", "const x = Math.random();", "core may not use Math.random"],
  [
    "lib/app/a.ts",
    'import { randomUUID as id } from "node:crypto"; id();',
    "app may not use randomUUID",
  ],
  ["lib/app/a.ts", "const id = crypto.randomUUID();", "app may not use crypto.randomUUID"],
  ["lib/app/a.ts", "setTimeout(retry, 5);", "app may not use setTimeout"],
  // code from text
  [
    "lib/core/a.ts",
    'const f = new Function("return 1");',
    "only lib/core/expression/load.ts may make code from text",
  ],
  [
    "lib/core/a.ts",
    'const f = globalThis.Function("return 1");',
    "only lib/core/expression/load.ts may make code from text",
  ],
  ["lib/cli/a.ts", "eval(text);", "only lib/core/expression/load.ts may make code from text"],
  ["lib/cli/a.ts", "(0, eval)(text);", "only lib/core/expression/load.ts may make code from text"],
  // numbers
  [
    "lib/core/a.ts",
    "const x = Math.exp(1);",
    "core may not use Math.exp: engines differ in its last digits",
  ],
  ["lib/core/a.ts", "const { pow } = Math;", "core may not take Math apart"],
  [
    "lib/core/a.ts",
    "const x = 10 ** digits;",
    "core may not use **: engines differ in its last digits",
  ],
  ["lib/core/a.ts", "x **= 2;", "core may not use **: engines differ in its last digits"],
  // shape
  ["lib/core/a.ts", "export async function judge() {}", "core is synchronous"],
  ["lib/app/a.ts", "export class Gate {}", "classes are for errors and constructs: use functions"],
  [
    "lib/app/a.ts",
    "const Gate = class extends Base {};",
    "classes are for errors and constructs: use functions",
  ],
  ["lib/app/a.ts", "enum Verdict { Pass }", "no enums: use a union of texts"],
  ["lib/app/a.ts", 'export * from "./submit.ts";', "lib/core/index.ts is the only barrel"],
  [
    "lib/app/a.ts",
    'export { a } from "./b.ts";\nexport type { C } from "./d.ts";',
    "lib/core/index.ts is the only barrel",
  ],
  // names
  ["lib/app/utils.ts", "export {};", "'utils.ts' does not say what it is about"],
  ["lib/app/case-types.ts", "export {};", "'case-types.ts' does not say what it is about"],
  ["lib/app/helpers/a.ts", "export {};", "'helpers' does not say what it is about"],
  ["lib/app/case-manager.ts", "export {};", "'case-manager.ts' does not say what it is about"],
];

test.each(STRAYS)("a stray in %s is found: %s", (path, source, complaint) => {
  expect(complaintsAbout(path, source).map(withoutPlace)).toContain(complaint);
});

// What looks like a stray and is none.
const DECENT: readonly [path: string, source: string][] = [
  ["lib/core/expression/types.ts", "export type Type = 'int';"],
  ["lib/core/expression/load.ts", 'export const load = (text) => new Function("record", text);'],
  ["lib/core/index.ts", 'export * from "./judge.ts";'],
  ["lib/core/a.ts", 'const scale = 10n ** 2n; // "Date.now()", Math.exp'],
  ["lib/core/a.ts", 'const at = new Date("2026-01-31"); const text = "process.env";'],
  ["lib/core/a.ts", "const x = record.process.env; const y = { process: 1, console: 2 };"],
  ["lib/core/a.ts", "export class RulesetError extends Error {}"],
  ["lib/core/a.ts", 'import { x } from "./expression/check.ts"; import { parse } from "yaml";'],
  [
    "lib/infra/a.ts",
    'import { Stack } from "aws-cdk-lib"; export class GateStack extends Stack {}',
  ],
  [
    "lib/infra/a.ts",
    'import { environment } from "../environment.ts"; import { x } from "aws-cdk-lib/aws-sqs";',
  ],
  ["lib/adapters/files/a.ts", "const now = Date.now(); const id = crypto.randomUUID();"],
  ["lib/app/a.ts", 'import { judge } from "../core/index.ts"; export { judge }; const x = 1;'],
  ["lib/subjects/service-change/schema.ts", 'import * as z from "zod";'],
  ["bin/app.ts", 'import { x } from "../lib/infra/stack.ts"; const stage = process.env.STAGE;'],
];

test.each(DECENT)("%s may: %s", (path, source) => {
  expect(complaintsAbout(path, source)).toEqual([]);
});

test("a complaint names its line", () => {
  const source = "const a = 1;\n\nconst b = Math.random();\n";
  expect(complaintsAbout("lib/core/a.ts", source)).toEqual([
    "lib/core/a.ts:3: core may not use Math.random",
  ]);
});

function withoutPlace(complaint: string): string {
  return complaint.replace(/^\S+:\d+: /, "");
}

function packagesIn(isMeant: (path: string) => boolean): ReadonlySet<string> {
  const uses = sourcePaths()
    .filter(isMeant)
    .flatMap((path) => usesOf(sourceOf(path)));
  return new Set(uses.filter((use) => use.kind === "import").map((use) => packageOf(use.what)));
}
