/** Checks names of workflow files. */
import { t } from '../../../i18n/t.ts';

/** @returns what is wrong with a name, undefined if it looks usable. The server decides in the end. */
export function fileNameProblem(name: string): string | undefined {
  const text = name.trim();
  if (text === '') return t('Enter a name.');
  if (text.length > 100) return t('A name has at most 100 characters.');
  if (/[/\\]/.test(text)) return t('A name cannot contain / or \\.');
  // oxlint-disable-next-line no-control-regex -- control characters are not allowed in a name
  if (/[<>:"|?*\u0000-\u001f]/.test(text)) return t('A name cannot contain < > : " | ? or *.');
  if (/^\.|\.$/.test(text)) return t('A name cannot start or end with a dot.');
  return undefined;
}
