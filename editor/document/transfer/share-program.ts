/** A workflow as a TypeScript program that runs it and writes its pictures. */
import type { Workflow } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { fileName } from './file-name.ts';
import { type Setting, settingsOf, type ShareOptions } from './share-settings.ts';

/** The program loads the workflow from its saved file. */
export function asTypeScript(workflow: Workflow, types: NodeTypes, options: ShareOptions = {}): string {
  const settings = settingsOf(workflow, types, options.set);
  const single = settings.filter(({ flag }) => flag === '--set');
  const lists = settings.filter(({ flag }) => flag === '--each');
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
  const declaration = settings.length > 0 ? 'let' : 'const';
  const file = literal(`${fileName(workflow, options.file)}.json`);
  return `${[
    `import { writeFile } from 'node:fs/promises';`,
    `import { ${imports.join(', ')} } from 'inkloom';`,
    '',
    'const registry = new NodeRegistry(standardNodes);',
    `const { services, close } = standardServices({ modelFolders: ['models'], inputFolders: ['.'] });`,
    'const engine = new Engine({ registry, services });',
    '',
    `${declaration} workflow = await loadWorkflow(${file});`,
    ...application('applySettings', single),
    ...application('applyLists', lists),
    ...RUN,
  ].join('\n')}\n`;
}

/** Runs the workflow and writes the pictures: the same lines for every workflow. */
const RUN = [
  'const { outputs, failures } = await engine.run(workflow, { onEvent: (event) => console.log(event.type) });',
  'for (const { node, message } of failures) console.error(`${node}: ${message}`);',
  'for (const [node, values] of Object.entries(outputs)) {',
  `  const files = (values['files'] ?? (values['file'] ? [values['file']] : [])) as readonly FileArtifact[];`,
  '  for (const [index, { extension, data }] of files.entries())' +
    ' await writeFile(`${node}-${index + 1}.${extension}`, data);',
  '}',
  'await close();',
];

/** @param name function of the package that applies settings to a workflow. */
function application(name: string, settings: readonly Setting[]): string[] {
  if (settings.length === 0) return [];
  return [`workflow = ${name}(workflow, [`, ...settings.map(({ text }) => `  ${literal(text)},`), '], registry);'];
}

/** A text as a TypeScript string in single quotes. */
function literal(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return `'${inner.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`;
}
