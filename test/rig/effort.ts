/** Whether `GAGE_QUICK=1` asks for samples, as the checks do that run right after all the tests have. */
export const isQuick: boolean = process.env['GAGE_QUICK'] === '1';

/**
 * The numbers from 1 to a count that a loop through every case goes through: all of them, or, where
 * samples are asked for, every `quick`th. The first and the last case are always among them, so that
 * what only they show is shown whatever the count.
 */
export function everyCaseOr(quick: number, count: number): readonly number[] {
  const step = isQuick ? quick : 1;
  return Array.from({ length: count }, (_, index) => index + 1).filter(
    (number) => number % step === 1 % step || number === count,
  );
}
