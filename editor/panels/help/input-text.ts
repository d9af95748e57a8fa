/** What an input takes, in words made from its definition. */
import type { InputDefinition } from '../../../engine/protocol/index.ts';
import { t } from '../../i18n/t.ts';
import { nameTitle } from '../text/node.ts';

/** Its kind, with the range or the choices: `Whole number from 1 to 100`. */
export function kindText(input: InputDefinition): string {
  switch (input.kind) {
    case 'int':
      return t('Whole number from {min} to {max}', range(input));
    case 'float':
      return t('Number from {min} to {max}', range(input));
    case 'numbers':
      return t('Numbers from {min} to {max}', range(input));
    case 'seed':
      return t('Seed');
    case 'text':
      return t('Text');
    case 'boolean':
      return t('On or off');
    case 'choice':
      return t('One of {options}', { options: input.options.map((option) => t(option)).join(', ') });
    case 'model':
      return t('Name of a model');
    case 'file':
      return t('Picture file');
    case 'socket':
      return t(nameTitle(input.socket.name));
  }
}

function range({ min, max }: { readonly min: number; readonly max: number }): { min: string; max: string } {
  return { min: String(min), max: String(max) };
}

/** Its default as text; undefined without one, or where the default is empty. */
export function defaultText(input: InputDefinition): string | undefined {
  if (input.kind === 'socket' || input.default === undefined) return undefined;
  if (typeof input.default === 'boolean') return input.default ? t('on') : t('off');
  const text = Array.isArray(input.default) ? input.default.join(', ') : String(input.default);
  return text === '' ? undefined : text;
}
