/** Components as nodes hand them on: their files with a digest, and what settles the bytes of their results. */
import { hash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { stat } from 'node:fs/promises';
import type { FingerprintContext, RunContext } from '../../engine/graph/define.ts';
import { type ComponentFiles, type ComponentRef, filesOf } from '../../inference/index.ts';
import { FILE_DIGESTS, INFERENCE, type NamedFile, type Opened, type OpenedTextEncoder } from '../services/tokens.ts';

/** A component that holds weights. */
export async function componentOf<F extends object>(
  { files, family, facts }: Opened<F>,
  ctx: FingerprintContext,
): Promise<ComponentRef & F> {
  const component = { ...facts, ...files, digest: await digestOf([files], ctx), family };
  return { ...component, settled: await ctx.use(INFERENCE).settle(component) };
}

/**
 * A component that a node hands on. Notes say which parts are multiplied in integers, and how they would not be, and
 * which device was chosen, and why.
 */
export async function loadedComponent<F extends object>(
  opened: Opened<F>,
  ctx: FingerprintContext & Pick<RunContext, 'note'>,
): Promise<ComponentRef & F> {
  const component = await componentOf(opened, ctx);
  const held = Object.entries(component.settled?.held ?? {});
  for (const { name, text } of ROUNDED) {
    const kinds = held.flatMap(([kind, way]) => (way === name ? [kind === '*' ? 'model' : kind] : []));
    if (kinds.length > 0) ctx.note(`${basename(component.dir)}: ${text(kinds.join(' and the '))}`);
  }
  if (component.settled?.device) ctx.note((await ctx.use(INFERENCE).device()).why);
  return component;
}

/** Ways of holding weights that change them, and the note on each. */
const ROUNDED = [
  {
    name: 'int8',
    text: (kinds: string) =>
      `8-bit integers for the ${kinds}, which is faster. --precision exact keeps the numbers of the file`,
  },
  {
    name: 'int4',
    text: (kinds: string) =>
      `4-bit integers for the ${kinds}, which take least memory. Q4_0, Q4_1, Q4_K and Q3_K keep their numbers; of ` +
      'others --precision int8 is nearer to the file, and exact keeps them',
  },
  {
    name: 'int4-rounded',
    text: (kinds: string) =>
      `4-bit integers for the ${kinds}, rounded again, because those of the file take more memory than there is. ` +
      'A larger --memory or --precision exact keeps its numbers',
  },
] as const;

/** A folder without weights, such as that of a tokenizer. */
export async function folderOf(dir: string, family: string, ctx: FingerprintContext): Promise<ComponentRef> {
  return { dir, digest: await digestOf([{ dir }], ctx), family };
}

/** A text encoder before a run: see {@link knownComponent}. */
export function knownTextEncoder({ tokenizer, ...opened }: OpenedTextEncoder) {
  return { ...knownComponent(opened), tokenizer };
}

/** A component before a run, when its digest is not needed. */
export function knownComponent<F extends object>({ files, family, facts }: Opened<F>) {
  return { ...facts, ...files, family };
}

/**
 * For the `settings` of a loading node.
 * @param components in a fixed order.
 */
export async function settingsOf(components: readonly Opened<object>[], ctx: FingerprintContext): Promise<string> {
  const refs = await Promise.all(components.map((component) => componentOf(component, ctx)));
  return JSON.stringify(refs.map(({ family, settled }) => [family, settled]));
}

/**
 * For the `fingerprint` of a loading node.
 * @param identity further facts that results depend on.
 */
export async function fingerprintOf(
  components: readonly ComponentFiles[],
  identity: string,
  ctx: FingerprintContext,
): Promise<string> {
  return hash('sha256', `${await digestOf(components, ctx)} ${identity}`);
}

/**
 * The digest of the files of components. The name of a single file does not count, so that a copy in another place
 * is the same component.
 */
async function digestOf(components: readonly ComponentFiles[], ctx: FingerprintContext): Promise<string> {
  const files = await Promise.all(components.map(namedFiles));
  return ctx.use(FILE_DIGESTS).digestOfSet(files.flat());
}

async function namedFiles({ dir, companions = [] }: ComponentFiles): Promise<readonly NamedFile[]> {
  const further = companions.map((path, i) => ({ name: `companion ${i}`, path }));
  if ((await stat(dir)).isFile()) return [{ name: 'weights', path: dir }, ...further];
  const files = await filesOf(dirname(dir), [basename(dir)]);
  return [...files.filter(({ name }) => counts(name)), ...further];
}

/** Configs, vocabularies and weights count; pictures and texts in the folder do not. */
function counts(name: string): boolean {
  return !/\.(md|png|jpe?g|webp|svg|gif)$/i.test(name) && !basename(name).startsWith('.');
}
