import {
  ApiProblem,
  type ClientSettings,
  createClient,
  itemsOf,
  NoAnswer,
} from "../../lib/http/client.ts";
import { type GateOverHttp, gateOverHttp } from "../support/gate-over-http.ts";
import { marked, marksGate } from "../support/marks-gate.ts";

let gate: GateOverHttp;
beforeAll(async () => {
  gate = await gateOverHttp([marksGate()]);
});
afterAll(async () => gate.close());

/** The network between client and gate, without a socket; counts what goes over it. */
function network(fail: (request: number) => Response | Error | undefined = () => undefined) {
  const waited: number[] = [];
  let sent = 0;
  const fetch: ClientSettings["fetch"] = async (url, init) => {
    sent += 1;
    const failed = fail(sent);
    if (failed instanceof Error) throw failed;
    if (failed !== undefined) return failed;
    const at = new URL(url);
    const { statusCode, headers, body, isBase64Encoded } = await gate.handle({
      rawPath: at.pathname,
      rawQueryString: at.search.slice(1),
      headers: Object.fromEntries(new Headers(init.headers)),
      requestContext: { requestId: "r", http: { method: init.method as string } },
      ...(init.body != null && {
        body: Buffer.from(init.body as string | Uint8Array).toString("base64"),
        isBase64Encoded: true,
      }),
    });
    const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
    return new Response(statusCode === 304 ? null : bytes, { status: statusCode, headers });
  };
  const wait = async (ms: number): Promise<void> => {
    waited.push(ms);
  };
  return { fetch, wait, waited, sent: () => sent };
}

const roles = ["submitter", "service_manager", "auditor"];
const tokenOf = (sub: string) => () =>
  gate.issuer.token({ sub, person: sub, holdpoint_roles: roles, department: "service" });

const clientOn = (net: ReturnType<typeof network>, more: Partial<ClientSettings> = {}) =>
  createClient({ url: "http://gate/", token: tokenOf("mari"), ...net, ...more });

let keys = 0;
async function held(net = network()): Promise<string> {
  keys += 1;
  const body = marked([
    { number: "1", marks: ["hold1", "hold2"] },
    { number: "2", marks: ["hold1"] },
  ]);
  const shop = clientOn(net, { token: tokenOf("shop") });
  const answer = await shop.submit({
    parameters: { gate: "marks" },
    body,
    idempotencyKey: `c-${keys}`,
  });
  await gate.deliver();
  return answer.submission_id;
}

test("calls are functions by the names of the table, typed both ways", async () => {
  const client = clientOn(network());
  const submission = await held();
  const { items } = await client.casesOf({ parameters: { submission } });
  const [first] = items;
  const one = { parameters: { case: first?.id ?? "" } };
  const { entry } = await client.claimCase({ ...one, version: first?.version ?? 0 });
  expect(entry.action).toBe("case.claimed");
  await expect(client.unclaimCase({ ...one, version: first?.version ?? 0 })).rejects.toMatchObject({
    problem: { status: 412, code: "precondition_failed", reason: "moved" },
  });
  const queue = await client.listQueue({ query: { mine: true, state: ["assigned"], limit: 5 } });
  expect(queue.items.map(({ id }) => id)).toEqual([first?.id]);
  const page = await client.docs({});
  expect(page.mediaType).toMatch(/^text\/html/);
});

// What the compiler refuses: a misspelt member, a missing parameter, another type.
test("what does not fit the table does not compile", async () => {
  const client = clientOn(network());
  const reason = { code: "other", text: "x" } as const;
  const misuses = [
    // @ts-expect-error a list of what is held is of a gate
    () => client.listHeld({}),
    // @ts-expect-error a decision is of a case
    () => client.decide({ body: { decision: "release", reason } }),
    // @ts-expect-error there is no such decision
    () => client.propose({ parameters: { case: "x" }, body: { decision: "approve", reason } }),
    // @ts-expect-error there is something to submit
    () => client.submit({ parameters: { gate: "marks" } }),
  ];
  for (const misuse of misuses) await expect(misuse()).rejects.toBeInstanceOf(ApiProblem);
});

test("a problem is thrown as what it is", async () => {
  const client = clientOn(network());
  const asked = client.getCase({ parameters: { case: `${"0".repeat(40)}.${"0".repeat(16)}` } });
  await expect(asked).rejects.toBeInstanceOf(ApiProblem);
  await expect(asked).rejects.toMatchObject({ problem: { status: 404, code: "not_found" } });
  const strange = client.getCase({ parameters: { case: "../keys?x=#/" } });
  await expect(strange).rejects.toMatchObject({ problem: { status: 404 } });
  const unsigned = clientOn(network(), { token: () => undefined }).me({});
  await expect(unsigned).rejects.toMatchObject({ problem: { code: "unauthenticated" } });
});

test("itemsOf goes through all pages", async () => {
  const submission = await held();
  const client = clientOn(network());
  const seen: string[] = [];
  const pages = itemsOf((cursor) =>
    client.pageViolations({ parameters: { submission }, query: { limit: 1, cursor } }),
  );
  for await (const { rule, ordinal } of pages) seen.push(`${rule} ${ordinal}`);
  expect(seen.sort()).toEqual(["MRK-01 0", "MRK-01 1", "MRK-02 0"]);
});

describe("no answer", () => {
  const busy = (headers = {}): Response =>
    new Response(JSON.stringify({ code: "unavailable", detail: "later", status: 503 }), {
      status: 503,
      headers,
    });
  const lost = () => new TypeError("fetch failed");

  test("a question is asked again, with pauses that double", async () => {
    const net = network((n) => (n < 4 ? lost() : undefined));
    expect((await clientOn(net).me({})).person).toBe("mari");
    expect([net.sent(), net.waited]).toEqual([4, [200, 400, 800]]);
  });

  test("a call with a key is made again, and takes effect once", async () => {
    // The answer to the first try is lost behind the gate.
    let first = true;
    const net = network();
    const fetch: ClientSettings["fetch"] = async (url, init) => {
      const response = await net.fetch(url, init);
      if (init.method !== "POST" || !first) return response;
      first = false;
      throw lost();
    };
    const submission = await held();
    const client = clientOn(net, { fetch });
    const { items } = await client.casesOf({ parameters: { submission } });
    const parameters = { case: items[0]?.id ?? "" };
    await client.ask({ parameters, body: { text: "Agreed?" }, idempotencyKey: "ask-once" });
    expect(net.waited).toEqual([200]);
    expect((await client.getCase({ parameters })).questions).toHaveLength(1);
  });

  test("a call without a key is made once: nobody knows whether it took effect", async () => {
    const net = network((n) => (n === 1 ? lost() : undefined));
    const client = clientOn(net);
    const asked = client.claimCase({ parameters: { case: "x" } });
    await expect(asked).rejects.toBeInstanceOf(NoAnswer);
    expect(net.sent()).toBe(1);
  });

  test("the gate's own pause is kept, within reason", async () => {
    const pauses = ["2", "3600", "soon"];
    const net = network((n) => (n <= 3 ? busy({ "retry-after": pauses[n - 1] }) : undefined));
    await clientOn(net).me({});
    expect(net.waited).toEqual([2_000, 400, 800]);
  });

  test("it ends: what was heard last is told", async () => {
    const net = network(() => busy());
    await expect(clientOn(net).me({})).rejects.toMatchObject({ problem: { code: "unavailable" } });
    expect(net.sent()).toBe(4);
    const gone = network(lost);
    await expect(clientOn(gone, { triesMax: 2 }).me({})).rejects.toThrow(
      /no gate answered at http:\/\/gate/,
    );
    expect(gone.sent()).toBe(2);
  });

  test.each([
    [200, "<html>"],
    [404, "<html>"],
    [302, ""],
    [500, "{}"],
  ])("status %d with %j is no gate's answer", async (status, body) => {
    const net = network(() => new Response(body, { status }));
    await expect(clientOn(net).me({})).rejects.toBeInstanceOf(NoAnswer);
    expect(net.sent()).toBe(1);
  });

  test("what never comes ends at the time that was set", async () => {
    const fetch: ClientSettings["fetch"] = (_url, { signal }) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const slow = clientOn(network(), { fetch, timeoutMs: 20, triesMax: 2 });
    await expect(slow.me({})).rejects.toBeInstanceOf(NoAnswer);
  });
});
