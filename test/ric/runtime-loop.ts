// What Lambda's runtime client does with a bundle, in few lines and without anything to compile: asks
// for an event, hands it to the handler, tells what came of it. node runtime-loop.ts INDEX
import { type IncomingMessage, request } from "node:http";

const [index] = process.argv.slice(2) as [string];
const api = `http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/invocation`;
const { handler } = await import(index);

for (;;) {
  const { headers, body } = await call("next", "GET");
  const id = headers["lambda-runtime-aws-request-id"] as string;
  const deadlineMs = Number(headers["lambda-runtime-deadline-ms"]);
  const context = {
    awsRequestId: id,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
  try {
    const answer = await handler(JSON.parse(body), context);
    await call(`${id}/response`, "POST", answer ?? null);
  } catch (error) {
    const { name, message, stack = "" } = error as Error;
    const trace = stack.split("\n");
    await call(`${id}/error`, "POST", { errorType: name, errorMessage: message, trace });
  }
}

/** By `node:http`, since `fetch` gives up waiting for an event after some minutes. */
async function call(path: string, method: string, json?: unknown) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(`${api}/${path}`, { method }, resolve).once("error", reject);
    sent.end(json === undefined ? undefined : JSON.stringify(json));
  });
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { headers: answer.headers, body: Buffer.concat(parts).toString() };
}
