/** Issues as they appear beside the input they are about. */

/** An issue's message without the leading `Node "...", input "...":`, which is obvious there; starts with a capital. */
export function sentenceOf(message: string): string {
  const rest = message.replace(/^Node "[^"]*"(, input "[^"]*")?: /, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
