/** Words what is wrong with an option, and what to type instead. */
import type { ParseArgsConfig } from 'node:util';
import { closest } from '../graph/closest.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

/**
 * @param error that `parseArgs` threw.
 * @param settings names that `--set` takes.
 */
export function wrongOption(
  { code, message }: Error & { readonly code?: string },
  options: OptionTable,
  settings: readonly string[],
): string {
  // The messages of Node quote the option: "Unknown option '--widht'", "Option '-o, --out <value>' argument missing".
  const quoted = /'(-[^']*)'/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return unknown(quoted, Object.keys(options), settings);
  const name = /--[\w-]+/.exec(quoted)?.[0];
  if (name === undefined || code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return message;
  const isBoolean = options[name.slice(2)]?.type === 'boolean';
  if (isBoolean) return `${name} takes no value.`;
  if (message.includes('ambiguous')) {
    return `${name} needs a value. To give it one that begins with a dash, write ${name}=VALUE.`;
  }
  return `${name} needs a value: ${name} VALUE.`;
}

function unknown(option: string, names: readonly string[], settings: readonly string[]): string {
  const given = option.replace(/^-+/, '');
  const [name, setting] = [closest(given, names), closest(given, settings)];
  const wrong = `There is no option "${option}".`;
  if (setting !== undefined && (setting === given || name === undefined))
    return `${wrong} A setting of the workflow is written --set ${setting}=VALUE.`;
  if (name !== undefined && option.startsWith('--')) return `${wrong} Did you mean "--${name}"?`;
  return `${wrong} Known: ${names.map((each) => `--${each}`).join(', ')}.`;
}
