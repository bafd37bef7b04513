import { GateError } from "../../app/errors.ts";
import { type Client, itemsOf } from "../../http/client.ts";

/** Cases and submissions that are looked through for a short name. */
const lookedThroughMax = 5_000;

/**
 * The whole name of a case from the one that a list shows: `57d6e5.8ae76d`. Only cases that wait have
 * short names; whole names are not looked up.
 *
 * @throws {GateError} `not_found` when no case has it, `invalid` when several have.
 */
export async function caseNamed(client: Client, name: string): Promise<string> {
  if (/^[0-9a-f]{40}\.[0-9a-f]{16}$/.test(name)) return name;
  const all = itemsOf((cursor) => client.listQueue({ query: { limit: 200, cursor } }));
  return onlyOne(all, name, "case that waits", "cases list");
}

/** The same for what waits for a second person. */
export async function approvalNamed(client: Client, name: string): Promise<string> {
  if (/^[0-9a-f]{40}\.[0-9a-f]{16}$/.test(name)) return name;
  const all = itemsOf((cursor) => client.listApprovals({ query: { limit: 200, cursor } }));
  return onlyOne(all, name, "approval that waits", "cases approvals");
}

/** The same for a submission: only those that are held have short names. */
export async function submissionNamed(client: Client, name: string): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(name)) return name;
  return onlyOne(held(client), name, "held submission", "submission list");
}

async function* held(client: Client) {
  const { items: gates } = await client.listGates({});
  for (const { name: gate } of gates)
    yield* itemsOf((cursor) => client.listHeld({ query: { gate, limit: 200, cursor } }));
}

async function onlyOne(
  all: AsyncIterable<{ readonly id: string }>,
  name: string,
  what: string,
  list: string,
): Promise<string> {
  const [first, second] = name.split(".");
  if (!/^[0-9a-f]{4,40}(\.[0-9a-f]{1,16})?$/.test(name)) throw none(what, name, list);
  const found: string[] = [];
  let looked = 0;
  for await (const { id } of all) {
    const [submission = "", own = ""] = id.split(".");
    const isMeant =
      second === undefined
        ? own.startsWith(name) || (own === "" && submission.startsWith(name))
        : submission.startsWith(first as string) && own.startsWith(second);
    if (isMeant) found.push(id);
    if (++looked >= lookedThroughMax) break;
  }
  const [only] = found;
  if (only === undefined) throw none(what, name, list);
  if (found.length === 1) return only;
  throw new GateError(
    "invalid",
    `'${name}' may be any of ${found.length}: write more of its name, as in ${found.slice(0, 3).join(", ")}`,
  );
}

const none = (what: string, name: string, list: string): GateError =>
  new GateError(
    "not_found",
    `there is no ${what} '${name}': \`holdpoint ${list}\` shows them; of others write the whole name`,
  );
