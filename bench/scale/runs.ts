import { batchOf } from "../../lambdas/shared/run-batches.ts";
import { sizesFor } from "../../lib/app/large-run/run-sizes.ts";
import { runMachineBounds } from "../../lib/infra/run-machine/definition.ts";
import type { Chance } from "./chance.ts";
import type { Inputs } from "./inputs.ts";
import { quotas } from "./quotas.ts";
import { accountOf, bucket, pool } from "./resources.ts";
import { type Simulation, simulation } from "./simulation.ts";

export interface RunPlan {
  readonly invoices: number;
  /** Share of calls that fail and are tried again. */
  readonly failing: number;
  /** Share of records that meet others by a key, and are read twice. */
  readonly meeting: number;
}

export interface PhaseTold {
  readonly phase: string;
  readonly tasks: number;
  readonly calls: number;
  readonly seconds: number;
  /** The longest single call: Lambda ends it after 900 s. */
  readonly callSecondsMost: number;
}

export interface RunTold {
  readonly plan: RunPlan;
  readonly gigabytes: number;
  readonly parts: number;
  readonly partitions: number;
  readonly phases: readonly PhaseTold[];
  readonly minutes: number;
  readonly invoicesPerSecond: number;
  readonly repeated: number;
  readonly lambdaGbSeconds: number;
  readonly calls: number;
  readonly puts: number;
  readonly gets: number;
  readonly transitions: number;
  /** Times at which storage turned some of them away. */
  readonly getsRefused: number;
}

/** A phase: so many tasks, each of which reads, computes and writes. */
interface Phase {
  readonly phase: string;
  readonly tasks: number;
  readonly gets: number;
  readonly readBytes: number;
  readonly cpuMs: number;
  readonly puts: number;
  readonly writtenBytes: number;
}

const memoryGb = 1_769 / 1_024;
/** Requests of one task that are under way at the same time. */
const getsAtOnce = 16;
/** Children of a map: an execution started, a task entered and left. */
const transitionsPerCall = 3;

/** One large run on the state machine: phase after phase, as many calls at a time as it allows. */
export function playRun(plan: RunPlan, inputs: Inputs, chance: Chance): RunTold {
  const sim = simulation();
  const { invoice, coldMs } = inputs.measured;
  const bytes = plan.invoices * invoice.bytes;
  const sizes = sizesFor(bytes);
  const parts = Math.max(1, Math.ceil(bytes / sizes.partBytes));
  const lambda = pool(sim, {
    account: accountOf(quotas.lambdaConcurrency.value),
    coldMs: coldMs.judgeChunk + inputs.assumed.environmentMs.median,
    growth: { perSecond: quotas.lambdaGrowth.value / 10, burst: quotas.lambdaGrowth.value },
  });
  const transitions = bucket(sim, {
    perSecond: quotas.transitions.value,
    burst: quotas.transitions.value,
  });
  const storage = bucket(sim, {
    perSecond: quotas.storageGets.value,
    burst: quotas.storageGets.value,
  });
  const told: PhaseTold[] = [];
  let repeated = 0;
  for (const phase of phasesOf(plan, inputs, { bytes, parts, ...sizes })) {
    const from = sim.now();
    const done = playPhase(
      { sim, lambda, transitions, storage, chance, inputs, failing: plan.failing },
      phase,
    );
    repeated += done.repeated;
    told.push({ ...done.told, seconds: (sim.now() - from) / 1000 });
  }
  const all = phasesOf(plan, inputs, { bytes, parts, ...sizes });
  const gets = sum(all.map((phase) => phase.tasks * phase.gets));
  const { calls, busyMs } = lambda.told();
  const seconds = sim.now() / 1000;
  return {
    plan,
    gigabytes: bytes / 1e9,
    parts,
    partitions: sizes.partitions,
    phases: told,
    minutes: seconds / 60,
    invoicesPerSecond: plan.invoices / seconds,
    repeated,
    lambdaGbSeconds: (busyMs / 1000) * memoryGb,
    calls,
    puts: sum(all.map((phase) => phase.tasks * phase.puts)),
    gets,
    transitions: transitions.taken(),
    getsRefused: storage.refused(),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

interface Sizes {
  readonly bytes: number;
  readonly parts: number;
  readonly partitions: number;
  readonly comparedRecords: number;
  readonly groupParts: number;
  readonly groupGroups: number;
}

/** ADR 22 says what each phase reads and writes. */
function phasesOf({ invoices, meeting }: RunPlan, inputs: Inputs, sizes: Sizes): readonly Phase[] {
  const { cpuMs, workShare } = inputs.measured.invoice;
  const { bytes, parts, partitions, comparedRecords, groupParts, groupGroups } = sizes;
  const work = bytes * workShare;
  const perPart = invoices / parts;
  const compared = Math.max(1, Math.ceil((invoices * meeting) / comparedRecords));
  const groups = Math.ceil(parts / groupParts);
  const phase = (name: string, tasks: number, more: Omit<Phase, "phase" | "tasks">): Phase => ({
    phase: name,
    tasks,
    ...more,
  });
  /** Foot and sections of each file that another phase has left. */
  const both = 2;
  return [
    phase("judge", parts, {
      gets: 2,
      readBytes: bytes / parts,
      cpuMs: perPart * cpuMs.judge,
      puts: 2,
      writtenBytes: work / parts,
    }),
    phase("settle", partitions, {
      gets: both * parts,
      readBytes: work / partitions,
      cpuMs: (invoices / partitions) * cpuMs.settle,
      puts: 1,
      writtenBytes: (work * meeting) / partitions,
    }),
    phase("collect", meeting > 0 ? parts : 0, {
      gets: both * partitions + 1,
      readBytes: bytes / parts,
      cpuMs: perPart * cpuMs.collect,
      puts: 1,
      writtenBytes: (work * meeting) / parts,
    }),
    phase("compare", meeting > 0 ? compared : 0, {
      gets: both * parts,
      readBytes: (work * meeting) / compared,
      cpuMs: (invoices / compared) * cpuMs.compare,
      puts: 1,
      writtenBytes: (work * meeting) / compared,
    }),
    phase("merge", groups, {
      gets: both * (groupParts + compared),
      readBytes: (work * 0.5) / groups,
      cpuMs: perPart * Math.min(parts, groupParts) * cpuMs.merge,
      puts: 3,
      writtenBytes: (work * 0.5) / groups,
    }),
    phase("merge groups", groups > 1 ? Math.ceil(groups / groupGroups) : 0, {
      gets: both * groupGroups,
      readBytes: groupGroups * 4e6,
      cpuMs: 500,
      puts: 2,
      writtenBytes: 4e6,
    }),
    phase("conclude", 1, { gets: 4, readBytes: 8e6, cpuMs: 1_000, puts: 4, writtenBytes: 8e6 }),
  ];
}

interface Stage {
  readonly sim: Simulation;
  readonly lambda: ReturnType<typeof pool>;
  readonly transitions: ReturnType<typeof bucket>;
  /** GETs of one prefix: a run lies under one. */
  readonly storage: ReturnType<typeof bucket>;
  readonly chance: Chance;
  readonly inputs: Inputs;
  readonly failing: number;
}

function playPhase(stage: Stage, phase: Phase) {
  const { sim, lambda, transitions, chance, failing } = stage;
  const batch = batchOf(phase.phase, phase.tasks);
  let left = Math.ceil(phase.tasks / batch);
  const calls = left;
  let [waiting, repeated, most] = [left, 0, 0];
  const begin = (tries: number): void => {
    if (!transitions.take(transitionsPerCall)) {
      sim.after(200, () => begin(tries));
      return;
    }
    const isTaken = lambda.invoke((end) => {
      const from = sim.now();
      const fails = chance.share() < failing;
      const took = batch * taskMs(stage, phase) * (fails ? chance.share() : 1);
      fetch(stage, batch * phase.gets, () =>
        sim.after(took, () => {
          end();
          most = Math.max(most, sim.now() - from);
          if (fails) {
            repeated++;
            const pauseMs = Math.min(120_000, 2_000 * 2 ** tries);
            sim.after(chance.share() * pauseMs, () => begin(tries + 1));
            return;
          }
          left--;
          next();
        }),
      );
    });
    if (!isTaken) sim.after(1_000 + chance.share() * 1_000, () => begin(tries));
  };
  const next = (): void => {
    if (waiting === 0) return;
    waiting--;
    begin(1);
  };
  for (let i = 0; i < Math.min(runMachineBounds.concurrencyMax, calls); i++) next();
  sim.run();
  if (left > 0) throw new Error(`${left} calls of ${phase.phase} never ended`);
  return {
    repeated,
    told: { phase: phase.phase, tasks: phase.tasks, calls, callSecondsMost: most / 1000 },
  };
}

/** GETs that are let through at once. */
const getsInOne = 250;

/** Waits until storage has let a task's requests through: what it turns away comes again. */
function fetch(stage: Stage, gets: number, done: () => void): void {
  const some = Math.min(getsInOne, gets);
  if (some === 0) {
    done();
    return;
  }
  const { sim, storage, chance } = stage;
  if (storage.take(some)) fetch(stage, gets - some, done);
  else sim.after(50 + chance.share() * 100, () => fetch(stage, gets, done));
}

/** Bytes flow while the processor works, and the longer of both counts; requests come before. */
function taskMs({ chance, inputs }: Stage, phase: Phase): number {
  const { get, put, storageMbPerSecond } = inputs.assumed;
  const waits = Math.ceil(phase.gets / getsAtOnce);
  let requests = 0;
  for (let i = 0; i < Math.min(waits, 50); i++) requests += chance.around(get.median, get.p99);
  if (waits > 50) requests *= waits / 50;
  for (let i = 0; i < phase.puts; i++) requests += chance.around(put.median, put.p99);
  const flow = ((phase.readBytes + phase.writtenBytes) / (storageMbPerSecond * 1e6)) * 1000;
  return requests + Math.max(flow, phase.cpuMs);
}
