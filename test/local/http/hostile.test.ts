import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { limits } from "../../../lib/local/http/limits.ts";
import { type Answered, type Listening, listen } from "../../../lib/local/http/server.ts";

// What the server does with what is no honest request. Its handler tells what it was told.
const bodyBytesMax = 1_000;
let server: Listening;
let port: number;
const answered: Answered[] = [];
/** Requests to `/slow` are answered when this is called. */
const finish: (() => void)[] = [];

beforeAll(async () => {
  server = await listen("127.0.0.1", 0, {
    bodyBytesMax: () => bodyBytesMax,
    onAnswered: (told) => answered.push(told),
    answer: async (event) => {
      if (event.rawPath === "/slow") await new Promise<void>((resolve) => finish.push(resolve));
      if (event.rawPath === "/bug") throw new Error("secret 4711");
      const { rawPath, rawQueryString, headers, cookies, body, isBase64Encoded } = event;
      const { method } = event.requestContext.http;
      const told = { method, rawPath, rawQueryString, headers, cookies, body, isBase64Encoded };
      return { statusCode: 200, body: JSON.stringify(told) };
    },
  });
  port = Number(new URL(server.url).port);
});

afterAll(async () => {
  for (const one of finish) one();
  await server.stop(1_000);
});

// Bytes on the wire, and how the answer begins.
const WIRE: readonly [what: string, bytes: string, answer: RegExp][] = [
  ["no HTTP", "hello there\r\n\r\n", /^HTTP\/1\.1 400 Bad Request\r\n/],
  ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", /^HTTP\/1\.1 400 /],
  ["no host", "GET / HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
  ["a header without a colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", /^HTTP\/1\.1 400 /],
  [
    "a header with a bare line end",
    "GET / HTTP/1.1\r\nHost: a\r\nX: b\nY: c\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  ["a null byte in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", /^HTTP\/1\.1 400 /],
  [
    "two lengths", // one of them would let a second request hide in the body
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "a length and chunks",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "a chunk whose length is no number",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    /^HTTP\/1\.1 400 /,
  ],
  [
    "headers without end",
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${"y".repeat(limits.headerBytesMax)}`,
    /^HTTP\/1\.1 431 /,
  ],
  ["a path without end", `GET /${"y".repeat(limits.headerBytesMax)}`, /^HTTP\/1\.1 431 /],
  [
    "many headers",
    `GET / HTTP/1.1\r\nHost: a\r\n${"a: b\r\n".repeat(10_000)}\r\n`,
    /^HTTP\/1\.1 431 /,
  ],
  [
    "a body that says it is too long",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
    /^HTTP\/1\.1 413 [\s\S]*at it may be here|^HTTP\/1\.1 413 [\s\S]*1000 bytes/,
  ],
  [
    "a body that asks first and is too long",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 999999999\r\n\r\n",
    /^HTTP\/1\.1 413 /,
  ],
  [
    "a body that asks first",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
  ],
  [
    "chunks that become too long",
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n${"x".repeat(1001)}\r\n`,
    /^HTTP\/1\.1 413 /,
  ],
  ["a bug", "GET /bug HTTP/1.1\r\nHost: a\r\n\r\n", /^HTTP\/1\.1 500 (?![\s\S]*4711)/],
  ["CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", /^$/],
];

test.each(WIRE)("%s is answered and harms nobody", async (_what, bytes, answer) => {
  expect(await sent(bytes)).toMatch(answer);
  expect(await (await fetch(`${server.url}/after`)).json()).toMatchObject({ rawPath: "/after" });
});

// A target, and the path and query that the handler is told: nothing is resolved or decoded.
const TARGETS: readonly [target: string, path: string, query: string][] = [
  ["/v1/../../etc/passwd", "/v1/../../etc/passwd", ""],
  ["/v1/%2e%2e/%2e%2e/etc", "/v1/%2e%2e/%2e%2e/etc", ""],
  ["/v1/gates/a%2Fb/submissions", "/v1/gates/a%2Fb/submissions", ""],
  ["//evil.example/v1", "//evil.example/v1", ""],
  ["/%zz", "/%zz", ""],
  ["/%00", "/%00", ""],
  ["/a?b=c?d=e", "/a", "b=c?d=e"],
  ["http://evil.example/v1/cases?x=1", "/v1/cases", "x=1"],
  ["http://evil.example", "/", ""],
  ["*", "*", ""],
];

test.each(TARGETS)("the path of %s is what was sent", async (target, rawPath, rawQueryString) => {
  const answer = await sent(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  expect(jsonIn(answer)).toMatchObject({ rawPath, rawQueryString });
});

test("headers that come twice are told together, so that none hides the other", async () => {
  const answer = await sent(
    "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n" +
      "Cookie: a=1\r\nCookie: b=2; c=3\r\n__proto__: x\r\nConnection: close\r\n\r\n",
  );
  const { headers, cookies } = jsonIn(answer) as {
    headers: Record<string, string>;
    cookies: string[];
  };
  expect(headers["authorization"]).toBe("Bearer a,Bearer b");
  expect(Object.keys(headers)).toContain("__proto__");
  expect(cookies).toEqual(["a=1", "b=2", "c=3"]);
});

test("text is handed over as text, and other bytes in base 64, so that none is lost", async () => {
  const post = async (body: Uint8Array<ArrayBuffer>) =>
    (await fetch(server.url, { method: "POST", body })).json();
  expect(await post(Buffer.from("ä"))).toMatchObject({ body: "ä", isBase64Encoded: false });
  const bytes = Buffer.from([0xff, 0xfe, 0x00]);
  expect(await post(bytes)).toMatchObject({ body: "//4A", isBase64Encoded: true });
});

test("HEAD is answered with the headers of the answer alone", async () => {
  const answer = await sent("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect(answer).toMatch(
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*content-length: [1-9]\d+\r\n[\s\S]*\r\n\r\n$/i,
  );
});

test("requests sent one behind the other are answered in order, and no more at once than are allowed", async () => {
  const count = limits.requestsMax + 50;
  const socket = connect(port, "127.0.0.1");
  const before = finish.length;
  socket.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count));
  await until(() => finish.length - before >= limits.requestsMax);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(finish.length - before).toBe(limits.requestsMax);
  for (const one of finish.splice(before)) one();
  const told = await read(socket, (text) => text.split("HTTP/1.1 ").length > count);
  socket.destroy();
  expect(told.match(/HTTP\/1\.1 200/g)).toHaveLength(limits.requestsMax);
  expect(told.match(/HTTP\/1\.1 503/g)).toHaveLength(50);
});

test("who sends a body without end is told, and what was sent is not kept", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" +
      `10000\r\n${"x".repeat(65_536)}\r\n`,
  );
  expect(await read(socket, (text) => text.includes("\r\n\r\n{"))).toMatch(/^HTTP\/1\.1 413/);
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const before = process.memoryUsage().arrayBuffers;
  for (let sentBytes = 0; sentBytes < 20_000_000 && !socket.destroyed; sentBytes += chunk.length)
    if (!socket.write(chunk)) await once(socket, "drain").catch(() => {});
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  socket.destroy();
});

test("who goes away in the middle of a body leaves nothing behind", async () => {
  const told = answered.length;
  for (let i = 0; i < 100; i++) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("POST /gone HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc");
    socket.resetAndDestroy();
  }
  // Bodies that fit together would not if those bytes were still counted.
  const all = Array.from({ length: 50 }, () =>
    fetch(server.url, { method: "POST", body: "x".repeat(900) }),
  );
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(50).fill(200));
  expect(answered.slice(told).filter(({ target }) => target === "/gone")).toEqual([]);
});

test("connections beyond the limit are closed, and those within it are served", async () => {
  const sockets: Socket[] = [];
  const served = async (within: Socket): Promise<void> => {
    within.write("GET /within HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await read(within, (text) => text.includes("/within"))).toMatch(/^HTTP\/1\.1 200/);
  };
  for (let wave = 0; wave < 40; wave++) {
    const connecting = Array.from({ length: 250 }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      socket.resume(); // who does not read does not hear that it was closed
      sockets.push(socket);
      const { promise, resolve } = Promise.withResolvers<void>();
      socket.once("connect", resolve).once("close", resolve);
      await promise;
    });
    await Promise.all(connecting);
    if (wave === 6) await served(sockets[0] as Socket);
  }
  const stillOpen = (): number => sockets.filter(({ destroyed }) => !destroyed).length;
  await until(() => stillOpen() <= limits.connectionsMax);
  for (const socket of sockets) socket.destroy();
  await until(() => sockets.every(({ closed }) => closed));
  await until(async () => (await fetch(server.url).catch(() => undefined))?.status === 200);
});

test("who says half a request and then nothing is cut off", async () => {
  const late = { headersTimeoutMs: 500, requestTimeoutMs: 1_000, lateCheckMs: 100 };
  const answering = { bodyBytesMax: () => 1, answer: async () => ({ statusCode: 200 }) };
  const one = await listen("127.0.0.1", 0, answering, late);
  const socket = connect(Number(new URL(one.url).port), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  expect(await read(socket, () => false)).toMatch(/^HTTP\/1\.1 408 /);
  const slow = connect(Number(new URL(one.url).port), "127.0.0.1");
  slow.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
  expect(await read(slow, (text) => text.includes("{"))).toMatch(/^HTTP\/1\.1 408 /);
  slow.destroy();
  await one.stop(0);
  expect(limits.headersTimeoutMs).toBeLessThanOrEqual(10_000);
});

describe("stopping", () => {
  test("finishes what is worked on and takes nothing new", async () => {
    let go = (): void => {};
    const one = await listen("127.0.0.1", 0, {
      bodyBytesMax: () => 10,
      answer: async () => {
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        return { statusCode: 200, body: "done" };
      },
    });
    const idle = connect(Number(new URL(one.url).port), "127.0.0.1");
    await once(idle, "connect");
    const working = fetch(one.url);
    await until(() => go.name !== "go");
    const stopping = one.stop(5_000);
    await expect(fetch(one.url)).rejects.toThrow();
    go();
    expect(await (await working).text()).toBe("done");
    expect(await stopping).toBe(0);
    idle.destroy();
  });

  test("cuts off what does not end in time, and says how much that was", async () => {
    let isWorking = false;
    const one = await listen("127.0.0.1", 0, {
      bodyBytesMax: () => 10,
      answer: () => {
        isWorking = true;
        return new Promise(() => {});
      },
    });
    const working = fetch(one.url).catch(() => "cut off");
    await until(() => isWorking);
    expect(await one.stop(100)).toBe(1);
    expect(await working).toBe("cut off");
  });
});

test("an address that is taken, or is not there, is told with what to do", async () => {
  const answering = { bodyBytesMax: () => 1, answer: async () => ({}) };
  await expect(listen("127.0.0.1", port, answering)).rejects.toThrow(
    `port ${port} of 127.0.0.1 is in use: stop what uses it, or name another one by --port`,
  );
  await expect(listen("192.0.2.1", 0, answering)).rejects.toThrow("has no address 192.0.2.1");
});

/** What is answered to bytes, until the connection ends or nothing more comes. */
async function sent(bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.from(bytes, "latin1"));
  const told = await read(socket, (text) => /\r\n\r\n\{/.test(text));
  socket.destroy();
  return told;
}

function read(socket: Socket, isEnough: (text: string) => boolean): Promise<string> {
  let text = "";
  return new Promise((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (isEnough(text)) resolve(text);
    });
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
}

const jsonIn = (answer: string): unknown =>
  JSON.parse(answer.slice(answer.indexOf("\r\n\r\n{") + 4));

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; ) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come to pass");
}
