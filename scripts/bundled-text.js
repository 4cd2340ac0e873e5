/**
 * Lets source files import others as text: `import script from './page/main.ts?text'`. Scripts are
 * bundled with all they import into one that a browser runs, style sheets are made small. For the
 * build (esbuild) and for tests that run from source (vite).
 */
import { buildSync } from 'esbuild';
import { dirname, resolve } from 'node:path';

const SUFFIX = '?text';

function bundleText(path) {
  const { outputFiles } = buildSync({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    format: path.endsWith('.css') ? undefined : 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0].text.trim();
}

export const bundledTextForBuild = {
  name: 'bundled-text',
  setup(build) {
    build.onResolve({ filter: /\?text$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, -SUFFIX.length)),
      namespace: 'bundled-text',
    }));
    build.onLoad({ filter: /.*/, namespace: 'bundled-text' }, ({ path }) => ({
      contents: bundleText(path),
      loader: 'text',
    }));
  },
};

export const bundledTextForTests = {
  name: 'bundled-text',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.endsWith(SUFFIX) || importer === undefined) return null;
    // The end of the id tells Vite nothing: otherwise it would take over style sheets.
    return `\0bundled-text:${resolve(dirname(importer), source.slice(0, -SUFFIX.length))}:text`;
  },
  load(id) {
    const path = /^\0bundled-text:(.*):text$/.exec(id)?.[1];
    return path === undefined ? null : `export default ${JSON.stringify(bundleText(path))};`;
  },
};

/** Markdown files are texts for tests, as they are for the build. */
export const markdownForTests = {
  name: 'markdown-text',
  enforce: 'pre',
  transform(text, id) {
    return id.endsWith('.md') ? { code: `export default ${JSON.stringify(text)}` } : undefined;
  },
};
