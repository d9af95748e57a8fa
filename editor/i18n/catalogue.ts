/** The translations of the language that is shown. English has none: its sentences are in the code. */
import { batch, signal } from '@preact/signals';
import { type Catalogue, language, type Language } from './language.ts';

/** Loads the translations of a language. */
const CATALOGUES: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly default: Catalogue }>>> = {
  'zh-CN': () => import('./zh/index.ts'),
};

const catalogue = signal<Catalogue>({});

/** @returns undefined when the sentence has no translation. */
export function translationOf(message: string): string | undefined {
  const shown = catalogue.value;
  return Object.hasOwn(shown, message) ? shown[message] : undefined;
}

/** Shows the editor in a language, as soon as its translations are loaded. @throws when they cannot be loaded. */
export async function speak(wanted: Language): Promise<void> {
  const found = wanted === 'en' ? {} : (await CATALOGUES[wanted]()).default;
  batch(() => {
    catalogue.value = found;
    language.value = wanted;
  });
}
