/**
 * Bundles the program and the library into dist/: one file for each entry, shared code and each
 * command in chunks that load when they are needed. Also collects the licences of what is bundled.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledTextForBuild } from './bundled-text.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outdir = join(root, 'dist');

const result = await build({
  absWorkingDir: root,
  entryPoints: { gage: 'src/cli/entry.ts', index: 'src/index.ts' },
  outdir,
  bundle: true,
  splitting: true,
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
});
writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), collectLicences(result.metafile));

// Last, so that a program that runs meanwhile finds all of its pieces.
const built = new Set(Object.keys(result.metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(outdir)) {
  if (name.endsWith('.js') && !built.has(name)) rmSync(join(outdir, name));
}

/** The licence texts of the packages whose code is in the bundle. */
function collectLicences(metafile) {
  const folders = Object.keys(metafile.inputs)
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
