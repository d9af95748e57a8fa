/** Titles of inputs, outputs and categories. */
import { t } from '../../i18n/t.ts';

/** `guidanceScale` and `guidance-scale` as `Guidance scale`. */
export function nameTitle(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]+/g, ' ')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The title of an input or output: the declared one, or else its name in words. */
export function socketTitle(name: string, definition: { readonly title?: string | undefined } | undefined): string {
  return definition?.title ?? nameTitle(name);
}

/** The title of a category of nodes, such as `image`, in the user's language. */
export function categoryTitle(category: string): string {
  const translated = t(category);
  return translated === category ? t(nameTitle(category)) : translated;
}
