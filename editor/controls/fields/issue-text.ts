/** Issues as they appear beside the input they are about. */
import { said } from '../../i18n/said.ts';

/**
 * An issue's message in the user's language, without the leading `Node "...", input "...":`, which is obvious there;
 * starts with a capital.
 */
export function sentenceOf(message: string): string {
  const rest = said(message.replace(/^Node "[^"]*"(, input "[^"]*")?: /, ''));
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
