import { argumentsOf, argumentUsage, isGroup, optionsOf, usageOf } from './command.ts';
import type { CommandSpec, OptionSpec } from './command.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import type { Layout } from './terminal.ts';
import { cutToWidth, padToWidth, textWidth, wrapText } from './text-width.ts';

/** Lines longer than this are hard to read. */
const MAXIMUM_WIDTH = 100;

/** Names wider than this, or than this part of the line, stand on a line of their own, so that texts keep some room. */
const MAXIMUM_NAME_WIDTH = 30;
const MAXIMUM_NAME_PART = 0.4;

/** The help of a command, as typed in `path`: usage, what it does, its arguments, options and members. */
export function renderHelp(
  command: CommandSpec,
  path: string,
  layout: Layout,
): readonly StyledText[] {
  const fitted = { ...layout, width: Math.min(layout.width, MAXIMUM_WIDTH) };
  const usage = usageOf(command, path);
  const paragraphs = [command.summary, ...(command.description ?? [])];
  const sections = sectionsOf(command, layout.mode === 'plain').filter(
    (section) => section.entries.length > 0,
  );
  return layout.mode === 'plain'
    ? renderPlain(usage, paragraphs, sections, fitted)
    : renderNormal(usage, paragraphs, sections, fitted);
}

/** A titled list of names with their texts. */
interface Section {
  readonly title: string;
  readonly entries: readonly (readonly [name: string, text: string])[];
  /** Texts are cut to one line in plain mode. */
  readonly isBrief?: boolean;
}

function sectionsOf(command: CommandSpec, isPlain: boolean): readonly Section[] {
  const args = argumentsOf(command).filter((argument) => argument.help !== undefined);
  const sections: Section[] = [
    {
      title: 'Arguments',
      entries: args.map((argument) => [argumentUsage(argument), argument.help ?? '']),
    },
    ...optionSections(optionsOf(command).filter((option) => option.isHidden !== true)),
  ];
  if (isGroup(command)) {
    const members = command.commands.filter((member) => member.isHidden !== true);
    sections.push({
      title: isPlain ? 'Commands' : (command.listTitle ?? 'Commands'),
      entries: members.map((member) => [
        [member.name, ...(member.aliases ?? [])].join(', '),
        member.summary,
      ]),
      isBrief: true,
    });
  } else {
    sections.push({ title: 'Exit status', entries: command.exitCodes ?? [] });
  }
  return sections;
}

/** Options in the order they are declared, those with a heading of their own below the others. */
function optionSections(options: readonly OptionSpec[]): readonly Section[] {
  const titles = new Set(['Options', ...options.map(titleOf)]);
  return [...titles].map((title) => ({
    title,
    entries: options
      .filter((option) => titleOf(option) === title)
      .map((option) => [optionNames(option), optionText(option)]),
  }));
}

function titleOf({ heading }: OptionSpec): string {
  return heading ?? 'Options';
}

/** `-l, --label value` */
function optionNames(option: OptionSpec): string {
  return [option.names.join(', '), ...(option.values ?? [])].join(' ');
}

function optionText(option: OptionSpec): string {
  if (option.default === undefined) return option.help;
  return `${option.help} Default is ${option.default}.`;
}

function renderPlain(
  usage: string,
  paragraphs: readonly string[],
  sections: readonly Section[],
  { width }: Layout,
): readonly StyledText[] {
  const lines: string[] = usageLines('Usage: ', usage, width);
  for (const paragraph of paragraphs) {
    lines.push('', ...paragraphLines(paragraph, width - 2).map((line) => indented(line)));
  }
  for (const section of sections) {
    lines.push('', `${section.title}:`, ...plainEntries(section, width).map(indented));
  }
  return lines;
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

/** The usage line; what does not fit continues below the first metavar. */
function usageLines(label: string, usage: string, width: number): string[] {
  const indent = ' '.repeat(label.length);
  return wrapText(usage, Math.max(1, width - label.length)).map(
    (line, index) => (index === 0 ? label : indent) + line,
  );
}

function paragraphLines(paragraph: string, width: number): readonly string[] {
  // Examples and lists are laid out by hand.
  if (/^\s/.test(paragraph)) return paragraph.split('\n');
  return wrapText(paragraph, Math.max(1, width));
}

function plainEntries(section: Section, width: number): readonly string[] {
  // Two blanks before each line.
  return entryLines(section, width - 2, section.isBrief === true).map(([name, text]) =>
    `${name}${text}`.trimEnd(),
  );
}

/** The lines of a list of names with their texts, each as what stands in the column of names and what follows. */
function entryLines(
  { entries }: Section,
  width: number,
  isBrief: boolean,
): readonly (readonly [name: string, text: string])[] {
  const room = Math.min(MAXIMUM_NAME_WIDTH, Math.floor(width * MAXIMUM_NAME_PART));
  const names = entries.map(([name]) => textWidth(name)).filter((wide) => wide <= room);
  const nameWidth = names.length === 0 ? room : Math.max(...names);
  // Two blanks after the names.
  const textRoom = Math.max(10, width - nameWidth - 2);
  const column = (name: string): string => `${padToWidth(name, nameWidth)}  `;
  return entries.flatMap(([name, text]): readonly (readonly [string, string])[] => {
    const lines = isBrief ? [cutToWidth(text, textRoom, '...')] : wrapText(text, textRoom);
    if (textWidth(name) > nameWidth) {
      return [[name, ''], ...lines.map((line): [string, string] => [column(''), line])];
    }
    return lines.map((line, index) => [column(index === 0 ? name : ''), line]);
  });
}

function renderNormal(
  usage: string,
  paragraphs: readonly string[],
  sections: readonly Section[],
  layout: Layout,
): readonly StyledText[] {
  const lines: StyledText[] = [''];
  for (const [index, line] of usageLines(' Usage: ', usage, layout.width).entries()) {
    lines.push(index === 0 ? usageSpans(line) : line);
  }
  for (const paragraph of paragraphs) {
    const wrapped = paragraphLines(paragraph, layout.width - 2);
    lines.push('', ...wrapped.map((line) => (line === '' ? '' : ` ${line}`)));
  }
  lines.push('');
  for (const section of sections) lines.push(...sectionPanel(section, layout));
  return lines;
}

function usageSpans(line: string): StyledText {
  const label = ' Usage: ';
  return [span('panel-title', label), span('strong', line.slice(label.length))];
}

function sectionPanel(section: Section, layout: Layout): readonly StyledText[] {
  const lines = entryLines(section, panelContentLayout(layout).width, false);
  const content = lines.map(([name, text]): StyledText => [span('label', name), { text }]);
  return renderPanel({ title: section.title, titleAlign: 'left', lines: content }, layout);
}
