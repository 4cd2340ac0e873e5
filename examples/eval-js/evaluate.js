// Asks answer.js every question in cases.jsonl, and compares its answers with the expected ones.
// Writes scores.csv (a row for each case) and summary.json to the current directory.

import { readFileSync, writeFileSync } from 'node:fs';
import { answer } from './answer.js';

// How far a number may be from the expected one, as a share of it.
const TOLERANCE = 0.01;
const IGNORE_CASE = false;

const cases = readFileSync(new URL('cases.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line));

const scores = cases.map((testCase) => {
  const actual = answer(testCase.question);
  const passed = isMatch(actual, testCase.expected);
  const verdict = passed ? 'pass' : 'FAIL';
  const detail = passed ? '' : `  expected ${show(testCase.expected)}, got ${show(actual)}`;
  console.log(`${verdict}  ${testCase.id.padEnd(14)}${detail}`.trimEnd());
  return { ...testCase, actual, passed };
});

const passed = scores.filter((score) => score.passed).length;
const accuracy = passed / scores.length;
console.log(`${passed} of ${scores.length} passed`);

writeFileSync('scores.csv', formatCsv(scores));
writeFileSync(
  'summary.json',
  `${JSON.stringify(
    {
      metrics: { accuracy: Number(accuracy.toFixed(4)), passed, failed: scores.length - passed },
      attributes: { cases: scores.length },
    },
    null,
    2,
  )}\n`,
);

function isMatch(actual, expected) {
  if (typeof expected === 'number') {
    return (
      typeof actual === 'number' && Math.abs(actual - expected) <= TOLERANCE * Math.abs(expected)
    );
  }
  if (IGNORE_CASE) return String(actual).toLowerCase() === expected.toLowerCase();
  return actual === expected;
}

function show(value) {
  return value === undefined ? 'no answer' : JSON.stringify(value);
}

function formatCsv(rows) {
  const names = ['id', 'question', 'expected', 'actual', 'passed'];
  const lines = rows.map((row) => names.map((name) => formatCell(row[name])).join(','));
  return [names.join(','), ...lines, ''].join('\n');
}

function formatCell(value) {
  const text = String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
