import { awsHome } from "../world/aws-home.ts";
import { emptyTally, type Tally } from "../world/schedule.ts";
import { type Failure, simulate } from "../world/world.ts";
import { drawn, type Injected } from "./fault.ts";
import { type Engines, startWires } from "./faulty-engines.ts";

export interface FaultyWorldSettings {
  readonly seed: number;
  /** Plays until so many faults have befallen. */
  readonly faults: number;
  /** Of calls, in parts of ten thousand. */
  readonly rate: number;
  /** Worlds that are played beside each other. */
  readonly lanes: number;
}

export interface FaultyWorld {
  readonly schedules: number;
  readonly calls: number;
  readonly injected: readonly Injected[];
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

/**
 * The simulated world over bad wires: schedules with deaths, double deliveries and lost parcels, on the
 * adapters of AWS, whose every call can go wrong. Each must end where the undisturbed one does.
 */
export async function playOverBadWires(
  engines: Engines,
  { seed, faults, rate, lanes }: FaultyWorldSettings,
): Promise<FaultyWorld> {
  const parts = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      playLane(engines, { seed, lane, rate }, faults / lanes),
    ),
  );
  const tally = emptyTally();
  for (const part of parts)
    for (const name of Object.keys(tally) as (keyof Tally)[]) tally[name] += part.tally[name];
  return {
    schedules: parts.reduce((sum, { schedules }) => sum + schedules, 0),
    calls: parts.reduce((sum, { calls }) => sum + calls, 0),
    injected: parts.flatMap(({ injected }) => injected),
    tally,
    failures: parts.flatMap(({ failures }) => failures),
  };
}

/** Schedules of one lane are numbers of its own; each plays so many before it looks at its faults. */
const schedulesALook = 2;
const laneSize = 100_000;

async function playLane(
  engines: Engines,
  { seed, lane, rate }: { readonly seed: number; readonly lane: number; readonly rate: number },
  faults: number,
): Promise<FaultyWorld> {
  const wires = await startWires(engines, drawn(seed * 1_000 + lane, rate));
  const home = awsHome(engines, wires);
  const tally = emptyTally();
  const failures: Failure[] = [];
  let schedules = 0;
  while (wires.injected().length < faults && failures.length === 0) {
    const from = lane * laneSize + schedules;
    const part = await simulate(home, { schedules: schedulesALook, seed, from });
    schedules += part.schedules;
    for (const name of Object.keys(tally) as (keyof Tally)[]) tally[name] += part.tally[name];
    failures.push(...part.failures);
  }
  const told = { schedules, calls: wires.calls(), injected: wires.injected(), tally, failures };
  await wires.stop();
  return told;
}
