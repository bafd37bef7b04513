import { randomOf } from "../../lib/generate/random.ts";
import type { Home } from "./home.ts";
import { mistakesOf, type Stand, standOf } from "./outcome.ts";
import { type Scenario, scenarioOf } from "./scenario.ts";
import { type Chaos, calm, emptyTally, play, rough, type Tally } from "./schedule.ts";

/** Scenarios of one world: each is played by many schedules. */
export const scenariosMax = 200;
/** Schedules on one home: lists that grow with it would tell more of its age than of the schedule. */
const schedulesAHome = 100;

/** A schedule after which something stands otherwise than after the undisturbed one. */
export interface Failure {
  readonly schedule: number;
  readonly fates: readonly string[];
  readonly why: string;
  /** The least that must go wrong for it to fail, of what was tried. */
  readonly smallest: string;
}

export interface Simulated {
  readonly schedules: number;
  readonly scenarios: number;
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

/**
 * Plays so many schedules of a seed, and compares where everything stands after each with where it
 * stands when the same commands are played one after the other and nothing goes wrong. Ends early
 * at the third failure.
 */
export async function simulate(
  openHome: () => Promise<Home>,
  { schedules, seed, from = 0 }: { schedules: number; seed: number; from?: number },
): Promise<Simulated> {
  const tally = emptyTally();
  const undisturbed = new Map<number, Stand>();
  const failures: Failure[] = [];
  let home = await openHome();
  let played = 0;
  for (let schedule = from; schedule < from + schedules && failures.length < 3; schedule++) {
    if (played > 0 && played % schedulesAHome === 0) {
      await home.close();
      home = await openHome();
    }
    played += 1;
    const failure = await failureOf(home, { seed, schedule, undisturbed, tally });
    if (failure === undefined) continue;
    await home.close();
    failures.push(await shrunk(openHome, { seed, schedule }, failure));
    home = await openHome();
  }
  await home.close();
  return { schedules: played, scenarios: undisturbed.size, tally, failures };
}

interface Played {
  readonly seed: number;
  readonly schedule: number;
  readonly undisturbed: Map<number, Stand>;
  readonly tally: Tally;
  readonly chaos?: Chaos;
}

async function failureOf(
  home: Home,
  { seed, schedule, undisturbed, tally, chaos = rough }: Played,
): Promise<Omit<Failure, "smallest"> | undefined> {
  const number = schedule % scenariosMax;
  const scenarioIn = (run: string): Scenario => scenarioOf(seed * scenariosMax + number, run);
  const run = `s${seed}.${schedule}.${chaosName(chaos)}`;
  const scenario = scenarioIn(run);
  const quiet = home.undisturbed ?? home;
  try {
    const expected =
      undisturbed.get(number) ??
      (await undisturbedStand(quiet, scenarioIn(`${run}.calm`), `${run}.calm`));
    undisturbed.set(number, expected);
    await play(home, scenario, chaos, randomOf(seed, "schedule", schedule), tally);
    const mistakes = await mistakesOf(quiet, scenario);
    const differences = differencesOf(expected, await standOf(quiet, scenario));
    if (mistakes.length + differences.length === 0) return undefined;
    return { schedule, fates: scenario.fates, why: [...mistakes, ...differences].join("\n") };
  } catch (error) {
    return { schedule, fates: scenario.fates, why: toldOf(error) };
  }
}

async function undisturbedStand(home: Home, scenario: Scenario, run: string): Promise<Stand> {
  await play(home, scenario, calm, randomOf(0, run), emptyTally());
  const mistakes = await mistakesOf(home, scenario);
  if (mistakes.length > 0) throw new Error(`even undisturbed:\n${mistakes.join("\n")}`);
  return standOf(home, scenario);
}

const differencesOf = (expected: Stand, found: Stand): readonly string[] => [
  ...expected.filter((line) => !found.includes(line)).map((line) => `- ${line}`),
  ...found.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`),
];

const toldOf = (error: unknown): string =>
  error instanceof Error
    ? `${error.stack ?? error.message}${error.cause ? `\ncaused by ${toldOf(error.cause)}` : ""}`
    : String(error);

const chaosName = ({ death, twice, loss, runsMax }: Chaos): string =>
  `${death}-${twice}-${loss}-${runsMax}`;

/** The same schedule with less and less that goes wrong: the last one that still fails. */
async function shrunk(
  openHome: () => Promise<Home>,
  { seed, schedule }: { readonly seed: number; readonly schedule: number },
  failure: Omit<Failure, "smallest">,
): Promise<Failure> {
  let smallest: Chaos = rough;
  let told = failure;
  for (const less of [{ runsMax: 1 }, { death: 0 }, { twice: 0 }, { loss: 0 }]) {
    const chaos = { ...smallest, ...less };
    const home = await openHome();
    const still = await failureOf(home, {
      ...{ seed, schedule, chaos },
      undisturbed: new Map(),
      tally: emptyTally(),
    });
    await home.close().catch(() => {});
    if (still === undefined) continue;
    smallest = chaos;
    told = still;
  }
  return { ...told, smallest: JSON.stringify(smallest) };
}
