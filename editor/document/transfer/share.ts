/**
 * A workflow as text to paste elsewhere: a shell command or a call of the HTTP interface. The program is in
 * share-program.ts.
 */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { fileName } from './file-name.ts';
import { settingsOf, type ShareOptions } from './share-settings.ts';

export { asTypeScript } from './share-program.ts';
export { fileNameOf } from './file-name.ts';

/** `npx inkloom run NAME.json` with settings, for POSIX shells. */
export function asCommand(workflow: Workflow, types: NodeTypes, options: ShareOptions = {}): string {
  const settings = settingsOf(workflow, types, options.set);
  return [
    `npx inkloom run ${quoted(`${fileName(workflow, options.file)}.json`)}`,
    ...settings.map(({ flag, text }) => `${flag} ${quoted(text)}`),
  ].join(' \\\n  ');
}

export interface ApiOptions {
  /** Address of the server, such as `http://127.0.0.1:8188`. */
  readonly origin: string;
  /** Whether the server asks for a token. The call reads it from the environment variable INKLOOM_TOKEN. */
  readonly token?: boolean | undefined;
}

/** A curl call that runs the workflow as it is. */
export function asApiCall(workflow: Workflow, _types: NodeTypes, { origin, token }: ApiOptions): string {
  return [
    `curl -X POST ${quoted(`${origin}/api/runs`)}`,
    `-H 'content-type: application/json'`,
    ...(token ? ['-H "authorization: Bearer $INKLOOM_TOKEN"'] : []),
    `-d ${quoted(JSON.stringify({ workflow }))}`,
  ].join(' \\\n  ');
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  const isPlain = /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) && !text.startsWith('-');
  return isPlain ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
