const namePattern = /^[A-Za-z0-9._=-]+(\/[A-Za-z0-9._=-]+)*$/;
const nameLengthMax = 512;

/**
 * A name that an object may have in both homes: a path that goes nowhere but down. The product makes
 * all names itself, so that another one is a bug.
 */
export function admitName(name: string): string {
  const isPath = namePattern.test(name) && name.length <= nameLengthMax;
  if (isPath && name.split("/").every((part) => part !== "." && part !== "..")) return name;
  throw new Error(`${JSON.stringify(name.slice(0, 100))} is no name of an object`);
}
