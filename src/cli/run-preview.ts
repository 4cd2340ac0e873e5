import type { ConfigLayer } from '../config/resolve-config.ts';
import { quoteShellWord } from '../files/shell-words.ts';
import type { Command } from '../operation/operation-definition.ts';
import { previewRun } from '../plan/preview-run.ts';
import type { RunPreview, VariablePreview } from '../plan/preview-run.ts';
import type { CommandContext } from './command.ts';
import { previewDependencyLines } from './dependency-text.ts';
import { escapeLine, escapeLines } from './escape-text.ts';
import { writeJson } from './json-output.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import { configRows } from './preview-config.ts';
import { previewJson } from './preview-json.ts';
import { previewSourceLines } from './preview-source.ts';
import type { RequestedOperation } from './requested-operation.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Layout } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/**
 * `gage run --preview`: what a run would be made of and do, each thing with its reason. Nothing is
 * written. Lists are cut without `-v`. @returns the exit status.
 */
export function showPreview(
  { operation }: RequestedOperation,
  layers: readonly ConfigLayer[],
  { host, terminal, values, globals }: CommandContext,
  workspace: Workspace,
): number {
  const preview = previewRun(operation, layers, {
    runsDir: workspace.runsDir,
    homeDir: host.homeDir,
    cwd: host.cwd,
  });
  if (values.isGiven('json')) {
    writeJson(previewJson(preview), terminal);
    return 0;
  }
  const limit = globals.count('verbose') > 0 ? Infinity : SHOWN_ITEMS;
  const content = panelContentLayout(terminal);
  const sections: readonly (readonly [title: string, lines: readonly StyledText[]])[] = [
    ['Source Code', previewSourceLines(preview.source, limit, content)],
    ['Configuration', configLines(preview, content)],
    ['Dependencies', previewDependencyLines(preview.dependencies, limit, content)],
    ['Commands', commandLines(preview, content)],
    ['Environment', environmentLines(preview, Object.keys(workspace.env).length, content)],
    ['Target', targetLines(preview, content)],
  ];
  const panels = sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => renderPanel({ title, lines }, terminal));
  terminal.outLines(...panels);
  return 0;
}

/** Longer lists are cut. */
const SHOWN_ITEMS = 20;

function configLines({ config }: RunPreview, layout: Layout): readonly StyledText[] {
  if (config.length === 0) return [];
  const columns = [
    { header: 'flag', style: 'label' },
    { header: 'value', overflow: 'wrap' },
    { header: 'from', style: 'value', overflow: 'wrap' },
  ] as const;
  return renderTable({ columns, rows: configRows(config) }, layout);
}

function commandLines({ commands }: RunPreview, layout: Layout): readonly StyledText[] {
  const rows = commands.map(({ phase, command }) => [
    phase,
    escapeLines(commandText(command).trimEnd()),
  ]);
  const columns = [
    { header: 'phase', style: 'label' },
    { header: 'command', overflow: 'wrap' },
  ] as const;
  return renderTable({ columns, rows }, layout);
}

function commandText(command: Command): string {
  return typeof command === 'string' ? command : command.map(quoteShellWord).join(' ');
}

function environmentLines(
  { environment }: RunPreview,
  inherited: number,
  layout: Layout,
): readonly StyledText[] {
  const columns = [
    { header: 'variable', style: 'label', overflow: 'wrap' },
    { header: 'value', overflow: 'wrap' },
    { header: 'from', style: 'value' },
  ] as const;
  const rows = mergeCases(environment).map(({ name, value, from }) => [
    escapeLine(name),
    escapeLine(value),
    from === 'gage' ? 'Gage' : 'operation',
  ]);
  const rest = `  and ${inherited} inherited variables`;
  return [...renderTable({ columns, rows }, layout), [span('sub-text', rest)]];
}

/** Gage gives each of its variables in upper and in lower case: they are shown together. */
function mergeCases(variables: readonly VariablePreview[]): readonly VariablePreview[] {
  const merged = new Map<string, VariablePreview>();
  for (const variable of variables) {
    const key = `${variable.name.toUpperCase()}=${variable.value}`;
    const other = merged.get(key);
    const name = other === undefined ? variable.name : `${other.name}, ${variable.name}`;
    merged.set(key, { ...variable, name });
  }
  return [...merged.values()];
}

function targetLines({ target }: RunPreview, layout: Layout): readonly StyledText[] {
  const columns = [{ style: 'label' }, { overflow: 'wrap' }] as const;
  const rows = [
    ['files', escapeLine(target.runDir)],
    ['metadata', escapeLine(target.metaDir)],
  ];
  return renderTable({ columns, rows, borders: 'none' }, layout);
}
