import { dirname, relative, sep } from 'node:path';
import { listManifestFiles } from '../catalog/manifest-files.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { readComments } from '../run/comments.ts';
import { OUTPUT_NAMES, phaseOfOutput } from '../run/layout.ts';
import { listOutputs } from '../run/output.ts';
import { readProjectReference } from '../run/project-reference.ts';
import { tagsOf } from '../run/tags.ts';
import type { CommandContext } from './command.ts';
import { commentBody } from './comment-panels.ts';
import { formatDateTime, formatUtcTime } from './date-text.ts';
import { escapeLine } from './escape-text.ts';
import { momentFormat } from './moment-text.ts';
import type { MomentFormat } from './moment-text.ts';
import { readOutputEnd } from './output-text.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import type { Panel } from './panel.ts';
import { filesTable } from './show-files.ts';
import { configTable, innerTable, pairsTable, summaryTable } from './show-tables.ts';
import { plainText, span, statusStyle } from './style.ts';
import type { Span, StyledText } from './style.ts';
import { cutSpans } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth } from './text-width.ts';

const FILES_LIMIT = 40;

/** Everything about a run in panels; only the end of long output. */
export function renderRun(run: RunRecord, context: CommandContext): readonly StyledText[] {
  const { terminal, values } = context;
  const inside = panelContentLayout(terminal);
  const look = innerTable(terminal);
  const limit = values.isGiven('all-files')
    ? Infinity
    : (values.integer('limit-files') ?? FILES_LIMIT);
  const filesView = { limit, hasSizes: !values.isGiven('0'), hasFooter: true };
  const panels: Panel[] = [
    { title: run.id, lines: headerLines(run, inside) },
    { title: 'Attributes', lines: pairsTable(attributePairs(run, context), inside, look) },
    ...unlessEmpty('Config', configTable(run, inside, look)),
    ...unlessEmpty('Summary', summaryTable(run, inside, look)),
    { title: 'Files', lines: filesTable(listManifestFiles(run.run), filesView, inside, look) },
    ...outputPanels(run, inside),
    ...unlessEmpty('Comments', commentLines(run, momentFormat(context), inside)),
  ];
  return panels.flatMap((panel) => renderPanel(panel, terminal));
}

function unlessEmpty(title: string, lines: readonly StyledText[]): readonly Panel[] {
  return lines.length === 0 ? [] : [{ title, lines }];
}

function headerLines({ opref, status, label }: RunRecord, layout: Layout): readonly StyledText[] {
  const { namespace, name, version } = opref;
  const operation = [
    span('strong', escapeLine(`${namespace}:${name}`)),
    span('secondary-label', version === undefined ? '' : escapeLine(` v${version}`)),
  ];
  const first = spread(operation, [span(statusStyle(status), status)], layout);
  const hasLabel = label !== undefined && label !== '';
  return hasLabel ? [first, [span('secondary-label', escapeLine(label))]] : [first];
}

/** Two texts at both ends of a line; the left one gives way. */
function spread(left: readonly Span[], right: readonly Span[], layout: Layout): StyledText {
  const rightWidth = textWidth(plainText(right));
  const fitted = cutSpans(left, Math.max(0, layout.width - rightWidth - 1), layout.ellipsis);
  const blanks = layout.width - textWidth(plainText(fitted)) - rightWidth;
  return [...fitted, { text: ' '.repeat(Math.max(1, blanks)) }, ...right];
}

function attributePairs(
  run: RunRecord,
  { host: { homeDir }, values }: CommandContext,
): readonly (readonly [string, string])[] {
  const project = readProjectReference(run.run);
  const formatTime = values.isGiven('utc') ? formatUtcTime : formatDateTime;
  const tags = tagsOf(run.attributes);
  return [
    ['id', run.id],
    ['name', run.name],
    ['started', formatTime(run.started)],
    ['stopped', formatTime(run.stopped)],
    ['location', shortenHome(dirname(run.run.runDir), homeDir)],
    ['project', project === undefined ? '' : shortenHome(project, homeDir)],
    ['exit_code', run.exitCode === undefined ? '' : String(run.exitCode)],
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
  ];
}

function shortenHome(path: string, homeDir: string): string {
  const inside = relative(homeDir, path);
  const isInside = homeDir !== sep && inside !== '..' && !inside.startsWith(`..${sep}`);
  if (!isInside) return path;
  return inside === '' ? '~' : `~${sep}${inside}`;
}

function outputPanels(run: RunRecord, layout: Layout): readonly Panel[] {
  const names = listOutputs(run.run);
  const lines = names.flatMap((name, index) => [
    ...(index > 0 ? [''] : []),
    ...(names.length > 1 ? [phaseRule(name, layout)] : []),
    ...outputLines(run, name),
  ]);
  return names.length === 0 ? [] : [{ title: 'Output', lines }];
}

function outputLines(run: RunRecord, outputName: string): readonly StyledText[] {
  const { lines, earlier } = readOutputEnd(run.run, outputName);
  if (earlier === 0) return lines;
  const count = earlier === undefined ? 'Earlier' : `${earlier} earlier`;
  const member = `cat --meta -p output/${outputName} ${run.name}`;
  const command = outputName === OUTPUT_NAMES.run ? `show --output ${run.name}` : member;
  const note = `${count} ${earlier === 1 ? 'line is' : 'lines are'} not shown. To see all, run 'gage ${command}'`;
  return [[span('sub-text', note)], ...lines];
}

function phaseRule(outputName: string, { width, mode }: Layout): StyledText {
  const line = mode === 'plain' ? '-' : '─';
  const title = phaseOfOutput(outputName).replace(/^stage-/, '');
  const rest = Math.max(0, width - textWidth(title) - 1);
  return [span('label', title), span('border', ` ${line.repeat(rest)}`)];
}

/** Each comment under its author and time; in normal mode its Markdown is laid out. */
function commentLines(
  { run }: RunRecord,
  formatMoment: MomentFormat,
  layout: Layout,
): readonly StyledText[] {
  const rule = [span('border', (layout.mode === 'plain' ? '-' : '─').repeat(layout.width))];
  const lines: StyledText[] = [];
  for (const { author, timeMillis, text } of readComments(run)) {
    const when = span('sub-text', formatMoment(timeMillis * 1000));
    if (lines.length > 0) lines.push('');
    lines.push(spread([span('strong', escapeLine(author))], [when], layout), rule);
    lines.push(...commentBody(text, layout));
  }
  return lines;
}
