/** ComfyUI's workflows as files that can be opened: both forms of JSON, and pictures that carry one. */
import type { NodeRegistry } from '../graph/registry.ts';
import { checkWorkflow } from '../workflow/check-workflow.ts';
import { countNodes, type WorkflowLimits } from '../workflow/limits.ts';
import type { ImportedWorkflow, ImportFile, WorkflowImporter } from '../workflow/import/importer.ts';
import { exactIntegers } from '../workflow/exact-integers.ts';
import { decodeText } from '../workflow/import/decode-text.ts';
import { isRecord } from '../workflow/import/is-record.ts';
import { WORKFLOW_FORMAT, WORKFLOW_VERSION } from '../workflow/schema.ts';
import { WorkflowError, WorkflowTooLargeError } from '../workflow/workflow-error.ts';
import type { ComfyNodes } from './define.ts';
import { readComfyFile } from './file/schema.ts';
import { toGraph } from './file/to-graph.ts';
import type { TheirWorkflow } from './graph.ts';
import { comfyJsonIn } from './metadata.ts';
import { ownWorkflow } from './own-workflow.ts';
import { tooDeep } from './problems.ts';
import { readPrompt } from './prompt/read-prompt.ts';
import { translate, type TranslateOptions } from './translate/translate.ts';

/**
 * @param nodes theirs, by class.
 * @param registry ours.
 * @param alternativeTo what could take the place of a class that is not among them, in words that follow "try".
 */
export function comfyImporter(
  nodes: ComfyNodes,
  registry: NodeRegistry,
  alternativeTo?: (name: string) => string | undefined,
): WorkflowImporter {
  return {
    name: 'ComfyUI workflows',
    recognises: (file) => theirJson(file) !== undefined,
    read(file, limits) {
      const found = theirJson(file);
      // Scripts write prompts with seeds that a number cannot hold; such a file is read again without loss.
      const json = found === file.json && isPrompt(found) ? readExactly(file.bytes) : found;
      const deep = tooDeep(json);
      if (deep !== undefined) throw new WorkflowError(file.where, [deep]);
      const own = ownWorkflow(json);
      if (own !== undefined) return { workflow: checkWorkflow(own, file.where, limits), issues: [] };
      const their = isComfyFile(json) ? toGraph(readComfyFile(json, file.where), nodes) : readPrompt(json, file.where);
      const where = file.where;
      return imported(their, { nodes, registry, where, ...(alternativeTo ? { alternativeTo } : {}) }, limits);
    },
  };
}

/** A workflow of ours for one of theirs. @throws WorkflowError as {@link translate} does. */
function imported(
  their: TheirWorkflow,
  options: TranslateOptions,
  limits: WorkflowLimits | undefined,
): ImportedWorkflow {
  const { where } = options;
  const { workflow, issues } = translate(their, options);
  const name = /([^/\\]+?)(?:\.[^.]*)?$/.exec(where)?.[1] ?? 'ComfyUI workflow';
  const whole = { format: WORKFLOW_FORMAT, version: WORKFLOW_VERSION, name, ...workflow } as const;
  const count = countNodes(whole);
  if (limits?.nodes !== undefined && count > limits.nodes) {
    throw new WorkflowTooLargeError(where, [`has ${count} nodes; the most is ${limits.nodes}`]);
  }
  return { workflow: whole, issues };
}

/** The JSON of a workflow of theirs: the file itself, or a text in a picture. The form with places is preferred. */
function theirJson(file: ImportFile): unknown {
  const found = file.json === undefined ? comfyJsonIn(file.bytes) : [file.json];
  return found.find(isComfyFile) ?? found.find(isPrompt);
}

function readExactly(bytes: Uint8Array): unknown {
  return JSON.parse(exactIntegers(decodeText(bytes)));
}

/** What its editor saves. Source: ComfyUI_frontend, src/schemas/comfyWorkflowSchema.ts. */
function isComfyFile(json: unknown): boolean {
  return isRecord(json) && Array.isArray(json['nodes']) && !('format' in json);
}

/** What its server runs. Source: ComfyUI, server.py and execution.py. */
function isPrompt(json: unknown): boolean {
  if (!isRecord(json) || 'format' in json) return false;
  return Object.values(json).some((node) => isRecord(node) && typeof node['class_type'] === 'string');
}
