/** The models that can be got, and those that were, as people read them. */
import { relative } from 'node:path';
import { formatBytes } from '../../../inference/index.ts';
import type { GotFile } from '../../host/get/get-model.ts';
import type { HubFile, KnownModel } from '../../host/get/models-table.ts';

const GIGABYTE = 1e9;
const GGUF = 'gguf:';

/** Models with their formats and the sizes of a whole pipeline, in the order of the table. */
export function knownModelsText(models: readonly KnownModel[]): string {
  const blocks = models.map(({ name, licence, formats }) => {
    const { others, ggufs } = sorted([...formats.keys()]);
    const [first, ...more] = ggufs;
    const shown = first === undefined ? others : [...others, GGUF + first];
    const rows = shown.map((format) => {
      const types = isGguf(format) ? `; other types: ${more.join(', ')}` : '';
      return `  ${format.padEnd(12)}  about ${sizeOf(formats.get(format) ?? [])}${types}`;
    });
    return [`${name}  (${licence})`, ...rows].join('\n');
  });
  return [...blocks, 'inkloom models get NAME --format FORMAT loads one. Text encoders and VAEs are shared.'].join(
    '\n\n',
  );
}

/** Formats by name, those of GGUF as one. */
export function formatsText(formats: readonly string[]): string {
  const { others, ggufs } = sorted(formats);
  return [...others, ...(ggufs.length > 0 ? [`gguf:TYPE with a TYPE of ${ggufs.join(', ')}`] : [])].join(', ');
}

/** @param folder that the files are below. */
export function gotText(files: readonly GotFile[], folder: string): string {
  const lines = files.map(({ path, size, sha256, wasThere }) => {
    const digest = sha256 === undefined ? '' : `, sha256 ${sha256}`;
    return `  ${relative(folder, path)}  ${formatBytes(size)}, ${wasThere ? 'was there' : `loaded${digest}`}`;
  });
  const whole = files.every(({ wasThere }) => wasThere) ? 'Everything is there already' : 'Everything is there';
  return [`${whole}, in ${folder}:`, ...lines].join('\n');
}

/** Names of formats, and of types of GGUF. */
function sorted(formats: readonly string[]): { readonly others: readonly string[]; readonly ggufs: readonly string[] } {
  return {
    others: formats.filter((format) => !isGguf(format)),
    ggufs: formats.filter(isGguf).map((format) => format.slice(GGUF.length)),
  };
}

function sizeOf(files: readonly HubFile[]): string {
  return formatBytes(files.reduce((sum, { gigabytes }) => sum + gigabytes, 0) * GIGABYTE);
}

function isGguf(format: string): boolean {
  return format.startsWith(GGUF);
}
