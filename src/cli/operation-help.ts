import type { ConfigSetting } from '../config/read-config.ts';
import { formatFlagValue } from '../config/flag-value.ts';
import { acceptedValues } from '../config/type-hint.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { compareCodePoints } from '../values/order.ts';
import type { CommandContext } from './command.ts';
import { dependencyTitle } from './dependency-text.ts';
import { escapeLine, escapeLines } from './escape-text.ts';
import { writeJson } from './json-output.ts';
import { operationHelpJson } from './operation-help-json.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import type { RequestedOperation } from './requested-operation.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Layout } from './terminal.ts';
import { wrapText } from './text-width.ts';

/**
 * `gage run --help-op`: usage, description and flags of an operation, and what it needs besides its
 * source code. Values are shown as they can be typed. @returns the exit status.
 */
export function showOperationHelp(
  { operation, typedName }: RequestedOperation,
  { terminal, values }: CommandContext,
): number {
  if (values.isGiven('json')) {
    writeJson(operationHelpJson(operation), terminal);
    return 0;
  }
  const { opdef, settings } = operation;
  const usage =
    ` Usage: gage run ${typedName === undefined ? '' : escapeLine(typedName)}`.trimEnd();
  const content = panelContentLayout(terminal);
  const sections: readonly (readonly [title: string, lines: readonly StyledText[]])[] = [
    ['Flags', flagLines([...settings.values()], content)],
    ['Dependencies', dependencyLines(opdef, content)],
    ['Requires', opdef.requires.length === 0 ? [] : [escapeLine(opdef.requires.join(', '))]],
  ];
  const panels = sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => renderPanel({ title, titleAlign: 'left', lines }, terminal));
  const description = descriptionLines(opdef, terminal);
  terminal.outLines(
    usage,
    ...(description.length === 0 ? [] : ['', ...description]),
    ...(panels.length === 0 ? [] : ['', ...panels]),
  );
  return 0;
}

/** Paragraphs keep their line breaks; lines that are too long continue below. */
function descriptionLines(opdef: OpDef, { width }: Layout): readonly string[] {
  const text = (opdef.description ?? '').trim();
  if (text === '') return [];
  const lines = escapeLines(text).split('\n');
  const room = Math.max(1, width - 1);
  return lines
    .flatMap((line) => wrapText(line.trimEnd(), room))
    .map((line) => ` ${line}`.trimEnd());
}

function flagLines(settings: readonly ConfigSetting[], layout: Layout): readonly StyledText[] {
  const flags = settings
    .filter((setting) => !setting.isContainer)
    .sort((a, b) => compareCodePoints(a.key, b.key));
  if (flags.length === 0) return [];
  const notes = flags.map(noteOf);
  const hasNotes = notes.some((note) => note !== '');
  const rows = flags.map(({ key, value }, index) => {
    // A note that is about several flags is said once.
    const note = notes[index] === notes[index - 1] ? '' : (notes[index] ?? '');
    return [escapeLine(key), escapeLine(formatFlagValue(value)), escapeLine(note)];
  });
  const columns = [
    { header: '', style: 'label' },
    { header: 'Default', overflow: 'wrap' },
    ...(hasNotes ? ([{ header: '', style: 'value', overflow: 'wrap' }] as const) : []),
  ] as const;
  return renderTable({ columns, rows, borders: 'none', isExpanded: true }, layout);
}

/** The description of the block a flag is from, and the values it takes if they are only some. */
function noteOf({ value, typeHint, description }: ConfigSetting): string {
  const choices = acceptedValues(value, typeHint)?.choices?.map(formatFlagValue);
  const choiceText = choices === undefined ? undefined : `one of ${choices.join(', ')}`;
  return [description?.trim(), choiceText].filter((part) => part !== undefined).join('; ');
}

function dependencyLines({ depends }: OpDef, layout: Layout): readonly StyledText[] {
  if (depends.length === 0) return [];
  const columns = [{ style: 'index', align: 'right' }, { overflow: 'wrap' }] as const;
  const rows = depends.map((dependency, index) => {
    const { target } = dependency;
    const place = target === undefined ? '' : `, to ${target}`;
    return [String(index + 1), escapeLine(dependencyTitle(dependency) + place)];
  });
  return renderTable({ columns, rows, borders: 'none' }, layout);
}
