import type { Received } from "../../lib/adapters/work-queue.ts";
import { canonicalJson } from "../../lib/app/digest.ts";
import { dispatch, sweep } from "../../lib/app/dispatch.ts";
import { GateError } from "../../lib/app/errors.ts";
import type { Message, Parcel } from "../../lib/app/message.ts";
import type { Audits, Violations } from "../../lib/app/ports.ts";
import { closeCases } from "../../lib/app/review/cases/close-cases.ts";
import { openCase } from "../../lib/app/review/cases/open-case.ts";
import type { PassPorts } from "../../lib/app/review/command.ts";
import type { Json } from "../../lib/core/expression/value.ts";
import type { Random } from "../../lib/generate/random.ts";
import type { Home } from "./home.ts";
import { type Outcome, type Run, runOf } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import type { Command } from "./story.ts";

/** How much goes wrong; chances in parts of ten thousand. */
export interface Chaos {
  /** That a run dies. */
  readonly death: number;
  /** That a request, a message or a parcel comes twice. */
  readonly twice: number;
  /** That the stream loses a parcel, so that the sweep must find it. */
  readonly loss: number;
  /** Runs that go on at the same time. */
  readonly runsMax: number;
}

export const calm: Chaos = { death: 0, twice: 0, loss: 0, runsMax: 1 };
export const rough: Chaos = { death: 1_500, twice: 1_500, loss: 1_500, runsMax: 4 };

/** What happened, to be added up. */
export interface Tally {
  commands: number;
  tries: number;
  messages: number;
  deliveries: number;
  deaths: number;
  lost: number;
  calls: number;
}

export const emptyTally = (): Tally => ({
  ...{ commands: 0, tries: 0, messages: 0, deliveries: 0, deaths: 0, lost: 0, calls: 0 },
});

/** A schedule that came to no end, or to one that may not be. */
export class ScheduleError extends Error {}

const stepsMax = 20_000;
const visibilityMs = 30_000;
const triesMax = 4;
/** When every story begins, by the time of the queue. */
export const startMs = Date.parse("2026-12-01T00:00:00.000Z");

/**
 * Plays a scenario until nothing is under way: who acts next, what comes twice or late, and who dies
 * is chance. In a calm world each command runs to its end, and its messages are consumed, before the
 * next one begins.
 *
 * @throws {ScheduleError} when a command is refused, or answers two tries differently, or something
 * is left over.
 */
export async function play(
  home: Home,
  scenario: Scenario,
  chaos: Chaos,
  random: Random,
  tally: Tally,
): Promise<void> {
  const answers = new Map<string, string>();
  const tries = new Map<string, number>();
  const stream: Parcel[] = [];
  const inbox: Received[] = [];
  const runs: { readonly run: Run; readonly ended: (outcome: Outcome) => void }[] = [];
  const quiet = home.undisturbed ?? home;
  let timeMs = startMs;

  const start = (
    name: string,
    tried: number,
    body: Parameters<typeof runOf>[2],
    ended: (outcome: Outcome) => void,
  ): void => {
    const dies = tried < triesMax && random.chance(chaos.death);
    runs.push({ run: runOf(name, dies ? random.between(0, 30) : undefined, body), ended });
  };

  const order = ({ name, run, at }: Command): void => {
    const tried = (tries.get(name) ?? 0) + 1;
    tries.set(name, tried);
    tally.tries += 1;
    start(
      name,
      tried,
      (through) => run(portsAt(home, through, stream, at)),
      (outcome) => {
        if (outcome.kind === "done") settle(name, outcome.value);
        else if (outcome.kind === "failed" && !mayBeTriedAgain(outcome.error))
          throw new ScheduleError(`'${name}' failed`, { cause: outcome.error });
      },
    );
  };
  const settle = (name: string, value: unknown): void => {
    const answer = canonicalJson(JSON.parse(JSON.stringify(value)) as Json);
    const earlier = answers.get(name);
    if (earlier !== undefined && earlier !== answer)
      throw new ScheduleError(
        `'${name}' was answered twice, and not alike:\n${earlier}\n${answer}`,
      );
    answers.set(name, answer);
  };

  const deliver = (parcel: Parcel): void => {
    tally.messages += parcel.messages.length;
    start(
      "dispatch",
      1,
      (through) => dispatch(through(deliveryPorts(home)), parcel),
      () => {},
    );
  };
  const sweepOutbox = (): void =>
    start("sweep", 1, (through) => sweep(through(deliveryPorts(home)), "2999", 100), throwFailures);

  const consume = (message: Received): void => {
    tally.deliveries += 1;
    start(
      "consume",
      message.receives,
      async (through) => {
        const ports = portsAt(home, through, stream, wildClock(random));
        await consumed(ports, JSON.parse(message.body) as Message);
        const { queue } = through({ queue: home.queue });
        await queue.remove(message.receipt);
      },
      (outcome) => {
        if (outcome.kind === "failed" && !mayBeTriedAgain(outcome.error))
          throw new ScheduleError(`${message.body} could not be consumed`, {
            cause: outcome.error,
          });
      },
    );
  };

  const ready = (): readonly Command[] =>
    scenario.commands.filter(
      ({ name, after }) => !answers.has(name) && after.every((one) => answers.has(one)),
    );
  const isRunning = (name: string): boolean => runs.some(({ run }) => run.name === name);
  const receive = async (): Promise<void> => {
    home.passTo(timeMs);
    inbox.push(...(await home.queue.receive(10, visibilityMs)));
  };
  const passTime = (): void => {
    timeMs += visibilityMs + 1_000;
    home.passTo(timeMs);
  };

  /** Begins something, if there is anything to begin. */
  const begin = async (): Promise<boolean> => {
    const waiting = ready().filter(
      ({ name }) => !isRunning(name) || (chaos.twice > 0 && random.chance(chaos.twice)),
    );
    const choices: (() => void | Promise<void>)[] = [];
    for (const command of waiting) choices.push(() => order(command));
    for (const parcel of stream)
      choices.push(() => {
        if (!random.chance(chaos.twice)) stream.splice(stream.indexOf(parcel), 1);
        if (random.chance(chaos.loss)) tally.lost += 1;
        else deliver(parcel);
      });
    for (const message of inbox)
      choices.push(() => {
        if (!random.chance(chaos.twice)) inbox.splice(inbox.indexOf(message), 1);
        consume(message);
      });
    if (choices.length === 0) return false;
    // Somebody may be waiting for what the stream lost, or for what a dead consumer had.
    if (inbox.length === 0 && random.chance(1_000)) choices.splice(0, choices.length, passTime);
    else if (chaos.loss > 0 && random.chance(500)) choices.splice(0, choices.length, sweepOutbox);
    await choices[
      chaos.runsMax === 1 ? choices.length - 1 : random.between(0, choices.length - 1)
    ]!();
    return true;
  };

  for (let steps = 0; ; steps++) {
    if (steps > stepsMax) throw new ScheduleError(`no end after ${stepsMax} steps`);
    const mayBegin = runs.length < chaos.runsMax && (runs.length === 0 || random.chance(3_000));
    if (mayBegin) {
      await receive();
      if (!(await begin()) && runs.length === 0) {
        // Nothing to do: what the stream lost is swept, what nobody removed becomes visible again.
        passTime();
        await receive();
        if (inbox.length > 0) continue;
        if ((await quiet.outbox.pending("2999", 1)).length > 0) sweepOutbox();
        else if (ready().length === 0 && ((await home.left?.()) ?? 0) === 0) break;
      }
      continue;
    }
    const at = random.between(0, runs.length - 1);
    const going = runs[at]!;
    await going.run.step();
    tally.calls += 1;
    if (!going.run.isOver()) continue;
    runs.splice(at, 1);
    const outcome = going.run.outcome();
    if (outcome.kind === "died") tally.deaths += 1;
    going.ended(outcome);
  }
  tally.commands += answers.size;
  const unanswered = scenario.commands.filter(({ name }) => !answers.has(name));
  if (unanswered.length > 0) throw new ScheduleError(`nobody answered ${unanswered[0]?.name}`);
  const dead = await quiet.queue.dead(10);
  if (dead.length > 0) throw new ScheduleError(`a message is dead: ${dead[0]?.body}`);
}

const throwFailures = (outcome: Outcome): void => {
  if (outcome.kind === "failed" && !mayBeTriedAgain(outcome.error))
    throw new ScheduleError("the sweep failed", { cause: outcome.error });
};

/** A consumer takes nothing from a clock: whatever it shows, the case ends up the same. */
const wildClock = (random: Random): string =>
  new Date(startMs + random.between(0, 40) * 86_400_000).toISOString();

async function consumed(ports: PassPorts, message: Message): Promise<void> {
  if (message.schema === "holdpoint/violations/1") await openCase(ports, message);
  else await closeCases(ports, message);
}

/** What a client or a queue tries again: it came too early, or somebody was quicker each time. */
const mayBeTriedAgain = (error: unknown): boolean =>
  error instanceof GateError &&
  (error.code === "not_found" || error.code === "unavailable" || error.reason === "moved");

/** The ports of one process, under its own clock; what it stores for sending, the stream sees. */
function portsAt(
  home: Home,
  through: <Ports extends object>(ports: Ports) => Ports,
  stream: Parcel[],
  at: string,
): PassPorts {
  const audits: Audits = {
    ...home.ports.audits,
    append: async (entry, changes) => {
      await home.ports.audits.append(entry, changes);
      stream.push(...(changes.outbox ?? []));
    },
  };
  return through({ ...home.ports, audits, clock: { now: () => at } });
}

const deliveryPorts = ({ outbox, queue }: Home) => {
  const violations: Violations = {
    send: async (messages) => {
      const left = await queue.send(messages.map((message) => JSON.stringify(message)));
      return left.map((index) => messages[index]!);
    },
  };
  return { outbox, violations };
};
