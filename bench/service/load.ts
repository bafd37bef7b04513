import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { randomOf } from "../../lib/generate/random.ts";

/** What a client saw of a server for some seconds. */
export interface Load {
  readonly ratePerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly answers: number;
  /** Answers other than 200, and connections that broke. */
  readonly failures: number;
}

export interface Target {
  readonly url: string;
  readonly token?: string;
  /** The body of a request, by its number. */
  readonly body: (index: number) => string;
}

const path = "/v1/gates/order/submissions";
const run = `${process.pid}-${Date.now().toString(36)}`;
let sent = 0;

/** Each request is a submission of its own. */
function nextRequest({ token, body }: Target) {
  sent += 1;
  return {
    headers: {
      "content-type": "application/json",
      "idempotency-key": `${run}-${sent}`,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: body(sent),
  };
}

/** As fast as so many connections can, each with one request at a time. */
export async function atFullSpeed(
  target: Target,
  seconds: number,
  connections: number,
): Promise<Load> {
  const times: number[] = [];
  const { duration, non2xx, errors, timeouts } = await new Promise<autocannon.Result>(
    (resolve, reject) => {
      const instance = autocannon(
        {
          url: target.url,
          duration: seconds,
          connections,
          requests: [
            { method: "POST", path, setupRequest: (one) => ({ ...one, ...nextRequest(target) }) },
          ],
        },
        (error, result) => (error ? reject(error) : resolve(result)),
      );
      instance.on("response", (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
    },
  );
  return loadOf(times, duration, non2xx + errors + timeouts);
}

/**
 * At a rate, at moments that do not depend on what the server does (a Poisson process, the same one
 * each time): what a request waits for its turn counts.
 */
export async function atRate(target: Target, seconds: number, perSecond: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const random = randomOf(1, "arrivals");
  const [times, pending]: [number[], Promise<void>[]] = [[], []];
  let failures = 0;
  const start = performance.now();
  for (let due = 0; due < seconds * 1000; ) {
    due += (-Math.log(random.between(1, 1_000_000) / 1_000_000) * 1000) / perSecond;
    const early = start + due - performance.now();
    if (early > 0) await sleep(early);
    const from = Math.min(start + due, performance.now());
    const done = answered(target, agent).then((status) => {
      times.push(performance.now() - from);
      if (status !== 200) failures += 1;
    });
    pending.push(done);
  }
  await Promise.all(pending);
  agent.destroy();
  return loadOf(times, (performance.now() - start) / 1000, failures);
}

function answered(target: Target, agent: Agent): Promise<number> {
  const { headers, body } = nextRequest(target);
  return new Promise((resolve) => {
    const sending = request(
      `${target.url}${path}`,
      { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    sending.on("error", () => resolve(0));
    sending.end(body);
  });
}

function loadOf(times: number[], seconds: number, failures: number): Load {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return {
    ratePerSecond: (sorted.length - failures) / seconds,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
    answers: sorted.length,
    failures,
  };
}
