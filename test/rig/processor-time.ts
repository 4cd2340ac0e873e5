/**
 * Starts to count what this process takes of the processors; a busy machine keeps everybody waiting, but
 * makes nobody work more.
 * @returns asks for the milliseconds until now, of all threads.
 */
export function countProcessorMs(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
