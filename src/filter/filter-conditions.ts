import { boundOf, compileComparison, negate } from './filter-comparisons.ts';
import type { FilterBounds } from './filter-comparisons.ts';
import { findField, isStatus, looksLikeField, suggestField } from './filter-fields.ts';
import type { FilterField } from './filter-fields.ts';
import type { Compilation, Condition } from './filter-operand.ts';
import { compileField } from './filter-operands.ts';
import { quoted, reject } from './filter-problem.ts';
import type { FilterNode } from './filter-syntax.ts';
import type { FilterToken } from './filter-tokens.ts';
import { contains, isPresent } from './filter-values.ts';

/** Compiles an expression to functions, once for all runs. Fails with `invalid-filter`. */
export function compileExpression(node: FilterNode, compilation: Compilation): Condition {
  if (node.kind === 'term') return compileBareTerm(node.token, compilation);
  return compileCondition(node, compilation);
}

/** What has to hold of single values so that an expression can. */
export function boundsOf(node: FilterNode, compilation: Compilation): FilterBounds {
  if (node.kind === 'all') {
    const parts = node.operands.map((part) => boundsOf(part, compilation));
    return {
      all: parts.flatMap(({ all }) => all),
      isComplete: parts.every(({ isComplete }) => isComplete),
    };
  }
  const bound = node.kind === 'comparison' ? boundOf(node, compilation) : undefined;
  return bound === undefined ? NO_BOUNDS : { all: [bound], isComplete: true };
}

export const NO_BOUNDS: FilterBounds = { all: [], isComplete: false };

function compileCondition(node: FilterNode, compilation: Compilation): Condition {
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
      rejectFieldAlone(node.token, compilation);
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

/** In `not label` nobody means the text "label"; `staged` is a status as well. */
function rejectFieldAlone({ kind, text, start }: FilterToken, { expression }: Compilation): void {
  if (kind !== 'word' || /[.:]/.test(text) || isStatus(text) || findField(text) === undefined)
    return;
  const suggestion = `Write '${text} != null' to ask whether there is one, or "${text}" for the text.`;
  reject(expression, start, `${quoted(text)} can be a field or a text`, suggestion);
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
