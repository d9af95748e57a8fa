/** The translations of the language that is shown. English has none: its sentences are in the code. */
import { batch, signal } from '@preact/signals';
import { type Catalogue, language, type Language } from './language.ts';

export interface Translations {
  /** Sentences of the editor, and texts of nodes and templates. */
  readonly sentences: Catalogue;
  /** Messages of the server, as said.ts reads them. */
  readonly messages: Catalogue;
}

/** Loads the translations of a language. */
const LOADERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ readonly default: Translations }>>> = {
  'zh-CN': () => import('./zh/index.ts'),
};

const NONE: Translations = { sentences: {}, messages: {} };

/** What is shown now. */
export const translations = signal(NONE);

/** @returns undefined when the sentence has no translation. */
export function translationOf(message: string): string | undefined {
  const { sentences } = translations.value;
  return Object.hasOwn(sentences, message) ? sentences[message] : undefined;
}

/** Shows the editor in a language, as soon as its translations are loaded. @throws when they cannot be loaded. */
export async function speak(wanted: Language): Promise<void> {
  const found = wanted === 'en' ? NONE : (await LOADERS[wanted]()).default;
  batch(() => {
    translations.value = found;
    language.value = wanted;
  });
}
