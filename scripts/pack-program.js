/**
 * Makes packs of the program: few files, so that a command reads two or three of them, each with as
 * little as possible that the command does not need. docs/decisions has the reasons and figures.
 *
 * What esbuild makes of the program are chunks, more than a hundred: each is a group of modules that
 * are needed by the same commands. Here every chunk becomes a function of a pack, called when the
 * chunk is needed; chunks that are needed by the same of the uses below share a pack, others have one
 * of their own.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

/** Frequent uses of the program, and the modules with which they begin. */
const USES = {
  help: ['cli/main', 'cli/help-text'],
  list: ['cli/main', 'cli/commands/list', 'operation/toml-data'],
  show: ['cli/main', 'cli/commands/show', 'cli/show-run', 'operation/toml-data'],
  board: ['cli/main', 'cli/commands/board', 'cli/board-table', 'operation/toml-data'],
  run: [
    'cli/main',
    'cli/commands/run',
    'cli/lifecycle-options',
    'cli/event-stream',
    'operation/toml-data',
  ],
};

const LOADER = fileURLToPath(new URL('./program-loader.cjs', import.meta.url));

/**
 * @param {import('esbuild').BuildResult} result of the program, with splitting and a metafile
 * @param {string} entry source file of the entry
 * @param {string} main source file of the module that runs commands
 * @returns {Promise<{ files: Map<string, string>, main: number }>} names and contents of files, and
 *   the number of the chunk that begins with `main`
 */
export async function packProgram({ outputFiles, metafile }, entry, main) {
  const chunks = readChunks(outputFiles, metafile);
  const start = chunkOf(chunks, entry);
  const packOf = sharedUses(chunks, start);
  const keys = [...new Set(['', ...packOf])];
  const files = new Map();
  const names = await Promise.all(
    keys.slice(1).map(async (key) => {
      const code = packCode(chunks, packOf, key);
      const { code: content } = await minified(`module.exports = ${code};`);
      const name = `pack-${createHash('sha256').update(content).digest('hex').slice(0, 8)}.cjs`;
      files.set(name, content);
      return name;
    }),
  );
  const values = {
    PACK_NAMES: JSON.stringify(['', ...names]),
    PACK_OF_CHUNK: JSON.stringify(packOf.map((key) => keys.indexOf(key))),
    START_PACK: packCode(chunks, packOf, ''),
    START_CHUNK: String(start),
  };
  const loader = readFileSync(LOADER, 'utf8').replaceAll(
    /\b(?:PACK_NAMES|PACK_OF_CHUNK|START_PACK|START_CHUNK)\b/g,
    (name) => values[name],
  );
  files.set('gage.cjs', (await minified(loader)).code);
  return { files, main: chunkOf(chunks, main) };
}

/** Chunks, each with the numbers of those it needs. */
function readChunks(outputFiles, metafile) {
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const paths = Object.keys(metafile.outputs);
  const numbers = new Map(paths.map((path, number) => [basename(path), number]));
  return paths.map((path, number) => {
    const { imports, entryPoint } = metafile.outputs[path];
    const statements = imports.filter(({ kind }) => kind === 'import-statement');
    const needs = statements.flatMap((imported) => numbers.get(basename(imported.path)) ?? []);
    const body = functionBody(texts.get(basename(path)), numbers, statements.length);
    return { number, entryPoint, needs, body };
  });
}

/** The text of a chunk as the body of a function that returns what the chunk exports. */
function functionBody(text, numbers, importCount) {
  let replaced = 0;
  const body = text
    .replace(/^import (?:(\{[^}]*\}|\* as \w+) from )?"([^"]+)";$/gm, (_, names, path) => {
      replaced += 1;
      // Imported for its effects: modules have none.
      if (names === undefined) return '';
      const number = numbers.get(basename(path));
      const source = number === undefined ? `$require("${path}")` : `$need(${number})`;
      return `const ${names.replace('* as ', '').replaceAll(' as ', ': ')} = ${source};`;
    })
    .replaceAll(/\bimport\("\.\/([^"]+)"\)/g, (_, name) => `$load(${numbers.get(name)})`)
    .replace(/^export \{([^}]*)\};$/m, (_, names) => {
      const pairs = names.split(',').map((pair) => pair.trim().split(' as '));
      return `return { ${pairs.map(([own, name = own]) => `${name}: ${own}`).join(', ')} };`;
    });
  if (replaced !== importCount || /^export\b/m.test(body)) {
    throw new Error(`a chunk imports or exports in another form:\n${text.slice(0, 2000)}`);
  }
  return body;
}

/** For each chunk the key of its pack: the uses that need it. The key of the start is empty. */
function sharedUses(chunks, start) {
  const uses = Object.values(USES).map((modules) =>
    neededChunks(
      chunks,
      modules.map((module) => chunkOf(chunks, `src/${module}.ts`)),
    ),
  );
  const started = neededChunks(chunks, [start]);
  return chunks.map(({ number }) => {
    if (started.has(number)) return '';
    const key = uses.map((needed) => (needed.has(number) ? 'x' : '-')).join('');
    return key.includes('x') ? key : `alone ${number}`;
  });
}

function chunkOf(chunks, file) {
  const found = chunks.find(({ entryPoint }) => entryPoint === file);
  if (found === undefined) throw new Error(`nothing imports ${file} on demand`);
  return found.number;
}

/** The chunks of these numbers, and those they need to be evaluated. */
function neededChunks(chunks, numbers) {
  const needed = new Set();
  const waiting = [...numbers];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (!needed.has(number)) waiting.push(...chunks[number].needs);
    needed.add(number);
  }
  return needed;
}

/** An object with a function for each chunk of a pack, under its number. */
function packCode(chunks, packOf, key) {
  const functions = chunks
    .filter(({ number }) => packOf[number] === key)
    .map(({ number, body }) => `${number}: ($need, $load, $require) => {\n${body}\n}`);
  return `{\n${functions.join(',\n')}\n}`;
}

async function minified(code) {
  return transform(code, { minify: true, lineLimit: 200, target: 'node20', legalComments: 'none' });
}
