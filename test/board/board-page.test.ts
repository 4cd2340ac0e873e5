import { join } from 'node:path';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBoardConfig } from '../../src/board/board-config.ts';
import { formatBoardPage } from '../../src/board/board-page.ts';
import { makeBoard } from '../../src/board/board.ts';
import { listRuns } from '../../src/catalog/list-runs.ts';
import type { RunRecord } from '../../src/catalog/run-record.ts';
import type { ValueMap } from '../../src/values/value.ts';
import { CHROMIUM, startBrowser } from '../rig/chromium.ts';
import type { Browser, BrowserPage } from '../rig/chromium.ts';
import { makeTempDir } from '../rig/folders.ts';
import { storeRuns } from './board-runs.ts';
import type { StoredRun } from './board-runs.ts';

const HOSTILE = `</script><img src=x onerror="document.title='owned'"><!--<script>alert(1)</script>`;

const CONFIG: ValueMap = {
  title: `Models <b>${HOSTILE}`,
  description: HOSTILE,
  columns: [
    { config: 'n', label: 'Number', pinned: 'left' },
    { config: 'model', label: `Model ${HOSTILE}` },
    {
      metric: 'accuracy',
      label: 'Accuracy',
      sort: 'desc',
      links: [
        { href: 'https://example.org/<paper>', type: 'paper' },
        { href: 'javascript:alert(1)', label: 'bad' },
        { href: 'file:///etc/passwd', label: 'bad' },
      ],
    },
    { attribute: 'note', hide: true },
    { attribute: 'kind', filter: 'set' },
  ],
};

/** Runs whose numbers are 0, 1, … and whose accuracy goes up and down. */
function manyRuns(count: number): readonly StoredRun[] {
  return Array.from({ length: count }, (_, n) => ({
    config: JSON.stringify({ n, eighths: n / 8, model: n % 2 === 0 ? HOSTILE : `model ${n}` }),
    summary: JSON.stringify({
      metrics: { accuracy: ((n * 7919) % 1009) / 1009 },
      attributes: { note: n === 7 ? 'the needle' : HOSTILE, kind: ['red', 'green', 'blue'][n % 3] },
    }),
  }));
}

let runs: readonly RunRecord[] = [];
beforeAll(() => {
  const runsDir = mkdtempSync(join(tmpdir(), 'gage-test-'));
  storeRuns(runsDir, manyRuns(1000));
  runs = listRuns(runsDir).runs;
  return () => {
    rmSync(runsDir, { recursive: true, force: true });
  };
});

/** A page of the first of the many runs, the newest first. */
function pageOf(config: ValueMap, count: number): string {
  return formatBoardPage(makeBoard(readBoardConfig(config), runs.slice(runs.length - count)));
}

function writePage(config: ValueMap, count: number): string {
  const path = join(makeTempDir(), 'böard #1.html');
  writeFileSync(path, pageOf(config, count));
  return path;
}

/** The texts of a column of the lines that are in the page. */
function columnTexts(page: BrowserPage, column: number): Promise<readonly string[]> {
  return page.evaluate(
    `[...document.querySelectorAll('tbody tr:not(.spacer)')].map((row) => row.cells[${column}].textContent)`,
  );
}

const text = (selector: string): string => `document.querySelector('${selector}').textContent`;

/** After what was asked for has been drawn. */
const drawn = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

const ACCURACY = 'thead tr.headings th:nth-child(3)';

describe('the file', () => {
  const page = (): string => pageOf(CONFIG, 3);

  test('has no markup that came from runs or from the configuration', () => {
    const html = page();
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<b>');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
  });

  test('allows nothing but its own script and styles', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page())?.[1];
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
    );
  });

  test('names no address but those of links', () => {
    const html = page();
    const [, ...addresses] = html.match(/\bhttps?:\/\/[^"\\]*/g) ?? [];
    expect(addresses).toEqual([]);
    expect(html).not.toContain('javascript:');
    expect(html).not.toContain('/etc/passwd');
  });
});

if (CHROMIUM === undefined) {
  test.skip('the page in a browser: there is no Chromium on the PATH', () => undefined);
} else {
  describe('the page in a browser', () => {
    let browser: Browser;
    beforeAll(() => {
      browser = startBrowser();
    });
    afterAll(async () => browser.close());

    test('of 1,000 runs opens from disk, sorts and filters, and asks for nothing', async () => {
      const page = await browser.open(writePage(CONFIG, 1000));
      expect(await page.evaluate(text('#count'))).toBe('1,000 runs');
      expect(await page.evaluate('document.title')).toBe(`Models <b>${HOSTILE}`);

      const first = (await columnTexts(page, 2)).slice(0, 50).map(Number);
      expect(first).toEqual([...first].sort((a, b) => b - a));
      expect(await page.evaluate(`document.querySelector('${ACCURACY}').ariaSort`)).toBe(
        'descending',
      );

      await page.click('thead tr.headings th:nth-child(1) button');
      expect((await columnTexts(page, 0)).slice(0, 4)).toEqual(['0', '1', '2', '3']);
      await page.press('Enter');
      expect((await columnTexts(page, 0)).slice(0, 3)).toEqual(['999', '998', '997']);

      await page.click('thead tr.filters td:nth-child(3) input');
      await page.type('>0.9');
      const expected = manyRuns(1000).filter((_, n) => ((n * 7919) % 1009) / 1009 > 0.9).length;
      expect(await page.evaluate(text('#count'))).toBe(`${expected} of 1,000 runs`);
      expect((await columnTexts(page, 2)).every((shown) => Number(shown) > 0.9)).toBe(true);
      expect(await page.evaluate(`document.querySelectorAll('tbody tr').length`)).toBe(expected);

      await page.evaluate(`{ const select = document.querySelector('thead select');
        select.value = 'red'; select.dispatchEvent(new Event('change')); }`);
      expect(new Set(await columnTexts(page, 3))).toEqual(new Set(['red']));

      await page.click('#reset');
      await page.type('Needle the');
      expect(await columnTexts(page, 0)).toEqual(['7']);

      expect(page.messages).toEqual([]);
      expect(page.requests).toHaveLength(1);
      expect(page.requests[0]).toMatch(/^file:\/\//);
      const elements = `document.querySelectorAll('main img, main script, header img, header script').length`;
      expect(await page.evaluate(elements)).toBe(0);
    });

    test('has only the lines that can be seen, and the right ones after scrolling', async () => {
      const page = await browser.open(writePage({ columns: ['config:n'] }, 1000));
      expect(await page.evaluate('document.querySelectorAll("tbody tr").length')).toBeLessThan(120);
      await page.evaluate(`document.getElementById('scroller').scrollTop = 15000; ${drawn}`);
      const visible = await page.evaluate<string>(
        `{ const box = document.getElementById('scroller').getBoundingClientRect();
           document.elementFromPoint(box.x + 40, box.y + box.height / 2).textContent; }`,
      );
      // 500 lines down, and half a window.
      expect(Math.abs(Number(visible) - (999 - 500))).toBeLessThan(20);
      expect(await page.evaluate('document.querySelector("#board").ariaRowCount')).toBe('1002');
      expect(page.messages).toEqual([]);
    });

    test('shows links of the web only', async () => {
      const page = await browser.open(writePage(CONFIG, 2));
      const links = await page.evaluate(
        `[...document.querySelectorAll('a')].map((link) => [link.textContent, link.protocol, link.rel])`,
      );
      expect(links).toEqual([['paper', 'https:', 'noopener noreferrer']]);
    });

    test('shows and hides columns', async () => {
      const page = await browser.open(writePage(CONFIG, 2));
      const headings = `[...document.querySelectorAll('th .name')].map((name) => name.textContent).at(-2)`;
      expect(await page.evaluate(headings)).toBe('Accuracy');
      await page.click('#columns summary');
      await page.click('#column-list label:nth-child(4) input');
      expect(await page.evaluate(headings)).toBe('note');
      expect((await columnTexts(page, 3))[0]).toBe(HOSTILE);
      await page.press('Escape');
      expect(await page.evaluate('document.getElementById("columns").open')).toBe(false);
      expect(page.messages).toEqual([]);
    });

    test('says what it cannot understand of a filter, and shows everything', async () => {
      const page = await browser.open(writePage(CONFIG, 5));
      await page.click('thead tr.filters td:nth-child(3) input');
      await page.type('>>');
      expect(await page.evaluate('document.activeElement.ariaInvalid')).toBe('true');
      expect(await page.evaluate(text('#count'))).toBe('5 runs');
    });

    test('groups rows, which open and close', async () => {
      const config = {
        'group-column': { label: 'Kind of run' },
        columns: [
          { attribute: 'kind', 'row-group': true, hide: true },
          { config: 'n', agg: 'sum' },
        ],
      };
      const page = await browser.open(writePage(config, 9));
      expect(await page.evaluate(text('th .heading'))).toBe('Kind of run');
      expect(await columnTexts(page, 0)).toEqual(['▸ blue 3', '▸ green 3', '▸ red 3']);
      expect(await columnTexts(page, 1)).toEqual(['15', '12', '9']);
      await page.click('tbody tr:nth-child(2) button');
      expect(await columnTexts(page, 1)).toEqual(['15', '12', '7', '4', '1', '9']);
      expect(await page.evaluate('document.activeElement.ariaExpanded')).toBe('true');
      await page.click('#expand');
      expect(await columnTexts(page, 0)).toHaveLength(12);
      expect(page.messages).toEqual([]);
    });

    test('is held to its policy: neither requests nor markup', async () => {
      const page = await browser.open(writePage({}, 1));
      await page.evaluate(`new Promise((done) => {
        const image = new Image();
        image.onerror = done;
        image.src = 'https://example.org/x.png';
      })`);
      await expect(page.evaluate(`document.body.innerHTML = '<b>x</b>'`)).rejects.toThrow(
        'TrustedHTML',
      );
      expect(page.messages.join()).toContain('https://example.org/x.png');
    });

    test('of no runs says so', async () => {
      const page = await browser.open(writePage({}, 0));
      expect(await page.evaluate(text('#count'))).toBe('0 runs');
      expect(await page.evaluate(text('tbody'))).toBe('There are no runs.');
      expect(page.messages).toEqual([]);
    });

    test('says so when no runs are left by the filters', async () => {
      const page = await browser.open(writePage(CONFIG, 5));
      await page.click('thead tr.filters td:nth-child(3) input');
      await page.type('>7');
      expect(await page.evaluate(text('tbody'))).toBe('No runs match the filters.');
      await page.click('#reset');
      expect(await columnTexts(page, 0)).toHaveLength(5);
    });

    test('calls rows of groups what they are', async () => {
      const config = { 'group-by': 'attribute:kind' };
      const page = await browser.open(writePage(config, 9));
      expect(await page.evaluate(text('#count'))).toBe('3 groups');
      await page.click('#search');
      await page.type('nothing like it');
      expect(await page.evaluate(text('#count'))).toBe('0 of 3 groups');
      expect(await page.evaluate(text('tbody'))).toBe('No groups match the filters.');
    });

    test('is no wider than a narrow window, whatever its menu has', async () => {
      const page = await browser.open(writePage(CONFIG, 5));
      await page.emulate({ width: 390 });
      await page.click('#columns summary');
      await page.evaluate(drawn);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      const list = `document.getElementById('column-list').getBoundingClientRect()`;
      expect(await page.evaluate(`${list}.left >= 0 && ${list}.right <= 390`)).toBe(true);
    });

    test('cuts no name, and has the points of numbers below each other', async () => {
      const config = { columns: ['run:name', 'config:eighths'] };
      const page = await browser.open(writePage(config, 300));
      const cut = `[...document.querySelectorAll('th .name, tbody td')]
        .filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)`;
      expect(await page.evaluate(cut)).toEqual([]);
      const points = await page.evaluate<readonly number[]>(
        `[...document.querySelectorAll('tbody td.number')].map((cell) => {
          const range = document.createRange();
          const number = cell.firstChild;
          const at = number.data.indexOf('.');
          range.setStart(number, at === -1 ? number.length - 1 : at - 1);
          range.setEnd(number, at === -1 ? number.length : at);
          return Math.round(range.getBoundingClientRect().right);
        })`,
      );
      expect(points).toHaveLength(300);
      expect(new Set(points).size).toBe(1);
    });

    test('lets pinned columns go where they would leave no room for others', async () => {
      const page = await browser.open(
        writePage({ columns: [{ 'run-attr': 'id', pinned: 'left' }, 'config:n'] }, 3),
      );
      const position = `getComputedStyle(document.querySelector('tbody td')).position`;
      expect(await page.evaluate(position)).toBe('sticky');
      await page.emulate({ width: 390 });
      await page.evaluate(drawn);
      expect(await page.evaluate(position)).toBe('static');
    });
  });
}
