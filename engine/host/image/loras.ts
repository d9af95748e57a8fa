/** LoRAs that a command names, `FILE[:STRENGTH]`, and a workflow that applies them. */
import { basename, resolve } from 'node:path';
import type { Workflow, WorkflowNode } from '../../workflow/schema.ts';
import { statOf } from '../places.ts';
import { UsageError } from '../usage-error.ts';

export interface LoraChoice {
  /** Name in workflows. */
  readonly name: string;
  /** Absolute path of a file that was named by its path. */
  readonly path?: string;
  readonly strength: number;
}

/** Largest strength, as ComfyUI has it; the smallest is its negative. */
const MAX_STRENGTH = 100;
const WITH_STRENGTH = /^(.+):([-+]?\d*\.?\d+)$/;

/**
 * @param text a file, or its name in a folder `loras` where models are; then perhaps a colon and a number.
 * @throws UsageError for a strength out of range.
 */
export function readLora(text: string): LoraChoice {
  const [, named = text, number = '1'] = statOf(text)?.isFile() ? [] : (WITH_STRENGTH.exec(text) ?? []);
  const strength = Number(number);
  if (named === '' || Math.abs(strength) > MAX_STRENGTH) {
    throw new UsageError(
      `--lora ${text}: expected FILE or FILE:STRENGTH with a strength from -${MAX_STRENGTH} to ${MAX_STRENGTH}, ` +
        'such as ink.safetensors:0.8',
    );
  }
  if (statOf(named)?.isFile()) return { name: basename(named), path: resolve(named), strength };
  return { name: named, strength };
}

/** The same workflow with the LoRAs, in their order, between each transformer and the node that denoises with it. */
export function withLoras(workflow: Workflow, loras: readonly LoraChoice[]): Workflow {
  if (loras.length === 0) return workflow;
  const chains: [id: string, node: WorkflowNode][] = [];
  const nodes = Object.entries(workflow.nodes).map(([id, node]): [string, WorkflowNode] => {
    const link = node.type === 'denoise' ? node.inputs?.['transformer'] : undefined;
    if (link === undefined) return [id, node];
    let transformer = link;
    for (const [i, { name, strength }] of loras.entries()) {
      const own = `${id}-lora-${i + 1}`;
      chains.push([own, { type: 'load-lora', inputs: { transformer, lora: name, strength } }]);
      transformer = { from: `${own}.transformer` };
    }
    return [id, { ...node, inputs: { ...node.inputs, transformer } }];
  });
  return { ...workflow, nodes: Object.fromEntries([...nodes, ...chains]) };
}
