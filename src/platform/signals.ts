import { constants } from 'node:os';

/** The number of a signal on this system. */
export function signalNumber(signal: NodeJS.Signals): number {
  return constants.signals[signal];
}

/** The name of a signal by its number on this system. */
export function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}
