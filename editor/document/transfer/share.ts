/** A workflow as something to paste elsewhere: a command, a call of the HTTP interface, a program. */
import { type InputDefinition, readEach, type Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { formFields } from '../form.ts';
import { linksOf } from '../graph/links.ts';

export interface ShareOptions {
  /** The name it is saved under, without `.json`. Default: made of the name of the workflow. */
  readonly file?: string | undefined;
  /**
   * The file as it is saved: parameters that differ from it are set. `all`: every parameter is set, to be changed there. Default:
   * none, everything is in the file.
   */
  readonly set?: Workflow | 'all' | undefined;
}

/** `npx inkloom run NAME.json`, for POSIX shells. */
export function asCommand(workflow: Workflow, types: NodeTypes, options: ShareOptions = {}): string {
  const settings = settingsOf(workflow, types, options.set);
  return [
    `npx inkloom run ${quoted(`${fileName(workflow, options)}.json`)}`,
    ...settings.map(({ flag, text }) => `${flag} ${quoted(text)}`),
  ].join(' \\\n  ');
}

export interface ApiOptions {
  /** Where the server is, such as `http://127.0.0.1:8188`. */
  readonly origin: string;
  /** For a server that asks for a token: the call reads it from INKLOOM_TOKEN. */
  readonly token?: boolean | undefined;
}

/** A run of the workflow as it is, with curl. */
export function asApiCall(workflow: Workflow, _types: NodeTypes, { origin, token }: ApiOptions): string {
  return [
    `curl -X POST ${quoted(`${origin}/api/runs`)}`,
    `-H 'content-type: application/json'`,
    ...(token ? ['-H "authorization: Bearer $INKLOOM_TOKEN"'] : []),
    `-d ${quoted(JSON.stringify({ workflow }))}`,
  ].join(' \\\n  ');
}

/** A program that runs the saved workflow and writes its pictures. */
export function asTypeScript(workflow: Workflow, types: NodeTypes, options: ShareOptions = {}): string {
  const settings = settingsOf(workflow, types, options.set);
  const [single, lists] = [
    settings.filter(({ flag }) => flag === '--set'),
    settings.filter(({ flag }) => flag === '--each'),
  ];
  const imports = [
    ...(lists.length > 0 ? ['applyLists'] : []),
    ...(single.length > 0 ? ['applySettings'] : []),
    'Engine',
    'type FileArtifact',
    'loadWorkflow',
    'NodeRegistry',
    'standardNodes',
    'standardServices',
  ];
  const apply = (name: string, list: typeof settings): string[] =>
    list.length === 0
      ? []
      : [`workflow = ${name}(workflow, [`, ...list.map(({ text }) => `  ${literal(text)},`), '], registry);'];
  return `${[
    `import { writeFile } from 'node:fs/promises';`,
    `import { ${imports.join(', ')} } from 'inkloom';`,
    '',
    'const registry = new NodeRegistry(standardNodes);',
    `const { services, close } = standardServices({ modelFolders: ['models'], inputFolders: ['.'] });`,
    'const engine = new Engine({ registry, services });',
    '',
    `${settings.length > 0 ? 'let' : 'const'} workflow = await loadWorkflow(${literal(`${fileName(workflow, options)}.json`)});`,
    ...apply('applySettings', single),
    ...apply('applyLists', lists),
    `const { outputs, failures } = await engine.run(workflow, { onEvent: (event) => console.log(event.type) });`,
    'for (const { node, message } of failures) console.error(`${node}: ${message}`);',
    'for (const [node, values] of Object.entries(outputs)) {',
    `  const files = (values['files'] ?? (values['file'] ? [values['file']] : [])) as readonly FileArtifact[];`,
    '  for (const [index, { extension, data }] of files.entries()) await writeFile(`${node}-${index + 1}.${extension}`, data);',
    '}',
    'await close();',
  ].join('\n')}\n`;
}

interface Setting {
  readonly flag: '--set' | '--each';
  /** `name=value`. */
  readonly text: string;
}

function settingsOf(workflow: Workflow, types: NodeTypes, against: ShareOptions['set']): Setting[] {
  if (against === undefined) return [];
  const saved = against === 'all' ? undefined : new Map(formFields(against, types).map((field) => [field.name, field]));
  return formFields(workflow, types).flatMap(({ name, parameter, definition, value, targets }): Setting[] => {
    const [target] = targets;
    if ((!parameter && against === 'all') || !target || linksOf(target.node, target.input, value).length > 0) return [];
    const fallback = 'default' in definition ? definition.default : undefined;
    const current = value ?? fallback;
    if (current === undefined) return [];
    const before = saved?.get(name);
    if (saved && before && JSON.stringify(before.value ?? fallback) === JSON.stringify(current)) return [];
    const each = readEach(current);
    return each
      ? each.each.map((item) => ({ flag: '--each', text: `${name}=${valueText(definition, item)}` }))
      : [{ flag: '--set', text: `${name}=${valueText(definition, current)}` }];
  });
}

/** As `--set` reads it: see engine/workflow/settings.ts. */
function valueText(definition: InputDefinition, value: unknown): string {
  if (definition.kind === 'numbers' && Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A name for a file made of one for people: "Text to image" is `text-to-image`. */
export function fileNameOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{Mark}+/gu, '')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'workflow' : slug;
}

function fileName(workflow: Workflow, { file }: ShareOptions): string {
  return file ?? fileNameOf(workflow.name);
}

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A string of TypeScript, in single quotes. */
function literal(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}
