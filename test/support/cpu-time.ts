/**
 * How long this thread has computed since it began, in milliseconds: a bound on a difference holds for the
 * work, whatever other processes do to the machine meanwhile.
 */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
