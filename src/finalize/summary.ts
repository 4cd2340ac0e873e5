import { isAbsolute } from 'node:path';
import type { OpDef } from '../operation/operation-definition.ts';
import { compileOutputPattern } from '../operation/output-pattern.ts';
import { readDataFile } from '../operation/data-file.ts';
import { GageError } from '../failures/failures.ts';
import { isFile } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { OUTPUT_NAMES, outputMember } from '../run/layout.ts';
import { withMeta } from '../run/metadata.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { formatPythonString } from '../values/python-text.ts';
import { emptyMap, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';

const DEFAULT_FILE = 'summary.json';

/** Finds metrics printed between two markers. The text is part of log messages; what is found is the last whole block. */
const DEFAULT_PATTERN = '--- summary ---(.*)---';

/** Only the end of a longer output is searched. */
const SEARCHED_BYTES = 32 * 1024 * 1024;

/**
 * The summary of a run that has ended: from its summary file, else from its output, over what the
 * operation says of every run. What cannot be read is logged and left out; what does not fit the
 * schema of summaries is logged.
 */
export async function findSummary(log: RunnerLog, opdef: OpDef): Promise<ValueMap> {
  const found = (await readSummaryFile(log, opdef)) ?? (await searchOutput(log, opdef));
  if (found !== undefined) await tellProblems(log, found);
  return mergeSummaries(opdef.summary?.content ?? emptyMap(), found ?? emptyMap());
}

/** More problems than this are of one kind. */
const TOLD_PROBLEMS = 3;

/** What does not fit stays in the summary, but lists and boards may not show it. */
async function tellProblems(log: RunnerLog, summary: ValueMap): Promise<void> {
  if (Object.keys(summary).length === 0) return;
  const { checkSummary } = await import('../operation/summary-check.ts');
  const problems = checkSummary(summary);
  if (problems.length === 0) return;
  const told = problems.slice(0, TOLD_PROBLEMS).join('; ');
  const rest = problems.length - TOLD_PROBLEMS;
  warn(log, `Problems in run summary: ${told}${rest > 0 ? ` and ${rest} more` : ''}`);
}

/** Undefined where there is no such file; `{}` for one that cannot be used. */
async function readSummaryFile(log: RunnerLog, opdef: OpDef): Promise<ValueMap | undefined> {
  const name = opdef.summary?.filename ?? DEFAULT_FILE;
  const path = isAbsolute(name) ? name : join(log.run.runDir, name);
  if (!isFile(path)) return undefined;
  log.log(`Using run summary ${formatPythonString(name)}`);
  try {
    const { value } = await readDataFile(path, { isWrittenByProgram: true });
    if (isMap(value)) return value;
    warn(log, `Run summary ${formatPythonString(name)} is not a map of metrics and attributes`);
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    const { failure } = error;
    const problem = failure.reason === 'data-file-unreadable' ? failure.problem : error.message;
    warn(log, `Error reading run summary ${formatPythonString(name)}: ${problem}`);
  }
  return emptyMap();
}

function warn(log: RunnerLog, message: string): void {
  log.log(message);
  log.send({ type: 'notice', run: log.run, message });
}

async function searchOutput(log: RunnerLog, opdef: OpDef): Promise<ValueMap | undefined> {
  const setting = opdef.outputSummary;
  if (setting === false || setting === '') return undefined;
  const output = withMeta(log.run.metaDir, (meta) => {
    const member = outputMember(OUTPUT_NAMES.run);
    const start = Math.max(0, (meta.size(member) ?? 0) - SEARCHED_BYTES);
    return meta.readRange(member, start, SEARCHED_BYTES) ?? Buffer.alloc(0);
  });
  if (typeof setting === 'string') return searchPattern(log, setting, output.toString('utf8'));
  return parseWhole(output) ?? searchMarkers(log, output);
}

/** A whole output that is a summary. Nothing is said when it is not: it rarely is. */
function parseWhole(output: Buffer): ValueMap | undefined {
  const start = output.toString('utf8', 0, LOOKED_AT_BYTES).trimStart();
  if (!start.startsWith('{')) return undefined;
  const value = tryParse(output.toString('utf8'));
  return isSummary(value) ? value : undefined;
}

/** Before this much white space nobody prints a summary. */
const LOOKED_AT_BYTES = 64 * 1024;

const MARKER = '--- summary ---';

/** Searches bytes: most output has no summary, and as a text it would take several times the memory. */
function searchMarkers(log: RunnerLog, output: Buffer): ValueMap | undefined {
  log.log(`Checking output for summary pattern ${formatPythonString(DEFAULT_PATTERN)}`);
  const candidates: string[] = [];
  for (let at = output.indexOf(MARKER); at >= 0;) {
    const start = at + MARKER.length;
    at = output.indexOf(MARKER, start);
    const block = output.subarray(start, at < 0 ? output.length : at);
    const end = block.indexOf('---');
    if (end >= 0) candidates.push(block.toString('utf8', 0, end));
  }
  const last = candidates.findLast((text) => isSummary(tryParse(text))) ?? candidates.at(-1);
  return last === undefined ? undefined : parseFound(log, last);
}

async function searchPattern(
  log: RunnerLog,
  pattern: string,
  output: string,
): Promise<ValueMap | undefined> {
  log.log(`Checking output for summary pattern ${formatPythonString(pattern)}`);
  const failed = `Error in output summary pattern ${formatPythonString(pattern)}`;
  let compiled: RegExp;
  try {
    compiled = compileOutputPattern(pattern);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    warn(log, `${failed}: ${error.message}`);
    return undefined;
  }
  const { searchBounded } = await import('../platform/bounded-pattern.ts');
  const search = searchBounded(compiled, output);
  switch (search.kind) {
    case 'timeout':
      warn(log, `${failed}: gave up after ${search.limitMs} ms`);
      return undefined;
    case 'found': {
      const last = search.matches.at(-1);
      if (last === undefined) return undefined;
      if (last[1] !== undefined) return parseFound(log, last[1]);
      log.log('Found summary output');
      warn(log, `${failed}: must capture a group`);
      return undefined;
    }
  }
}

function parseFound(log: RunnerLog, text: string): ValueMap | undefined {
  log.log('Found summary output');
  let value: Value;
  try {
    value = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    warn(log, `Error decoding output summary: ${error.message}`);
    return undefined;
  }
  if (isSummary(value)) return value;
  warn(log, 'Decoded output is not valid summary data: missing metrics or attributes');
  return undefined;
}

function tryParse(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}

function isSummary(value: Value | undefined): value is ValueMap {
  return isMap(value) && (Object.hasOwn(value, 'metrics') || Object.hasOwn(value, 'attributes'));
}

/** The run's own values win, name by name within metrics, attributes and the like. */
function mergeSummaries(general: ValueMap, own: ValueMap): ValueMap {
  const merged = Object.assign(emptyMap(), general, own);
  for (const [section, value] of Object.entries(own)) {
    const under = general[section];
    if (isMap(value) && isMap(under)) merged[section] = Object.assign(emptyMap(), under, value);
  }
  return merged;
}
