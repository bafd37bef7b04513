import { GateError } from "../../app/errors.ts";
import { type Client, itemsOf } from "../../http/client.ts";
import type { Connected } from "./connection.ts";
import type { Named } from "./seen-names.ts";

/** Cases and submissions that are looked through for a short name. */
const lookedThroughMax = 5_000;

/**
 * The whole name of a case from the one that a list shows: `57d6e5.8ae76d`. Short names are of cases
 * that wait, or that this folder's commands have told of lately; whole names are not looked up.
 *
 * @throws {GateError} `not_found` when no case has it, `invalid` when several have.
 */
export async function caseNamed(client: Connected, name: string): Promise<string> {
  if (/^[0-9a-f]{40}\.[0-9a-f]{16}$/.test(name)) return name;
  const all = itemsOf((cursor) => client.listQueue({ query: { limit: 200, cursor } }));
  return onlyOne(client, all, name, { kind: "case", what: "case that waits", list: "cases list" });
}

/** The same for what waits for a second person. */
export async function approvalNamed(client: Connected, name: string): Promise<string> {
  if (/^[0-9a-f]{40}\.[0-9a-f]{16}$/.test(name)) return name;
  const all = itemsOf((cursor) => client.listApprovals({ query: { limit: 200, cursor } }));
  const of = { kind: "approval", what: "approval that waits", list: "cases approvals" } as const;
  return onlyOne(client, all, name, of);
}

/** The same for a submission: those that are held have short names, and those told of lately. */
export async function submissionNamed(client: Connected, name: string): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(name)) return name;
  const of = { kind: "submission", what: "held submission", list: "submission list" } as const;
  return onlyOne(client, held(client), name, of);
}

/** The same for a pass, of which there is no list: one that was told of lately. */
export async function passNamed(client: Connected, name: string): Promise<string> {
  if (/^[0-9a-f]{40}\.[0-9a-f]{16}$/.test(name)) return name;
  const of = { kind: "pass", what: "pass", list: "pass get SUBMISSION" } as const;
  return onlyOne(client, nothing(), name, of);
}

/** The same for a run: those that are under way have short names, and submissions told of lately. */
export async function runNamed(client: Connected, name: string): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(name)) return name;
  const of = { kind: "submission", what: "run under way", list: "run list" } as const;
  return onlyOne(client, underWay(client), name, of);
}

async function* underWay(client: Client) {
  const { items: gates } = await client.listGates({});
  for (const { name: gate } of gates)
    yield* (await client.listRuns({ parameters: { gate } })).items;
}

/** The same for a dead letter: those that lie dead have short names, and those told of lately. */
export async function letterNamed(client: Connected, name: string): Promise<string> {
  if (/^([0-9a-f]{40}|deployment)\.[0-9a-f]{16}$/.test(name)) return name;
  const all = itemsOf((cursor) => client.listLetters({ query: { limit: 200, cursor } }));
  const of = { kind: "letter", what: "letter that lies dead", list: "letters list" } as const;
  return onlyOne(client, all, name, of);
}

async function* nothing(): AsyncGenerator<never> {}

async function* held(client: Client) {
  const { items: gates } = await client.listGates({});
  for (const { name: gate } of gates)
    yield* itemsOf((cursor) => client.listHeld({ query: { gate, limit: 200, cursor } }));
}

interface Of {
  readonly kind: Named;
  readonly what: string;
  readonly list: string;
}

async function onlyOne(
  { seen }: Connected,
  all: AsyncIterable<{ readonly id: string }>,
  name: string,
  of: Of,
): Promise<string> {
  if (!/^([0-9a-f]{4,40}|deploy[a-z]{0,4})(\.[0-9a-f]{1,16})?$/.test(name)) throw none(name, of);
  const earlier = seen.of(of.kind).filter((id) => isMeant(id, name));
  const found: string[] = [];
  let looked = 0;
  for await (const { id } of all) {
    if (isMeant(id, name)) found.push(id);
    if (++looked >= lookedThroughMax) break;
  }
  const meant = [...new Set([...found, ...earlier])];
  const [only] = meant;
  if (only === undefined) throw none(name, of);
  if (meant.length === 1) return only;
  throw new GateError(
    "invalid",
    `'${name}' may be any of ${meant.length}: write more of its name, as in ${meant.slice(0, 3).join(", ")}`,
  );
}

function isMeant(id: string, name: string): boolean {
  const [first = "", second] = name.split(".");
  const [submission = "", own = ""] = id.split(".");
  return second === undefined
    ? own.startsWith(name) || (own === "" && submission.startsWith(name))
    : submission.startsWith(first) && own.startsWith(second);
}

const none = (name: string, { what, list }: Of): GateError =>
  new GateError(
    "not_found",
    `there is no ${what} '${name}', nor was one told of here: \`holdpoint ${list}\` shows them; of ` +
      "others write the whole name",
  );
