/** Builds the editor into dist/editor, where the server finds it, with compressed copies of every text. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const FOLDER = join(import.meta.dirname, '../dist/editor');
/** The files of the editor are few, because a slow line pays for each. These hold what their modules import. */
const CHUNKS: Readonly<Record<string, readonly string[]>> = {
  page: ['main.tsx'],
  canvas: ['app/page/CanvasHost.tsx'],
  panels: [
    'panels/dialogs/Dialogs.tsx',
    'panels/queue/QueuePanel.tsx',
    'panels/history/HistoryPanel.tsx',
    'panels/outline/OutlinePanel.tsx',
    'panels/inspector/InspectorPanel.tsx',
    'panels/form/FormView.tsx',
    'panels/newest/NewestPicture.tsx',
    'panels/library/LibraryPanel.tsx',
    'panels/log/LogPanel.tsx',
    'panels/workers/WorkersPanel.tsx',
    'panels/versions/VersionsPanel.tsx',
    'panels/models/ModelsPanel.tsx',
    'panels/help/Help.tsx',
  ],
};
const TEXT = /\.(?:js|css|html|svg|json)$/;

/** Writes `a.js.br` and `a.js.gz` beside `a.js`, for engine/server/routes/page.ts. */
function compressedCopies(): Plugin {
  return {
    name: 'compressed-copies',
    apply: 'build',
    async closeBundle() {
      const files = await readdir(FOLDER, { recursive: true, withFileTypes: true });
      const texts = files.filter((file) => file.isFile() && TEXT.test(file.name));
      await Promise.all(
        texts.map(async ({ parentPath, name }) => {
          const path = join(parentPath, name);
          const text = await readFile(path);
          await writeFile(`${path}.br`, await promisify(brotliCompress)(text));
          await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
        }),
      );
    },
  };
}

/** Moves the styles behind the skeleton of the page, which is painted before they are there. */
function stylesAfterSkeleton(): Plugin {
  return {
    name: 'styles-after-skeleton',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(page) {
        const [link = ''] = /\s*<link rel="stylesheet"[^>]*href="\.\/assets\/[^>]*>/.exec(page) ?? [];
        return page.replace(link, '').replace('</body>', `${link.trim()}\n  </body>`);
      },
    },
  };
}

/** Takes from icons what a page does not need: line breaks, and the note of their licence (see licences.md). */
function smallIcons(): Plugin {
  return {
    name: 'small-icons',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      const [path = '', query] = id.split('?');
      if (query !== 'raw' || !path.endsWith('.svg')) return null;
      const svg = await readFile(path, 'utf8');
      const small = svg
        .replace(/<!--.*?-->/s, '')
        .replace(/\sclass="[^"]*"/, '')
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/> | (?=\/?>)/g, (end) => end.trim());
      return `export default ${JSON.stringify(small.trim())}`;
    },
  };
}

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Every module that a file imports, itself included, but not what it loads later. */
function closure(path: string, modules: Modules): ReadonlySet<string> {
  const found = new Set([join(import.meta.dirname, path)]);
  for (const id of found) for (const each of modules.getModuleInfo(id)?.importedIds ?? []) found.add(each);
  return found;
}

/** Gives each module the first of its chunks, so that nothing is sent twice. */
function chunks(): (id: string, modules: Modules) => string | null {
  const members = new Map<string, ReadonlySet<string>>();
  const isIn = (path: string, id: string, modules: Modules): boolean => {
    const known = members.get(path) ?? closure(path, modules);
    members.set(path, known);
    return known.has(id);
  };
  return (id, modules) =>
    Object.entries(CHUNKS).find(([, paths]) => paths.some((path) => isIn(path, id, modules)))?.[0] ?? null;
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: FOLDER,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    license: { fileName: 'licences.md' },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: chunks(), debugName: 'chunks' }], includeDependenciesRecursively: false },
      },
    },
  },
  plugins: [smallIcons(), stylesAfterSkeleton(), compressedCopies()],
});
