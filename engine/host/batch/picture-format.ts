/** The format of the files that a workflow saves, chosen by the extension of their names. */
import type { NodeRegistry } from '../../graph/registry.ts';
import { inputsOfType } from '../../workflow/inputs-of.ts';
import type { Workflow } from '../../workflow/schema.ts';

/** Formats of the node that saves a picture, by extension. */
const FORMATS: Readonly<Record<string, string>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/** Extensions that mean the same. */
const SPELLINGS: Readonly<Record<string, string>> = { jpeg: 'jpg' };

/**
 * The workflow with every node that saves a file in a format of choice set to that of an extension.
 * @param extension without its dot; undefined leaves the workflow as it is.
 */
export function withFormat(workflow: Workflow, extension: string | undefined, registry: NodeRegistry): Workflow {
  const format = extension === undefined ? undefined : FORMATS[extension];
  if (format === undefined) return workflow;
  const nodes = Object.entries(workflow.nodes).map(([id, node]) => {
    const choice = inputsOfType(workflow, registry, node.type)?.['format'];
    const isChoice = choice?.kind === 'choice' && choice.options.includes(format);
    if (!isChoice || !registry.get(node.type)?.terminal) return [id, node] as const;
    // A workflow that says nothing new stays as it is, and so does the picture that carries it.
    if ((node.inputs?.['format'] ?? choice.default) === format) return [id, node] as const;
    return [id, { ...node, inputs: { ...node.inputs, format } }] as const;
  });
  return { ...workflow, nodes: Object.fromEntries(nodes) };
}

/** Whether a file may have a name with this extension. */
export function isSameFormat(made: string, named: string): boolean {
  return (SPELLINGS[made] ?? made) === (SPELLINGS[named] ?? named);
}
