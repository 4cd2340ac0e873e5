/**
 * Builds dist/: the library as ES modules (`index.js`), and the program in packs that load faster
 * (`gage.cjs`). Also collects the licences of what is bundled.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledTextForBuild } from './bundled-text.js';
import { packProgram } from './pack-program.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outdir = join(root, 'dist');

const options = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // jsonc-parser names its module build only there; yaml's build for Node.js needs `require`.
  mainFields: ['module', 'main'],
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  plugins: [bundledTextForBuild],
  loader: { '.md': 'text' },
  metafile: true,
  legalComments: 'none',
  define: { GAGE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
};

mkdirSync(outdir, { recursive: true });
const [library, program] = await Promise.all([
  build({ ...options, outdir, splitting: true, entryPoints: { index: 'src/index.ts' } }),
  packProgram({ root, entry: 'src/cli/entry.ts', folder: outdir, options }),
]);
const inputs = [...Object.keys(library.metafile.inputs), ...program.inputs];
writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), collectLicences(inputs));

// Last, so that a program that runs meanwhile finds all of its pieces.
const built = new Set([
  ...Object.keys(library.metafile.outputs).map((path) => basename(path)),
  ...program.files,
]);
for (const name of readdirSync(outdir)) {
  const isLeft = /\.cjs\..*\.tmp$/.test(name);
  const source = name.replace(/\.cjs\..*\.code$/, '.cjs');
  if (isLeft || (/\.c?js$/.test(source) && !built.has(source))) rmSync(join(outdir, name));
}

/**
 * The licence texts of the packages whose code is in the bundle.
 * @param {readonly string[]} paths
 */
function collectLicences(paths) {
  const folders = paths
    .map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter((folder) => folder !== undefined);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    );
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}
