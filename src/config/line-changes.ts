/** A place where two lists of lines differ: lines `[oldStart, oldEnd)` became `[newStart, newEnd)`, counted from 0. */
export interface LineChange {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * With more differing lines than this the shortest list of changes is not looked for: the work and
 * the memory grow with its square.
 */
const MAX_EDITS = 1000;

/**
 * What changed from `oldLines` to `newLines`, in order, no two changes touching: the shortest
 * list of changes (Myers, "An O(ND) Difference Algorithm and Its Variations"), or one change around
 * all of them when there are too many.
 */
export function findLineChanges(
  oldLines: readonly string[],
  newLines: readonly string[],
): readonly LineChange[] {
  const prefix = countCommonPrefix(oldLines, newLines);
  const suffix = countCommonSuffix(oldLines, newLines, prefix);
  const oldEnd = oldLines.length - suffix;
  const newEnd = newLines.length - suffix;
  if (prefix === oldEnd && prefix === newEnd) return [];
  const whole: LineChange = { oldStart: prefix, oldEnd, newStart: prefix, newEnd };
  if (prefix === oldEnd || prefix === newEnd) return [whole];
  const frontiers = searchForward(oldLines.slice(prefix, oldEnd), newLines.slice(prefix, newEnd));
  if (frontiers === undefined) return [whole];
  const steps = traceBack(frontiers, oldEnd - prefix, newEnd - prefix);
  return joinSteps(steps, prefix);
}

function countCommonPrefix(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count++;
  return count;
}

function countCommonSuffix(a: readonly string[], b: readonly string[], prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/**
 * For 0, 1, 2, … edits: how far into `a` one gets on each diagonal (x - y), stored at `diagonal + edits`.
 * Only every second diagonal is reached, the others hold nothing of use. Undefined when it takes more
 * than MAX_EDITS to reach the end of both.
 */
function searchForward(
  a: readonly string[],
  b: readonly string[],
): readonly Int32Array[] | undefined {
  const frontiers: Int32Array[] = [];
  for (let edits = 0; edits <= MAX_EDITS; edits++) {
    const frontier = new Int32Array(2 * edits + 1);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = edits === 0 ? 0 : firstStep(frontiers, edits, diagonal).x;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      frontier[diagonal + edits] = x;
      if (x >= a.length && x - diagonal >= b.length) {
        frontiers.push(frontier);
        return frontiers;
      }
    }
    frontiers.push(frontier);
  }
  return undefined;
}

/** The best single edit that leads onto `diagonal`: a line of `b` is added, or a line of `a` removed. */
function firstStep(
  frontiers: readonly Int32Array[],
  edits: number,
  diagonal: number,
): { readonly x: number; readonly isAddition: boolean } {
  const previous = frontiers[edits - 1];
  const offset = diagonal + edits - 1;
  const above = diagonal === edits ? -1 : (previous?.[offset + 1] ?? -1);
  const left = diagonal === -edits ? -1 : (previous?.[offset - 1] ?? -1);
  return above > left ? { x: above, isAddition: true } : { x: left + 1, isAddition: false };
}

/** The edits on the way to the end of both lists, last first, each as a change of one line. */
function traceBack(
  frontiers: readonly Int32Array[],
  oldCount: number,
  newCount: number,
): readonly LineChange[] {
  const steps: LineChange[] = [];
  let diagonal = oldCount - newCount;
  for (let edits = frontiers.length - 1; edits > 0; edits--) {
    const { x, isAddition } = firstStep(frontiers, edits, diagonal);
    const y = x - diagonal;
    steps.push({
      oldStart: isAddition ? x : x - 1,
      oldEnd: x,
      newStart: isAddition ? y - 1 : y,
      newEnd: y,
    });
    diagonal += isAddition ? 1 : -1;
  }
  return steps;
}

/** Joins steps that touch into changes, first to last, and moves them behind the common prefix. */
function joinSteps(steps: readonly LineChange[], prefix: number): readonly LineChange[] {
  const changes: LineChange[] = [];
  for (const step of steps.toReversed()) {
    const last = changes.at(-1);
    const oldStart = step.oldStart + prefix;
    const newStart = step.newStart + prefix;
    const touches = last !== undefined && last.oldEnd === oldStart && last.newEnd === newStart;
    if (touches) changes.pop();
    changes.push({
      oldStart: touches ? last.oldStart : oldStart,
      oldEnd: step.oldEnd + prefix,
      newStart: touches ? last.newStart : newStart,
      newEnd: step.newEnd + prefix,
    });
  }
  return changes;
}
