import { atFullSpeed, atRate, type Load } from "./load.ts";
import { bare, holdpoint, orderBytes, type Served } from "./servers.ts";

export const contestants = {
  gate: "**Holdpoint**: judged, audited, synced",
  one: "Fastify + SQLite, a commit for each insert",
  grouped: "Fastify + SQLite, inserts committed together",
} as const;
export type Contestant = keyof typeof contestants;

/** Figures of one contestant in one round. */
export interface Round {
  /** At the rate that is asked for. */
  readonly steady: Load;
  /** As fast as it goes. */
  readonly full: Load;
}

export interface ServiceRun {
  readonly bytes: number;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly connections: number;
  readonly rounds: Readonly<Record<Contestant, readonly Round[]>>;
}

const connections = 64;
const ratePerSecond = 200;
/** Until what runs often has been compiled. */
const warmUpSeconds = 15;

/** All contestants run through; each round asks them in turn, and who comes first changes. */
export async function raceService(rounds: number, seconds: number): Promise<ServiceRun> {
  const servers: Readonly<Record<Contestant, Served>> = {
    gate: await holdpoint(),
    one: await bare("one"),
    grouped: await bare("grouped"),
  };
  const names = Object.keys(contestants) as Contestant[];
  const found: Record<Contestant, Round[]> = { gate: [], one: [], grouped: [] };
  try {
    for (const name of names) await atFullSpeed(servers[name].target, warmUpSeconds, connections);
    for (let round = 0; round < rounds; round++)
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(round + turn) % names.length] as Contestant;
        const { target } = servers[name];
        const steady = await atRate(target, seconds, ratePerSecond);
        found[name].push({ steady, full: await atFullSpeed(target, seconds, connections) });
      }
  } finally {
    for (const { stop } of Object.values(servers)) await stop();
  }
  return { bytes: orderBytes, ratePerSecond, seconds, connections, rounds: found };
}
