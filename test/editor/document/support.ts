/** The catalogue of the standard nodes and the workflows that ship, for tests of the document. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeTypes, type NodeTypes } from '../../../editor/document/graph/catalogue.ts';
import type { Command } from '../../../editor/document/command.ts';
import { catalogueOf } from '../../../engine/server/catalogue.ts';
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { parseWorkflow } from '../../../engine/workflow/load.ts';
import { workflowSchema } from '../../../engine/workflow/schema.ts';
import { standardNodes } from '../../../nodes/index.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';

export const types: NodeTypes = nodeTypes(catalogueOf(new NodeRegistry(standardNodes)));

const folder = join(import.meta.dirname, '../../../workflows');

export const shipped: readonly (readonly [name: string, workflow: Workflow])[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && file !== 'workflow.schema.json')
  .map((file) => [file.slice(0, -5), parseWorkflow(readFileSync(join(folder, file), 'utf8'), file)]);

export function shippedWorkflow(name: string): Workflow {
  return structuredClone(shipped.find(([each]) => each === name)?.[1] ?? blank());
}

export function blank(nodes: Workflow['nodes'] = {}): Workflow {
  return { format: 'inkloom-workflow', version: 3, name: 'Blank', nodes };
}

/** The workflow after a command. Throws when the schema refuses it. */
export function after(workflow: Workflow, command: Command | undefined): Workflow {
  return workflowSchema.parse(applyPatch(workflow, command?.patch ?? []));
}

/**
 * A small graph: an empty latent goes through a reroute, is decoded, put on a sheet and saved. With a note and a group.
 */
export const small: Workflow = {
  ...blank({
    checkpoint: { type: 'load-checkpoint', inputs: { checkpoint: 'tiny' } },
    size: { type: 'empty-latent', inputs: { vae: { from: 'checkpoint.vae' } } },
    bend: { type: 'reroute', inputs: { value: { from: 'size.latent' } } },
    decode: { type: 'decode-latent', inputs: { vae: { from: 'checkpoint.vae' }, latent: { from: 'bend.value' } } },
    sheet: { type: 'contact-sheet', inputs: { images: [{ from: 'decode.image' }] } },
    save: { type: 'save-image', inputs: { image: { from: 'sheet.image' } } },
  }),
  view: {
    nodes: {
      checkpoint: { x: 0, y: 0 },
      size: { x: 320, y: 0 },
      bend: { x: 640, y: 20 },
      decode: { x: 720, y: 0 },
      sheet: { x: 1040, y: 0 },
      save: { x: 1360, y: 0 },
    },
    notes: { note: { text: 'Hello', x: 0, y: 400 } },
    groups: { group: { title: 'Ends', nodes: ['decode', 'sheet', 'save'] } },
  },
};
