import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";

/** Where and when figures were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  readonly v8: string;
  readonly date: string;
  /** Runnable processes beforehand: above half a core, other work spoils the figures. */
  readonly load: number;
}

/** To be asked before anything is measured. */
export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  os: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
  node: process.versions.node,
  v8: process.versions.v8,
  date: new Date().toISOString().slice(0, 10),
  load: Number(loadavg()[0]!.toFixed(1)),
});

/** The version of each package that takes part. */
export function versions(): Readonly<Record<string, string>> {
  const packages = Object.keys(packageAt("./package.json").dependencies ?? {});
  const own = packages.map((name) => [name, packageAt(`./node_modules/${name}/package.json`)]);
  const shared = ["zod"].map((name) => [name, packageAt(`../node_modules/${name}/package.json`)]);
  const ours = ["holdpoint", packageAt("../package.json")] as const;
  return Object.fromEntries(
    [ours, ...own, ...shared].map(([name, found]) => [
      name,
      (found as { version: string }).version,
    ]),
  );
}

interface PackageJson {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const packageAt = (path: string): PackageJson =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
