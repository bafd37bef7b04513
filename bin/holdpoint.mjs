#!/usr/bin/env node
// Starts the CLI, whatever Node the system has. In a checkout it runs the TypeScript sources, with the
// Node that `npm ci` installed where the system's is too old; in the packed package it runs `dist/`,
// because Node strips no types under node_modules. Plain JavaScript that Node 14 still reads.
import { spawn } from "node:child_process";
import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MIN = [22, 18]; // strips types and has node:sqlite, both without a flag
const EXIT_CODE_COULD_NOT = 3; // "could not do the job", as in docs/cli.md

const source = new URL("./holdpoint.ts", import.meta.url);
const built = new URL("../dist/bin/holdpoint.js", import.meta.url);
const isCheckout = existsSync(source);

if (isNewEnough(process.versions.node)) {
  await keepCompiled();
  if (isCheckout || existsSync(built)) await import((isCheckout ? source : built).href);
  else refuse("dist/ is missing from this package. Install it again: npm install holdpoint");
} else {
  const node = installedNode();
  if (node) runUnder(node);
  else refuse(tooOld());
}

/**
 * Lets Node keep what it compiles, so that the next start neither strips types nor compiles. In a
 * folder of the user's own that nobody else can write, since what lies there is run.
 */
async function keepCompiled() {
  const { XDG_CACHE_HOME: caches, HOME: home } = process.env;
  const parent = isAbsolute(caches || "") ? caches : isAbsolute(home || "") && join(home, ".cache");
  if (!parent) return;
  const folder = join(parent, "holdpoint", "code");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    const isOurs = !process.getuid || (uid === process.getuid() && (mode & 0o022) === 0);
    if (isOurs) (await import("node:module")).enableCompileCache(folder);
  } catch {
    // It only costs time.
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
}

/** The path of the Node that npm installed beside us: absent after `npm ci --ignore-scripts`. */
function installedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    const name = process.platform === "win32" ? "node.exe" : "node";
    const path = fileURLToPath(new URL(`bin/${name}`, `file://${manifest}`));
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Runs this file again under `node`; its exit code, or the signal that ended it, becomes ours. */
function runUnder(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, pass);
  process.on("SIGINT", () => {}); // the terminal tells the child itself: wait for what it says
  child.on("error", (error) => refuse(`${node} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function tooOld() {
  const found = `Holdpoint needs Node ${NODE_MIN.join(".")} or newer; this is ${process.versions.node}.`;
  const remedy = isCheckout
    ? "Run `npm ci` (without --ignore-scripts: a script installs the right Node)."
    : "Install a newer Node, or add one to your project: npm install node@24";
  return `${found} ${remedy}`;
}

function refuse(message) {
  console.error(`holdpoint: ${message}`);
  process.exitCode = EXIT_CODE_COULD_NOT;
}
