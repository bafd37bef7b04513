import { gateVersionOf } from "../../lib/app/gate-version.ts";
import type { ActivePlan, Plans } from "../../lib/app/ports.ts";

/**
 * What every adapter of `Plans` keeps to that can put plans in force.
 *
 * @param of a gate of this name with a plan: two variants differ in their revision.
 */
export function plansContract(
  ports: () => {
    readonly plans: Plans;
    readonly put: (active: ActivePlan, at: string) => Promise<void>;
  },
  of: (name: string, variant: 1 | 2) => ActivePlan,
): void {
  const day = (n: number) => `2026-12-0${n}T10:00:00.000Z`;

  test("a gate that was never put in force is not there", async () => {
    expect(await ports().plans.active("nowhere", day(1))).toBeUndefined();
    expect(await ports().plans.past("nowhere", "00", "00")).toBeUndefined();
  });

  test("a plan is in force from its instant on, until another one is", async () => {
    const [first, second] = [of("changing", 1), of("changing", 2)];
    expect(first.plan.revision).not.toBe(second.plan.revision);
    await ports().put(first, day(2));
    await ports().put(second, day(4));
    const at = async (n: number) => (await ports().plans.active("changing", day(n)))?.plan.revision;
    expect(await Promise.all([1, 2, 3, 4, 5].map(at))).toEqual([
      undefined,
      first.plan.revision,
      first.plan.revision,
      second.plan.revision,
      second.plan.revision,
    ]);
    expect(await ports().plans.active("changing", day(2))).toEqual(first);
  });

  test("what was in force stays known by revision and configuration", async () => {
    const [first, second] = [of("kept", 1), of("kept", 2)];
    const gate = { ...second.gate, zone: "Europe/Oslo" };
    await ports().put(first, day(1));
    await ports().put({ ...second, gate }, day(2));
    const past = (one: ActivePlan) =>
      ports().plans.past("kept", one.plan.revision, gateVersionOf(one.gate));
    expect(await past(first)).toEqual(first);
    expect(await past({ ...second, gate })).toEqual({ ...second, gate });
    expect(await past(second)).toBeUndefined(); // never with this configuration
    expect(await ports().plans.past("kept-not", first.plan.revision, "00")).toBeUndefined();
  });

  test("the names of gates are in order, each once", async () => {
    for (const name of ["zulu", "alpha"])
      for (const n of [1, 2] as const) await ports().put(of(name, n), day(n));
    const gates = await ports().plans.gates();
    expect(gates.filter((name) => name === "zulu" || name === "alpha")).toEqual(["alpha", "zulu"]);
  });

  test("the same plan again is the same object, so that it is compiled once", async () => {
    await ports().put(of("same", 1), day(1));
    const [one, other] = await Promise.all(
      [day(2), day(3)].map((at) => ports().plans.active("same", at)),
    );
    expect(one!.plan).toBe(other!.plan);
  });
}
