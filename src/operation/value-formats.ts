import { GageError } from '../failures/failures.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import { compileOutputPattern } from './output-pattern.ts';
import type { CheckOptions } from './schema-check.ts';

/** What the formats named in our schemas hold texts to, but for `run-select`, which takes more code. */
export const valueFormats: NonNullable<CheckOptions['formats']> = {
  'file-pattern': filePatternProblem,
  'key-path': keyPathProblem,
  'output-pattern': outputPatternProblem,
  'run-path': runPathProblem,
};

function filePatternProblem(text: string): string | undefined {
  try {
    parseSelectRules([text]);
    return undefined;
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    const { failure } = error;
    const problem = failure.reason === 'invalid-pattern' ? failure.problem : error.message;
    return `is not a file pattern: ${text}: ${problem}`;
  }
}

/** Only the part before `#` has a syntax; any text names keys. */
function keyPathProblem(text: string): string | undefined {
  if (/^-? *$/.test(text)) return 'is not a key path: it names nothing';
  const files = text.split('#')[0] ?? '';
  return /^-? *$/.test(files) ? undefined : filePatternProblem(files);
}

function outputPatternProblem(text: string): string | undefined {
  try {
    compileOutputPattern(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `is not a regular expression: ${error.message.replace(/^Invalid regular expression: /, '')}`;
  }
}

function runPathProblem(text: string): string | undefined {
  const isInside = !/^(?:[\\/~]|[A-Za-z]:)/.test(text) && !text.split(/[\\/]/).includes('..');
  return isInside ? undefined : 'must be a path inside the run directory, without ".."';
}
