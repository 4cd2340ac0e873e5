import { findField, isStatus, suggestStatus } from './filter-fields.ts';
import type { FilterField } from './filter-fields.ts';
import { TYPE_NAMES } from './filter-operand.ts';
import type { Compilation, Condition, Operand, OperandType } from './filter-operand.ts';
import { compileOperand } from './filter-operands.ts';
import { quoted, reject } from './filter-problem.ts';
import type { ComparisonNode, FilterNode } from './filter-syntax.ts';
import type { FilterToken } from './filter-tokens.ts';
import { contains, equals, isOrdered, someText } from './filter-values.ts';
import type { Ordering, PlainValue } from './filter-values.ts';
import { compilePattern } from './pattern-matcher.ts';
import type { TextTest } from './pattern-matcher.ts';
import { PatternSyntaxError } from './pattern-syntax.ts';

/** Compiles a comparison to functions. Fails with `invalid-filter`. */
export function compileComparison(node: ComparisonNode, compilation: Compilation): Condition {
  const { operator } = node;
  switch (operator) {
    case '=~':
      return compileMatch(node, compilation);
    case '!~':
      return negate(compileMatch(node, compilation));
    case 'in':
      return compileMembership(node, compilation);
    case 'not-in':
      return negate(compileMembership(node, compilation));
    case '!=':
      return negate(compileEquality(mirrored(node), compilation));
    case '==':
      return compileEquality(mirrored(node), compilation);
    default:
      return compileOrder(
        { ...mirrored(node), operator: mirroredOperator(node, operator) },
        compilation,
      );
  }
}

/** What has to hold for a run so that a comparison can: how a field compares with a number or a text. */
export interface FilterBound {
  readonly field: FilterField;
  readonly operator: Ordering | '==';
  readonly value: number | string;
}

/** What has to hold of single values so that an expression can. */
export interface FilterBounds {
  readonly all: readonly FilterBound[];
  /** Whether there is no more to the expression: it holds wherever all of them do. */
  readonly isComplete: boolean;
}

/** What a comparison asks of one value, where that is all; undefined for every other. */
export function boundOf(node: ComparisonNode, compilation: Compilation): FilterBound | undefined {
  const { operator, left, right } = mirrored(node);
  const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
  if ((!isOrder && operator !== '==') || right.kind === 'list') return undefined;
  const { field, type } = compileOperand(left, compilation);
  const value = field && compileOperand(right, compilation, type).constant?.value;
  const isPlain = typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value));
  if (field === undefined || !isPlain) return undefined;
  return { field, operator: isOrder ? mirroredOperator(node, operator) : operator, value };
}

/** The condition that holds where this one does not, for every run. */
export function negate(condition: Condition): Condition {
  return (reader, nowMicros) => !condition(reader, nowMicros);
}

/** The field comes first, since it decides what the value is: `0.5 < metric.x` is `metric.x > 0.5`. */
function mirrored(node: ComparisonNode): ComparisonNode {
  return isMirrored(node) ? { ...node, left: node.right, right: node.left } : node;
}

function mirroredOperator(node: ComparisonNode, operator: Ordering): Ordering {
  return isMirrored(node) ? MIRRORED[operator] : operator;
}

const MIRRORED: Readonly<Record<Ordering, Ordering>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function isMirrored({ left, right }: ComparisonNode): boolean {
  return isLiteral(left) && !isLiteral(right) && right.kind !== 'list';
}

/** Whether a part can only be a value; another unquoted word may be meant as a field. */
function isLiteral(node: FilterNode): boolean {
  if (node.kind === 'negative') return isLiteral(node.operand);
  if (node.kind !== 'term') return false;
  const { kind, text } = node.token;
  return kind === 'word' ? VALUE_WORDS.has(text) : kind !== 'path';
}

const TIME_WORDS: ReadonlySet<string> = new Set(['now', 'today', 'yesterday']);

const VALUE_WORDS: ReadonlySet<string> = new Set([
  ...TIME_WORDS,
  'true',
  'false',
  'null',
  'nan',
  'inf',
]);

function compileEquality(node: ComparisonNode, compilation: Compilation): Condition {
  const left = compileOperand(node.left, compilation);
  if (node.right.kind !== 'list') return equality(left, node.right, compilation);
  if (left.type !== 'any') {
    reject(
      compilation.expression,
      node.operatorStart,
      `${TYPE_NAMES[left.type]} cannot equal a list`,
      `Write 'in' to ask whether it is one of these.`,
    );
  }
  const items = node.right.items.map((item) => compileOperand(item, compilation, 'any'));
  return (reader, now) => {
    const wanted = items.map(({ read }) => read(reader, now) ?? null);
    return equals(left.read(reader, now), wanted);
  };
}

/** Whether `left` equals what a part means beside it. */
function equality(left: Operand, node: FilterNode, compilation: Compilation): Condition {
  const right = compileOperand(node, compilation, left.type);
  if (right.type === 'null') return (reader, now) => left.read(reader, now) === undefined;
  checkTypes(left, right, compilation);
  checkStatus(left, right, compilation);
  const { readDayEnd } = right;
  if (readDayEnd !== undefined) {
    return (reader, now) => {
      const time = left.read(reader, now);
      return (
        isOrdered(time, '>=', right.read(reader, now)) && isOrdered(time, '<', readDayEnd(now))
      );
    };
  }
  return (reader, now) => equals(left.read(reader, now), right.read(reader, now));
}

function compileOrder(
  node: ComparisonNode & { readonly operator: Ordering },
  compilation: Compilation,
): Condition {
  const { operator } = node;
  const left = compileOperand(node.left, compilation);
  rejectAmbiguousWord(left, node.right, compilation);
  const right = compileOperand(node.right, compilation, left.type);
  for (const { type, start } of [left, right]) {
    if (type !== 'null' && type !== 'boolean') continue;
    const problem = `${TYPE_NAMES[type]} is neither less nor greater than anything`;
    reject(compilation.expression, start, problem, `Write '==' or '!='.`);
  }
  checkTypes(left, right, compilation);
  return (reader, now) => isOrdered(left.read(reader, now), operator, right.read(reader, now));
}

/** `config.limit > duration` would compare with the text "duration", which nobody means. */
function rejectAmbiguousWord(left: Operand, node: FilterNode, { expression }: Compilation): void {
  if (left.type !== 'any' || node.kind !== 'term' || node.token.kind !== 'word') return;
  const { text } = node.token;
  if (TIME_WORDS.has(text)) {
    const suggestion = `Write "${text}" for the text.`;
    reject(expression, node.start, `values of a run cannot be compared with a time`, suggestion);
  }
  if (/[.:]/.test(text) || findField(text) === undefined) return;
  const suggestion = `Write 'run.${text}' for the field or "${text}" for the text.`;
  reject(expression, node.start, `${quoted(text)} can be a field or a text`, suggestion);
}

/** Refuses what can hold for no run. Configuration and the like may have any type but time. */
function checkTypes(left: Operand, right: Operand, { expression }: Compilation): void {
  if (left.type === right.type) return;
  if (left.type === 'null' || right.type === 'null') return;
  if (
    (left.type === 'any' || right.type === 'any') &&
    left.type !== 'time' &&
    right.type !== 'time'
  ) {
    return;
  }
  const problem = `${TYPE_NAMES[left.type]} cannot be compared with ${TYPE_NAMES[right.type]}`;
  reject(expression, right.start, problem, EXAMPLES.get(left.type));
}

/** What can be written beside a field of a type. */
const EXAMPLES: ReadonlyMap<OperandType, string> = new Map<OperandType, string>([
  ['time', 'Write a time, such as 2026-05-01 or now - 2d.'],
  ['number', 'Write a number without quotes, or a duration such as 2h.'],
  ['text', 'Write a text.'],
]);

/** A misspelt status would match no run, and nobody would know why. */
function checkStatus(left: Operand, right: Operand, { expression }: Compilation): void {
  const word = right.constant?.value;
  if (left.isStatus !== true || typeof word !== 'string') return;
  if (isStatus(word)) return;
  reject(expression, right.start, `there is no status ${quoted(word)}`, suggestStatus(word));
}

/** `x in (a, b)`: one of the list equals x. `x in tag`: x is an item of the list, or a part of the text. */
function compileMembership(node: ComparisonNode, compilation: Compilation): Condition {
  const { left, right } = node;
  if (right.kind === 'list') {
    return isOneOf(compileOperand(left, compilation), right.items, compilation);
  }
  if (isLiteral(right)) {
    const suggestion = `Write a list, as in 'status in (error, terminated)'.`;
    reject(compilation.expression, right.start, `a list or a field must follow 'in'`, suggestion);
  }
  const container = compileOperand(right, compilation);
  if (container.type !== 'text' && container.type !== 'any') {
    const problem = `${TYPE_NAMES[container.type]} contains nothing`;
    reject(compilation.expression, right.start, problem, `Write a list after 'in'.`);
  }
  const item = compileOperand(left, compilation, isFieldWord(left) ? undefined : container.type);
  if (item.type === 'null') {
    reject(compilation.expression, item.start, 'null is contained in nothing');
  }
  checkTypes(container, item, compilation);
  return (reader, now) => contains(container.read(reader, now), item.read(reader, now));
}

function isFieldWord(node: FilterNode): boolean {
  return (
    node.kind !== 'term' || (node.token.kind === 'word' && findField(node.token.text) !== undefined)
  );
}

function isOneOf(left: Operand, items: readonly FilterNode[], compilation: Compilation): Condition {
  const constants = new Set<PlainValue>();
  const others: Condition[] = [];
  for (const item of items) {
    const holds = equality(left, item, compilation);
    const { constant } = compileOperand(item, compilation, left.type);
    if (constant === undefined || typeof constant.value === 'bigint') others.push(holds);
    else constants.add(constant.value);
  }
  return (reader, now) => {
    const value = left.read(reader, now);
    // A set finds what `equals` does, except in lists and among numbers of two kinds.
    if (constants.has(value)) return true;
    if (typeof value === 'object' || typeof value === 'bigint') {
      for (const constant of constants) {
        if (constant !== undefined && equals(value, constant)) return true;
      }
    }
    return others.some((holds) => holds(reader, now));
  };
}

function compileMatch(node: ComparisonNode, compilation: Compilation): Condition {
  const { read, type } = compileOperand(node.left, compilation);
  if (type !== 'text' && type !== 'any') {
    const problem = `${TYPE_NAMES[type]} cannot be matched with a pattern`;
    reject(compilation.expression, node.left.start, problem, 'Patterns match texts.');
  }
  const test = compileTest(node.right, compilation.expression);
  return (reader, now) => someText(read(reader, now), test);
}

function compileTest(node: FilterNode, expression: string): TextTest {
  if (node.kind !== 'term' || node.token.kind === 'path') {
    return reject(expression, node.start, 'expected a pattern', 'Quote the pattern.');
  }
  const { token } = node;
  let test: TextTest | undefined;
  try {
    test = compilePattern(token.text);
  } catch (error) {
    if (!(error instanceof PatternSyntaxError)) throw error;
    const offset = offsetInToken(expression, token, error.offset);
    return reject(expression, offset, `the pattern cannot be used: ${error.message}`);
  }
  return test ?? reject(expression, token.start, 'the pattern is too large');
}

/** Where an offset in the text of a token is in the expression: exactly, unless its quotes hold escapes. */
function offsetInToken(expression: string, token: FilterToken, offset: number): number {
  if (token.kind !== 'text') return token.start + offset;
  const isVerbatim = expression.slice(token.start + 1, token.end - 1) === token.text;
  return isVerbatim ? token.start + 1 + offset : token.start;
}
