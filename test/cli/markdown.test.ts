import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/cli/markdown.ts';
import { plainText } from '../../src/cli/style.ts';
import { NORMAL } from '../rig/terminal.ts';

function render(source: string, width = 40): readonly string[] {
  return renderMarkdown(source, { ...NORMAL, width }).map((line) => plainText(line).trimEnd());
}

describe('Markdown for terminals', () => {
  test('the title of a page is boxed, other headings stand alone', () => {
    expect(render('# A `title` #\n\n## Part\ntext', 20)).toEqual([
      '╭──────────────────╮',
      '│     A title      │',
      '╰──────────────────╯',
      '',
      'Part',
      '',
      'text',
    ]);
  });

  test('paragraphs are wrapped anew, with code, strong text and links', () => {
    expect(
      render('Some `code with|bars`,\n**strong** [a link](x.md) and\nmore words.', 30),
    ).toEqual(['Some code with|bars, strong a', 'link (x.md) and more words.']);
  });

  test('without colours code keeps its marks, and headings have a line below', () => {
    const lines = renderMarkdown(
      '## The `part`\nSome `code`.\n\n| `a` | b |\n|--|--|\n| `1` | `2` |',
      {
        ...NORMAL,
        width: 30,
        outHasColor: false,
      },
    );
    expect(lines.map((line) => plainText(line).trimEnd())).toEqual([
      'The part',
      '────────',
      '',
      'Some `code`.',
      '',
      '╭───┬─────╮',
      '│ a │ b   │',
      '├───┼─────┤',
      '│ 1 │ `2` │',
      '╰───┴─────╯',
    ]);
  });

  test('items of lists keep their marks, and hang', () => {
    expect(render('- one two three\n  four\n  - deep\n10. ten\n> said', 12)).toEqual([
      '• one two',
      '  three four',
      '  • deep',
      '10. ten',
      '│ said',
    ]);
  });

  test('code keeps its lines and its blank lines, marks and all', () => {
    expect(render('```toml\na = "**b**"\n\n# not a heading\n```\nafter')).toEqual([
      '    a = "**b**"',
      '',
      '    # not a heading',
      '',
      'after',
    ]);
  });

  test('a table begins and ends where its rows do', () => {
    expect(render('before\n| a | b |\n|---|:-:|\n| `x \\| y` | 2 |\nafter')).toEqual([
      'before',
      '',
      '╭───────┬───╮',
      '│ a     │ b │',
      '├───────┼───┤',
      '│ x | y │ 2 │',
      '╰───────┴───╯',
      '',
      'after',
    ]);
  });

  test.each(['```\nnever closed', '|', '**', '[x](', '- ', '#', '| a |'])(
    '%j is shown as it is written, more or less',
    (source) => {
      expect(render(source).length).toBeGreaterThan(0);
    },
  );
});
