import { hostPager } from '../host-pager.ts';
import { helpTopics } from '../help-topics.ts';
import { page, pageHasColor } from '../pager.ts';
import type { CommandContext } from '../command.ts';
import { renderMarkdown } from '../markdown.ts';

/** Lines longer than this are hard to read. */
const MAXIMUM_WIDTH = 100;

/** `gage help <topic>`: a page about the topic; in plain mode as it is written. */
export async function execute({ path, terminal, host }: CommandContext): Promise<number> {
  const topic = path.slice(path.lastIndexOf(' ') + 1);
  const source = (await helpTopics[topic]?.())?.default ?? '';
  const pager = hostPager(host);
  const layout = {
    ...terminal,
    width: Math.min(terminal.width, MAXIMUM_WIDTH),
    outHasColor: pageHasColor(terminal, pager),
  };
  const lines =
    terminal.mode === 'plain'
      ? source.trimEnd().split('\n')
      : [...renderMarkdown(source, layout), ''];
  await page(lines, terminal, pager);
  return 0;
}
