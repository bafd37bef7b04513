import { setTimeout as sleep } from "node:timers/promises";
import { type Random, randomOf } from "../../lib/generate/random.ts";
import { type Chronicle, type Client, clientWith, emptyChronicle } from "./client.ts";
import type { CrashHome, ServedGate } from "./home.ts";
import { day, type Traffic } from "./traffic.ts";
import { type Found, foundIn } from "./verify.ts";

export interface CrashSettings {
  /** How often the process is killed. */
  readonly points: number;
  readonly seed: number;
  readonly onPoint?: (point: number) => void;
}

export interface Crashed {
  readonly kills: number;
  /** Of those, before the gate had even begun to answer. */
  readonly duringStart: number;
  readonly tries: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly refused: ReadonlyMap<string, number>;
  readonly found: Found;
}

const workers = 8;

/**
 * Lets people and machines talk to a gate that is killed again and again, then lets them finish, and
 * looks at what is there. The home is closed at the end.
 */
export async function crash(home: CrashHome, settings: CrashSettings): Promise<Crashed> {
  try {
    return await crashIn(home, settings);
  } finally {
    await home.close();
  }
}

async function crashIn(
  home: CrashHome,
  { points, seed, onPoint }: CrashSettings,
): Promise<Crashed> {
  const chronicle = emptyChronicle();
  const client = clientWith(home.tokens, chronicle);
  const lives = livesOf(home, client, seed);

  let isOver = false;
  const traffic: Traffic = { client, seed, known: [], isOver: () => isOver };
  const days = Array.from({ length: workers }, (_, worker) => day(traffic, worker));
  for (let point = 0; point < points; point++) {
    await lives.liveAndDie(point);
    onPoint?.(point + 1);
  }
  const gate = await lives.liveOn();
  await sleep(500);
  isOver = true;
  await Promise.all(days);
  home.calm();
  await drained(client, traffic);
  await asked(client, chronicle);
  await home.settled();
  await gate.stop();
  const found = await foundIn(await home.holdings(), home.shop, chronicle);
  return {
    kills: points,
    ...lives.tally,
    tries: chronicle.tries,
    answered: chronicle.answered.size,
    abandoned: [...chronicle.abandoned.keys()].filter((key) => !chronicle.answered.has(key)).length,
    refused: chronicle.refused,
    found,
  };
}

/** The lives of the gate, one after the other, in one home. */
function livesOf(home: CrashHome, client: Client, seed: number) {
  const tally = { duringStart: 0 };
  const liveAndDie = async (point: number): Promise<void> => {
    const random = randomOf(seed, "life", point);
    const gate = home.begin();
    if (random.chance(1_500)) {
      // Some die while they start: during recovery, migration, the first deliveries.
      await sleep(random.between(100, 900));
      if (client.url === undefined) tally.duringStart += 1;
    } else {
      const ready = await gate.ready;
      if (ready !== undefined) await someLife(client, ready, random.chance(5_000), random);
    }
    client.url = undefined;
    client.onAnswer = () => {};
    await gate.kill();
    await gate.ready.catch(() => {});
    home.afterKill(random);
  };
  const liveOn = async (): Promise<ServedGate> => {
    const gate = await home.begin().ready;
    if (gate === undefined) throw new Error("the last gate was killed by somebody else");
    client.url = gate.url;
    return gate;
  };
  return { tally, liveAndDie, liveOn };
}

/** Lives for some time, or for some answers: so that it dies at an answer's very moment. */
async function someLife(
  client: Client,
  { url }: ServedGate,
  byAnswers: boolean,
  random: Random,
): Promise<void> {
  const lastAnswer = new Promise<void>((resolve) => {
    let left = random.between(1, 60);
    client.onAnswer = () => {
      left -= 1;
      if (left === 0) resolve();
    };
  });
  client.url = url;
  const time = sleep(byAnswers ? 5_000 : random.between(1, 500));
  await (byAnswers ? Promise.race([lastAnswer, time]) : time);
}

const drainMsMax = 60_000;

/** Waits until every violation lies in a case. */
async function drained(client: Client, { known }: Traffic): Promise<void> {
  const until = Date.now() + drainMsMax;
  for (const id of new Set(known)) {
    while (Date.now() < until && !(await isOpened(client, id))) await sleep(50);
  }
  // Messages that only end cases.
  await sleep(1_500);
}

async function isOpened(client: Client, id: string): Promise<boolean> {
  const [one, cases] = await Promise.all([
    client.get("mari", `/v1/submissions/${id}`),
    client.get("mari", `/v1/submissions/${id}/cases`),
  ]);
  if (one?.status !== 200 || cases?.status !== 200) return false;
  const { items } = JSON.parse(cases.text) as { readonly items: readonly { count: number }[] };
  const placed = items.reduce((sum, { count }) => sum + count, 0);
  return placed === JSON.parse(one.text).violations;
}

const againMsMax = 60_000;

/** Everything that was ever answered is asked again: the same key gives the same answer. */
async function asked(client: Client, { answered, wrong }: Chronicle): Promise<void> {
  for (const { sent } of [...answered.values()]) {
    const until = Date.now() + againMsMax;
    const heard = await client.send(sent, () => Date.now() < until);
    if (heard === undefined)
      wrong.push(`${sent.method} ${sent.path} of ${sent.who} was answered, and is not any more`);
  }
}
