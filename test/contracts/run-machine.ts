import { setTimeout as sleep } from "node:timers/promises";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import type { RunLook, RunMachine } from "../../lib/app/ports.ts";

/** An adapter of `RunMachine`, and what its executions do. */
export interface RunMachineHome {
  readonly machine: RunMachine;
  /** How often an attempt of a run was really begun. */
  begun(run: LargeRun): number;
  /** Lets what is under way end: well, or with a message. */
  end(run: LargeRun, failure?: string): void;
  /** A run that is being judged, at an attempt. */
  run(name: string, attempt: number): LargeRun;
}

/** What every adapter of `RunMachine` keeps to. Each test has runs of its own. */
export function runMachineContract(home: () => RunMachineHome): void {
  async function looked(run: LargeRun, is: RunLook["is"]): Promise<RunLook> {
    for (let tries = 0; ; tries++) {
      const look = await home().machine.look(run);
      if (look.is === is || tries === 3_000) return look;
      await sleep(20);
    }
  }

  test("an attempt that was started is running, and ends well", async () => {
    const run = home().run("well", 1);
    expect(await home().machine.look(run)).toEqual({ is: "unknown" });
    await home().machine.start(run);
    expect(await home().machine.look(run)).toEqual({ is: "running" });
    home().end(run);
    expect(await looked(run, "ended")).toEqual({ is: "ended" });
  });

  test("an attempt that is started again and again is begun once", async () => {
    const run = home().run("once", 1);
    await Promise.all([1, 2, 3].map(() => home().machine.start(run)));
    await home().machine.start(run);
    expect(home().begun(run)).toBe(1);
    home().end(run);
    await looked(run, "ended");
    await home().machine.start(run);
    expect(home().begun(run)).toBe(1);
    expect(await home().machine.look(run)).toEqual({ is: "ended" });
  });

  test("one that failed says why, and the next attempt is another one", async () => {
    const run = home().run("fails", 1);
    await home().machine.start(run);
    home().end(run, "the storage is gone");
    expect(await looked(run, "failed")).toEqual({
      is: "failed",
      message: expect.stringContaining("the storage is gone"),
    });
    const next = home().run("fails", 2);
    expect(await home().machine.look(next)).toEqual({ is: "unknown" });
    await home().machine.start(next);
    expect(home().begun(next)).toBe(1);
    home().end(next);
    expect(await looked(next, "ended")).toEqual({ is: "ended" });
    expect((await home().machine.look(run)).is).toBe("failed");
  });

  test("stopping ends what is under way, again too, and what never was", async () => {
    const run = home().run("stopped", 1);
    await home().machine.start(run);
    await home().machine.stop(run);
    await home().machine.stop(run);
    expect((await looked(run, "failed")).is).toBe("failed");
    await home().machine.stop(home().run("never started", 1));
  });
}
