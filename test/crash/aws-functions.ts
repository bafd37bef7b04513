// A process that does what Lambda does around functions, from their bundles: HTTP under /v1 goes to
// submit and api, POST /invoke/NAME hands an event to any of them. node aws-functions.ts BUNDLES
// When it is killed, everything that its functions had in mind is gone.

import { join } from "node:path";
import { bodyBytesMax, isSubmission } from "../../lib/local/body-limits.ts";
import { listen } from "../../lib/local/http/server.ts";
import { contextOf } from "../../lib/local/lambda-events.ts";

type Handler = (event: unknown, context: unknown) => Promise<never>;

const [bundles = "."] = process.argv.slice(2);
const handlers = new Map<string, Promise<Handler>>();

function handlerOf(name: string): Promise<Handler> {
  const known = handlers.get(name);
  if (known !== undefined) return known;
  const imported = import(join(bundles, name, "index.mjs")).then(({ handler }) => handler);
  handlers.set(name, imported);
  return imported;
}

let invocations = 0;

async function invoke(name: string, event: unknown): Promise<never> {
  const handler = await handlerOf(name);
  return handler(event, contextOf(name, `request-${++invocations}`));
}

const invoked = /^\/invoke\/([a-z-]+)$/;

await Promise.all(["submit", "api"].map(handlerOf));
const { url } = await listen("127.0.0.1", 0, {
  bodyBytesMax: (method, target) =>
    invoked.test(target) ? 6_000_000 : bodyBytesMax(method, target),
  answer: async (event) => {
    const { method } = event.requestContext.http;
    const [, name] = invoked.exec(event.rawPath) ?? [];
    if (name === undefined)
      return invoke(isSubmission(method, event.rawPath) ? "submit" : "api", event);
    try {
      const answer = await invoke(name, JSON.parse(event.body ?? "null"));
      return { statusCode: 200, body: JSON.stringify(answer ?? null) };
    } catch (error) {
      return { statusCode: 500, body: JSON.stringify(String(error)) };
    }
  },
  onBug: (error) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
});
process.stdout.write(`${url}\n`);
