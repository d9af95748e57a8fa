/** The language of the editor, and which languages there are. */
import { signal } from '@preact/signals';

/** As in the attribute `lang` of a page. */
export type Language = 'en' | 'zh-CN';

/** English sentences, as the code has them, with their translations. */
export type Catalogue = Readonly<Record<string, string>>;

/** Names of the languages, each in itself. */
export const LANGUAGES: Readonly<Record<Language, string>> = { 'en': 'English', 'zh-CN': '简体中文' };

/** The language of every sentence that is shown now. Components that read it follow its changes. */
export const language = signal<Language>('en');

/** The first language of the browser that the editor knows, else English. @param preferred as `navigator.languages` */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [primary] = tag.toLowerCase().split('-');
    if (primary === 'zh') return 'zh-CN';
    if (primary === 'en') return 'en';
  }
  return 'en';
}
