/**
 * Everything the server does to workflows and pictures of strangers that takes longer the more they send: parsing,
 * checking, planning, drawing, formatting. Pure functions of data; small work is done at once, large work in a thread.
 */
import { readFile, stat } from 'node:fs/promises';
import { mostPixels } from '../../../nodes/image/limits.ts';
import { freeMemory } from '../../../inference/index.ts';
import { planGraph } from '../../graph/plan.ts';
import { NodeRegistry } from '../../graph/registry.ts';
import type { NodeDefinition } from '../../graph/define.ts';
import { type ComfyForm, exportComfyui } from '../../host/comfyui/export-comfyui.ts';
import { FOREIGN_IMPORTERS } from '../../host/open-workflow.ts';
import type { CatalogueNode, Workflow } from '../../protocol/index.ts';
import { checkWorkflow } from '../../workflow/check-workflow.ts';
import { inkloomPng } from '../../workflow/export/inkloom-png.ts';
import { exactIntegers } from '../../workflow/exact-integers.ts';
import { formatWorkflow } from '../../workflow/format.ts';
import { readAnyWorkflow } from '../../workflow/import/read-any.ts';
import { checkText, type WorkflowLimits } from '../../workflow/limits.ts';
import { parseWorkflow } from '../../workflow/load.ts';
import { WorkflowTooLargeError } from '../../workflow/workflow-error.ts';
import { writePlan, type PlanQuestion, type WrittenPlan } from './written-plan.ts';

/** Most nodes of a graph that is drawn. */
const DRAWN_NODES = 2000;

/** Settings of the thread, fixed when it starts. */
export interface ForeignSettings {
  /** Node types without their code: enough to check and to draw a graph. */
  readonly nodes: readonly CatalogueNode[];
  /** Of Inkloom; written into pictures. */
  readonly version: string;
  readonly limits: WorkflowLimits & {
    readonly uploadBytes: number;
    readonly pixels: number;
    readonly flatNodes: number;
  };
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  /** Most pixels of a picture of its kind. */
  readonly most: number;
}

export function createWork({ nodes, version, limits }: ForeignSettings) {
  // A definition without code can be planned, and only planned.
  const registry = new NodeRegistry(nodes as readonly unknown[] as readonly NodeDefinition[]);
  return {
    /**
     * The body of a request, as JSON; the workflow in it is checked and brought up to date.
     * @throws WorkflowError; SyntaxError for a text that is not JSON.
     */
    body({ bytes }: { readonly bytes: Uint8Array }): string {
      checkText(bytes, 'The body', { ...limits, workflowBytes: undefined });
      const body = JSON.parse(new TextDecoder().decode(bytes)) as { readonly workflow?: unknown } | null;
      if (typeof body !== 'object' || body?.workflow === undefined) return JSON.stringify(body);
      const text = Buffer.from(JSON.stringify(body.workflow));
      checkText(text, 'workflow', limits);
      return JSON.stringify({ ...body, workflow: checkWorkflow(body.workflow, 'workflow', limits) });
    },

    /**
     * The body of a request, as JSON. Seeds that numbers cannot hold are texts.
     * @throws WorkflowError; SyntaxError for a text that is not JSON.
     */
    json({ bytes }: { readonly bytes: Uint8Array }): string {
      checkText(bytes, 'The body', { ...limits, workflowBytes: undefined });
      return JSON.stringify(JSON.parse(exactIntegers(new TextDecoder().decode(bytes))));
    },

    /** The workflow in an uploaded file, and what its import left out, as JSON. @throws WorkflowError */
    async read({ path, name }: { readonly path: string; readonly name: string }): Promise<string> {
      const bytes = await readFile(path);
      try {
        const { workflow, issues } = readAnyWorkflow(bytes, name, limits, FOREIGN_IMPORTERS);
        return JSON.stringify({ workflow, ...(issues.length > 0 ? { issues } : {}) });
      } finally {
        freeMemory(bytes);
      }
    },

    /** A saved workflow, brought up to date, as JSON. @throws WorkflowError */
    saved({ bytes, where }: { readonly bytes: Uint8Array; readonly where: string }): string {
      checkText(bytes, where, limits);
      return JSON.stringify(parseWorkflow(Buffer.from(bytes).toString('utf8'), where));
    },

    /** The tidy text of a workflow. @param workflow as JSON. */
    format: ({ workflow }: { readonly workflow: string }): string => formatWorkflow(JSON.parse(workflow) as Workflow),

    /**
     * The workflow as ComfyUI's, and what is left to do there, as JSON.
     * @throws WorkflowError naming what has no counterpart in ComfyUI; GraphError
     */
    comfyui({ workflow, form }: { readonly workflow: string; readonly form: ComfyForm }): string {
      const parsed = JSON.parse(workflow) as Workflow;
      return JSON.stringify(exportComfyui(parsed, form, { registry, where: parsed.name }));
    },

    /** A PNG that carries the workflow: the picture or, without one, a drawing. @throws HttpError 415 */
    async share({ workflow, path }: { readonly workflow: string; readonly path?: string }): Promise<Uint8Array> {
      const parsed = JSON.parse(workflow) as Workflow;
      if (path === undefined) {
        checkDrawable(parsed);
        return inkloomPng.write(parsed, { registry, version });
      }
      const { sharePicture } = await import('../workflows/share.ts');
      return sharePicture(await readFile(path), parsed, { version, pixels: limits.pixels });
    },

    /** The size of a picture as it is displayed. The texts in its file stay here. @throws Error for a damaged file. */
    async measure({ path }: { readonly path: string }): Promise<PictureSize> {
      await stat(path);
      const { default: sharp } = await import('sharp');
      const header = await sharp(path, { limitInputPixels: false }).metadata();
      const { autoOrient, pages = 1 } = header;
      return { width: autoOrient.width, height: autoOrient.height, pages, most: mostPixels(header, limits.pixels) };
    },

    /** A plan of a graph, without the code of its nodes. @throws GraphError */
    plan({ graph, options }: PlanQuestion): WrittenPlan {
      const { nodes: inner, subgraphs } = JSON.parse(graph) as Pick<Workflow, 'nodes' | 'subgraphs'>;
      return writePlan(planGraph({ nodes: inner, subgraphs }, registry, { ...options, most: limits.flatNodes }));
    },
  };
}

/** @throws WorkflowTooLargeError for a graph that nobody could read on one picture. */
function checkDrawable(workflow: Workflow): void {
  const nodes = Object.keys(workflow.nodes).length;
  if (nodes > DRAWN_NODES)
    throw new WorkflowTooLargeError('workflow', [
      `has ${nodes} nodes, too many to draw; the most is ${DRAWN_NODES}. Save it as JSON, or into a picture of a run`,
    ]);
}

export type ForeignWork = ReturnType<typeof createWork>;
export type ForeignTask = keyof ForeignWork;
