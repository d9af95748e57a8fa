/** The value of `--out`: a folder, or a template of names below a folder. */
import { type NameTemplate, parseTemplate } from './template.ts';

export interface OutputPlace {
  /** The folders before the first field. */
  readonly folder: string;
  /** Undefined when only a folder was named. */
  readonly template: NameTemplate | undefined;
}

const PICTURE = /\.(png|jpe?g|webp)$/i;

/**
 * @param given such as `out`, `out/{index:05}/{seed}` or `star.png`. The last part is a name when it has a field or the
 * extension of a picture; folders before it that have no field are taken as they are.
 * @throws UsageError as {@link parseTemplate}.
 */
export function outputPlace(given: string): OutputPlace {
  const path = process.platform === 'win32' ? given.replaceAll('\\', '/') : given;
  const parts = path.split('/');
  const isName = path.includes('{') || PICTURE.test(path);
  if (!isName) return { folder: given, template: undefined };
  const first = parts.findIndex((part) => part.includes('{'));
  const begin = first < 0 ? parts.length - 1 : first;
  const above = parts.slice(0, begin);
  const folder = above.length === 0 ? '.' : above.join('/') || '/';
  return { folder, template: parseTemplate(parts.slice(begin).join('/')) };
}
