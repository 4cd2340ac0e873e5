import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '..', 'src');

/** Who may import whom, each with the reason; files at the top of `src` are layers of their own. */
const LAYERS: Readonly<Record<string, { readonly may: readonly string[]; readonly why: string }>> =
  {
    values: { may: [], why: 'plain data depends on nothing' },
    failures: { may: ['values', 'run', 'operation'], why: 'failures name the types they carry' },
    platform: { may: ['values', 'failures'], why: 'the outside knows nothing of runs' },
    files: {
      may: ['values', 'failures', 'platform'],
      why: 'choosing files is of use without runs',
    },
    filter: {
      may: ['values', 'failures', 'run'],
      why: 'a filter names statuses of runs, and is told the rest by whoever asks it',
    },
    config: {
      may: ['values', 'failures', 'platform', 'files'],
      why: 'values in files are of use without runs',
    },
    operation: {
      may: ['values', 'failures', 'platform', 'files', 'filter', 'config'],
      why: 'what can be run is known before there is a run',
    },
    run: {
      may: ['values', 'failures', 'platform', 'operation', 'events'],
      why: 'the format on disk is below everything that writes or reads runs',
    },
    events: { may: ['run', 'operation'], why: 'events name runs' },
    capture: {
      may: ['values', 'failures', 'platform', 'files', 'operation'],
      why: 'looking at the machine needs no run',
    },
    'run-index': {
      may: ['values', 'platform', 'run'],
      why: 'what is kept to find runs is below what finds them',
    },
    catalog: {
      may: ['values', 'failures', 'platform', 'files', 'filter', 'operation', 'run', 'run-index'],
      why: 'finding runs does not make any',
    },
    reuse: {
      may: ['values', 'platform', 'run'],
      why: 'what makes runs the same does not depend on how they are made or found',
    },
    execute: {
      may: ['values', 'failures', 'platform', 'files', 'operation', 'run', 'events'],
      why: 'running a command does not know how it was staged',
    },
    stage: {
      may: [
        'values',
        'failures',
        'platform',
        'files',
        'filter',
        'config',
        'operation',
        'run',
        'events',
        'catalog',
        'execute',
        'reuse',
      ],
      why: 'staging ends before executing begins: of execute it takes phase commands only',
    },
    finalize: {
      may: ['values', 'failures', 'platform', 'operation', 'run', 'events', 'execute'],
      why: 'finalizing does not know how a run was staged',
    },
    plan: {
      may: [
        'values',
        'failures',
        'platform',
        'files',
        'filter',
        'config',
        'operation',
        'run',
        'catalog',
        'stage',
        'execute',
        'capture',
        'reuse',
      ],
      why: 'a plan writes nothing, and shows what staging would do',
    },
    verify: {
      may: ['values', 'failures', 'platform', 'run'],
      why: 'whether a run is as it was is told by what it has on disk',
    },
    board: {
      may: ['values', 'failures', 'platform', 'operation', 'run', 'catalog'],
      why: 'a board shows what runs are, wherever it is shown',
    },
    remote: {
      may: [
        'values',
        'failures',
        'platform',
        'files',
        'config',
        'operation',
        'run',
        'catalog',
        'board',
        'verify',
        'events',
      ],
      why: 'keeping runs elsewhere does not make any',
    },
    attempt: {
      may: ['values', 'failures', 'platform', 'operation', 'run', 'events', 'execute', 'finalize'],
      why: 'which attempt is the run does not depend on how it was made',
    },
    lifecycle: {
      may: [
        'attempt',
        'values',
        'failures',
        'platform',
        'operation',
        'run',
        'events',
        'plan',
        'stage',
        'execute',
        'finalize',
        'verify',
        'capture',
      ],
      why: 'the whole life in one view',
    },
    batch: {
      may: [
        'values',
        'failures',
        'platform',
        'operation',
        'run',
        'events',
        'plan',
        'catalog',
        'stage',
        'execute',
        'finalize',
        'attempt',
        'lifecycle',
      ],
      why: 'a batch makes runs, and knows nothing of who watches',
    },
    engines: {
      may: [
        'values',
        'failures',
        'platform',
        'run',
        'events',
        'stage',
        'attempt',
        'lifecycle',
        'verify',
        'batch',
      ],
      why: 'whoever makes the runs of a batch is given them, and decides nothing about the batch',
    },
  };

/** Files at the top of `src`, by the layer they belong to. */
const TOP_FILES: Readonly<Record<string, string>> = {
  'events.ts': 'events',
  'lifecycle.ts': 'lifecycle',
  'recover-run.ts': 'lifecycle',
  'perform-attempt.ts': 'lifecycle',
  'stop-run.ts': 'lifecycle',
  'index.ts': 'index',
};

/** Everything the outside world is reached by; only `platform` may. */
const OUTSIDE =
  /^(?:node:)?(?:fs|child_process|cluster|dgram|net|https?|http2|os|process|vm|worker_threads|dns|tls)(?:\/|$)/;

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: readonly Import[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((from) =>
    importedBy(readFileSync(join(SRC, from), 'utf8')).map((to) => ({
      from,
      to: to.startsWith('.') ? relative(SRC, resolve(SRC, dirname(from), to)) : to,
    })),
  );

/** The modules a source text imports, statically or on demand. */
function importedBy(source: string): string[] {
  const matches = source.matchAll(
    /(?:^|\n)(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
  );
  return [...matches].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function layerOf(path: string): string {
  const [top = '', ...rest] = path.split('/');
  if (rest.length > 0) return top;
  return TOP_FILES[top] ?? `unknown file ${top}`;
}

const isOurs = (path: string): boolean => path.endsWith('.ts');

describe('import rules', () => {
  test('the imports of the whole source were found', () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter(({ to }) => isOurs(to)).length).toBeGreaterThan(200);
  });

  test('layers import only what is below them', () => {
    const broken = imports
      .filter(({ to }) => isOurs(to))
      .flatMap(({ from, to }) => {
        const [user, used] = [layerOf(from), layerOf(to)];
        if (user === used || user === 'cli' || user === 'index') return [];
        const rule = LAYERS[user];
        if (rule?.may.includes(used) === true) return [];
        return [`${from} imports ${to}: ${rule?.why ?? 'a folder without a rule'}`];
      });
    expect(broken).toEqual([]);
  });

  test('nothing but the program imports the command line', () => {
    const broken = imports.filter(
      ({ from, to }) => layerOf(to) === 'cli' && layerOf(from) !== 'cli',
    );
    expect(broken).toEqual([]);
  });

  test('only the platform reaches the outside', () => {
    const broken = imports.filter(
      ({ from, to }) => OUTSIDE.test(to) && layerOf(from) !== 'platform',
    );
    expect(broken).toEqual([]);
  });

  test('a package is imported from one folder, or two that read the same language', () => {
    const folders = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      if (isOurs(to) || to.startsWith('node:') || /(\?text|\.md)$/.test(to)) continue;
      folders.set(to, (folders.get(to) ?? new Set()).add(layerOf(from)));
    }
    const shared = [...folders].filter(([, users]) =>
      [...users].some((user) => !['config', 'operation'].includes(user)),
    );
    expect(shared).toEqual([]);
  });

  test('commands are loaded on demand: nothing imports them statically', () => {
    const source = readFileSync(join(SRC, 'cli', 'program.ts'), 'utf8');
    expect(source).not.toMatch(/^import [^;]*'\.\/commands\//m);
  });

  test('there is no index file but the public one', () => {
    const indexes = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(^|\/)index\.ts$/.test(name),
    );
    expect(indexes).toEqual(['index.ts']);
  });
});
