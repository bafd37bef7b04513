import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** A request that changes something, as its sender will repeat it until it is answered. */
export interface Sent {
  readonly who: string;
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly body: string;
  readonly key: string;
}

export interface Heard {
  readonly status: number;
  readonly text: string;
}

/** What was sent and what was heard, over all lives of the gate. */
export interface Chronicle {
  /** Answered with 200: it must be so for ever. */
  readonly answered: Map<string, { readonly sent: Sent; readonly text: string }>;
  /** Sent, and nobody ever heard what became of it. */
  readonly abandoned: Map<string, Sent>;
  readonly refused: Map<string, number>;
  /** What must not be: an error of the gate's own, an answer that changed. */
  readonly wrong: string[];
  tries: number;
}

export const emptyChronicle = (): Chronicle => ({
  ...{ answered: new Map(), abandoned: new Map(), refused: new Map(), wrong: [], tries: 0 },
});

/** People and machines that talk to a gate which is killed now and then. */
export interface Client {
  /** Where the gate answers now; undefined while it is dead. */
  url: string | undefined;
  /** Called at each answer. */
  onAnswer: () => void;
  get(who: string, path: string): Promise<Heard | undefined>;
  /** Repeats until it is answered, or patience ends. */
  send(sent: Sent, patience: () => boolean): Promise<Heard | undefined>;
}

export function clientWith(tokens: ReadonlyMap<string, string>, record: Chronicle): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const once = (who: string, method: string, path: string, sent?: Sent) => {
    const { url } = client;
    if (url === undefined) return Promise.resolve(undefined);
    record.tries += 1;
    return heardFrom(
      agent,
      `${url}${path}`,
      method,
      {
        authorization: `Bearer ${tokens.get(who)}`,
        ...(sent && {
          "idempotency-key": sent.key,
          ...(sent.method === "POST" && { "content-type": "application/json" }),
        }),
      },
      sent?.body,
    );
  };
  const client: Client = {
    url: undefined,
    onAnswer: () => {},
    get: (who, path) => once(who, "GET", path),
    send: async (sent, patience) => {
      for (;;) {
        const heard = await once(sent.who, sent.method, sent.path, sent);
        if (heard !== undefined) {
          client.onAnswer();
          if (!mayBeTriedAgain(heard)) {
            note(record, sent, heard);
            return heard;
          }
        }
        if (!patience()) {
          record.abandoned.set(sent.key, sent);
          return undefined;
        }
        await sleep(heard === undefined ? 15 : 2);
      }
    },
  };
  return client;
}

/** Not now, or somebody was quicker: the same request may be sent again. */
const mayBeTriedAgain = ({ status, text }: Heard): boolean =>
  status === 503 || (status === 409 && text.includes('"moved"'));

function note(record: Chronicle, sent: Sent, { status, text }: Heard): void {
  const named = `${sent.method} ${sent.path} of ${sent.who}`;
  const earlier = record.answered.get(sent.key);
  if (status === 200 || status === 201) {
    if (earlier !== undefined && earlier.text !== text)
      record.wrong.push(`${named} was answered otherwise:\n${earlier.text}\n${text}`);
    record.answered.set(sent.key, { sent, text });
    return;
  }
  if (earlier !== undefined)
    record.wrong.push(`${named} was answered before, and now ${status}: ${text}`);
  // What is a mistake of this test's or of the gate's own is no refusal.
  if (status >= 500 || status === 400 || status === 401)
    record.wrong.push(`${named}: ${status} ${text}\n${sent.body.slice(0, 500)}`);
  const why = `${status} ${/"reason":"(\w+)"/.exec(text)?.[1] ?? ""}`.trim();
  record.refused.set(why, (record.refused.get(why) ?? 0) + 1);
}

function heardFrom(
  agent: Agent,
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Heard | undefined> {
  return new Promise((resolve) => {
    const asking = request(url, { method, agent, headers, timeout: 20_000 }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
      );
      answer.on("error", () => resolve(undefined));
      answer.on("aborted", () => resolve(undefined));
    });
    asking.on("error", () => resolve(undefined));
    asking.on("timeout", () => asking.destroy());
    asking.end(body);
  });
}
