import { findField, looksLikeField, suggestField, suggestStatus } from './filter-fields.ts';
import type { FieldReader, FilterField } from './filter-fields.ts';
import { compileField, compileOperand } from './filter-operands.ts';
import { TYPE_NAMES } from './filter-operand.ts';
import type { Compilation, Operand } from './filter-operand.ts';
import { quoted, reject } from './filter-problem.ts';
import type { Comparison, ComparisonNode, FilterNode } from './filter-syntax.ts';
import type { FilterToken } from './filter-tokens.ts';
import { contains, equals, isOrdered, isPresent, someText } from './filter-values.ts';
import type { Ordering, PlainValue } from './filter-values.ts';
import { compilePattern } from './pattern-matcher.ts';
import type { TextTest } from './pattern-matcher.ts';
import { PatternSyntaxError } from './pattern-syntax.ts';

/** Whether one run is meant. `nowMicros` is the moment of asking, in microseconds since the epoch. */
export type Condition = (reader: FieldReader, nowMicros: number) => boolean;

/** Compiles a condition to functions, once for all runs. Fails with `invalid-filter`. */
export function compileCondition(node: FilterNode, compilation: Compilation): Condition {
  switch (node.kind) {
    case 'any': {
      const parts = node.operands.map((operand) => compileCondition(operand, compilation));
      return (reader, now) => parts.some((holds) => holds(reader, now));
    }
    case 'all': {
      const parts = node.operands.map((operand) => compileCondition(operand, compilation));
      return (reader, now) => parts.every((holds) => holds(reader, now));
    }
    case 'not':
      return negate(compileCondition(node.operand, compilation));
    case 'comparison':
      return compileComparison(node, compilation);
    case 'term':
      return compileBareTerm(node.token, compilation);
    default:
      return reject(
        compilation.expression,
        node.start,
        'a value alone is no condition',
        'Compare it with something, or quote the text to search for it.',
      );
  }
}

function negate(condition: Condition): Condition {
  return (reader, now) => !condition(reader, now);
}

/** A word alone is searched for, also one that names a fact of the run; the name of a value asks whether it is there. */
function compileBareTerm(token: FilterToken, compilation: Compilation): Condition {
  const { kind, text, start } = token;
  const isName = kind === 'path' || (kind === 'word' && /[.:]/.test(text));
  const field = isName ? findField(text) : undefined;
  if (field !== undefined) {
    const { read } = compileField(field, start, compilation);
    return (reader, now) => isPresent(read(reader, now));
  }
  if (kind === 'path' || (isName && looksLikeField(text))) {
    reject(compilation.expression, start, `unknown field ${quoted(text)}`, suggestField(text));
  }
  if (text === '') reject(compilation.expression, start, 'there is no text to search for');
  return searchFor(text, compilation);
}

const OPERATION: FilterField = { of: 'run', name: 'operation' };
const STATUS: FilterField = { of: 'run', name: 'status' };
const LABEL: FilterField = { of: 'run', name: 'label' };
const OWN_LABEL: FilterField = { of: 'run', name: 'own_label' };

/** Whether a text is the operation or the status of a run, or part of its label or of the one it gave itself. */
export function searchFor(text: string, compilation: Compilation): Condition {
  for (const field of [OPERATION, STATUS, LABEL, OWN_LABEL]) compilation.use(field);
  return (reader) =>
    reader.read(OPERATION) === text ||
    reader.read(STATUS) === text ||
    contains(reader.read(LABEL), text) ||
    contains(reader.read(OWN_LABEL), text);
}

function compileComparison(node: ComparisonNode, compilation: Compilation): Condition {
  const { operator, left, right } = node;
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
      return negate(compileComparison({ ...node, operator: '==' }, compilation));
    default:
      // `0.5 < metric.x` is read as `metric.x > 0.5`, so that the field decides what the value is.
      return isLiteral(left) && !isLiteral(right)
        ? compileOrder({ ...node, operator: MIRRORED[operator], left: right, right: left }, compilation)
        : compileOrder({ ...node, operator }, compilation);
  }
}

/** What can only be a value; an unquoted word may be meant as a field. */
function isLiteral(node: FilterNode): boolean {
  if (node.kind === 'negative') return isLiteral(node.operand);
  if (node.kind !== 'term') return false;
  const { kind, text } = node.token;
  return kind === 'word' ? VALUE_WORDS.has(text) : kind !== 'path';
}

const VALUE_WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'nan', 'inf', 'now', 'today', 'yesterday']);

const MIRRORED: Readonly<Record<Ordering | '==', Ordering | '=='>> = {
  '==': '==',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

type OrderNode = ComparisonNode & { readonly operator: Ordering | '==' };

function compileOrder(node: OrderNode, compilation: Compilation): Condition {
  const left = compileOperand(node.left, compilation);
  const { operator } = node;
  if (node.right.kind === 'list') return compileListEquality(left, node, compilation);
  if (operator === '==') {
    return equality(left, compileRight(node.right, left, compilation), node, compilation);
  }
  rejectAmbiguousWord(left, node.right, compilation);
  const right = compileRight(node.right, left, compilation);
  checkTypes(left, right, operator, compilation, node);
  const { read } = left;
  if (typeof right.constant?.value === 'number') return numberOrder(read, operator, right.constant.value);
  return (reader, now) => isOrdered(read(reader, now), operator, right.read(reader, now));
}

/** The comparison nearly every filter has, without looking at the type of its constant again. */
function numberOrder(read: Operand['read'], operator: Ordering, limit: number): Condition {
  const slow = (value: PlainValue): boolean => isOrdered(value, operator, limit);
  switch (operator) {
    case '<':
      return (reader, now) => {
        const value = read(reader, now);
        return typeof value === 'number' ? value < limit : slow(value);
      };
    case '>':
      return (reader, now) => {
        const value = read(reader, now);
        return typeof value === 'number' ? value > limit : slow(value);
      };
    default:
      return (reader, now) => slow(read(reader, now));
  }
}
