/**
 * Steps of a loop that tries every case: 1, or `quick` where `GAGE_QUICK=1` asks for a sample, as the
 * checks do that run right after all the tests have.
 */
export function everyCaseOr(quick: number): number {
  return process.env['GAGE_QUICK'] === '1' ? quick : 1;
}
