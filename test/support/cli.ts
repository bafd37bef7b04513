import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ChannelError, type Io } from "../../lib/cli/io.ts";
import { main } from "../../lib/cli/main.ts";
import { repository } from "./house.ts";

export interface CliSettings {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the streams are a terminal. */
  readonly terminal?: boolean;
  /** What each look at the clock adds, in milliseconds. */
  readonly tickMs?: number;
  /** What the clock says at first, RFC 3339. */
  readonly startsAt?: string;
  /** After so many characters standard output fails with this code. */
  readonly stdoutFails?: { readonly after: number; readonly code: string };
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Shared by all tests that bring no caches of their own: rule sets that ship are compiled once. */
const caches = join(tmpdir(), "holdpoint-test-caches");

/** Runs the CLI in this process. */
export async function cli(args: readonly string[], settings: CliSettings = {}): Promise<CliResult> {
  const { cwd = repository, stdin = "", env = {}, terminal = false, tickMs = 0 } = settings;
  const told = { stdout: "", stderr: "" };
  let nowMs = Date.parse(settings.startsAt ?? "2026-11-22T10:00:00Z");
  const channel = (name: "stdout" | "stderr") => ({
    isTerminal: terminal,
    ...(terminal && { columns: 80 }),
    write: async (text: string): Promise<void> => {
      const fails = name === "stdout" ? settings.stdoutFails : undefined;
      if (fails && told.stdout.length + text.length > fails.after)
        throw new ChannelError(Object.assign(new Error("it fails"), { code: fails.code }));
      told[name] += text;
    },
  });
  const io: Io = {
    stdin: {
      isTerminal: terminal,
      open: async function* () {
        const bytes = Buffer.from(stdin);
        if (bytes.length > 0) yield bytes;
      },
    },
    stdout: channel("stdout"),
    stderr: channel("stderr"),
    env: { XDG_CACHE_HOME: caches, ...env },
    cwd,
    now: () => {
      nowMs += tickMs;
      return new Date(nowMs);
    },
  };
  const code = await main(args, io);
  return { code, ...told };
}

/** Runs the CLI as a process, as a shell does. */
export function cliProcess(
  args: readonly string[],
  { cwd = repository, stdin = "", env = {} }: CliSettings = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [join(repository, "bin/holdpoint.mjs"), ...args], {
    cwd,
    env: { ...process.env, ...env },
    timeout: 120_000,
  });
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      told[name] += text;
    });
  child.stdin.on("error", () => {}); // it need not be read
  child.stdin.end(stdin);
  return new Promise((ended) => {
    child.on("close", (code) => ended({ code: code ?? -1, ...told }));
  });
}

/** A new folder with files, by path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-test-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A folder with the gate `shop`, whose rules are small, and further files. */
export function shop(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = folderWith(files);
  cpSync(join(repository, "test/support/shop"), folder, { recursive: true });
  return folder;
}

/** An order as a line of NDJSON; what the shop's rules do with it depends on its number. */
export function orderLine(number: string, more: object = {}): string {
  const items = [{ sku: "A-1", quantity: "1", unit_price: "10.00" }];
  const order = {
    order_number: number,
    order_date: "2026-11-20T09:00:00Z",
    order_kind: "sale",
    currency: "EUR",
    totals: { gross: "10.00" },
    items,
    ...more,
  };
  return `${JSON.stringify(order)}\n`;
}
