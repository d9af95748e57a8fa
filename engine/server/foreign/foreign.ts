/**
 * Workflows and pictures that somebody sent. Whatever takes longer than a few milliseconds is done in a thread, so that
 * the event loop never waits for it.
 */
import { GraphError } from '../../graph/graph-error.ts';
import type { Graph } from '../../graph/graph.ts';
import { type Plan, planGraph, type PlanOptions } from '../../graph/plan.ts';
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Workflow } from '../../protocol/index.ts';
import type { ComfyForm } from '../../host/comfyui/export-comfyui.ts';
import { formatWorkflow } from '../../workflow/format.ts';
import { parseWorkflow } from '../../workflow/load.ts';
import { catalogueOf } from '../catalogue.ts';
import { isSmall, SMALL_GRAPH, SMALL_TEXT } from './is-small.ts';
import { ForeignThread, type ThreadLimits } from './thread.ts';
import type { ForeignSettings, PictureSize } from './work.ts';
import { readPlan } from './written-plan.ts';

export class Foreign {
  readonly #registry: NodeRegistry;
  readonly #thread: ForeignThread;
  /** Workflows of bodies that the thread has checked. */
  readonly #checked = new WeakSet<object>();

  constructor(
    registry: NodeRegistry,
    settings: Pick<ForeignSettings, 'version' | 'limits'>,
    limits?: Partial<ThreadLimits>,
  ) {
    this.#registry = registry;
    const { nodes } = catalogueOf(registry);
    const { version } = settings;
    const { nodes: most, workflowBytes, uploadBytes, pixels, flatNodes } = settings.limits;
    const own = { nodes: most, workflowBytes, uploadBytes, pixels, flatNodes };
    this.#thread = new ForeignThread({ nodes: withoutCode(nodes) as typeof nodes, version, limits: own }, limits);
  }

  /**
   * Parses the body of a request that is not small, and checks the workflow in it.
   * @throws WorkflowError, HttpError
   */
  async body(bytes: Uint8Array): Promise<unknown> {
    const body: unknown = JSON.parse(await this.#thread.ask('body', { bytes }));
    const workflow = (body as { readonly workflow?: unknown } | null)?.workflow;
    if (typeof workflow === 'object' && workflow !== null) this.#checked.add(workflow);
    return body;
  }

  /** Parses the body of a request that is not small, and holds no workflow of ours. @throws WorkflowError, HttpError */
  async json(bytes: Uint8Array): Promise<unknown> {
    return JSON.parse(await this.#thread.ask('json', { bytes }));
  }

  /** Whether a workflow comes from {@link body}, and is checked. */
  isChecked(workflow: unknown): workflow is Workflow {
    return typeof workflow === 'object' && workflow !== null && this.#checked.has(workflow);
  }

  /** The answer to an uploaded file, as JSON: the workflow in it, and issues. @throws WorkflowError, HttpError */
  read(path: string, name: string): Promise<string> {
    return this.#thread.ask('read', { path, name });
  }

  /** A saved workflow, brought up to date. @throws WorkflowError, HttpError */
  async saved(bytes: Uint8Array, where: string): Promise<Workflow> {
    if (bytes.length <= SMALL_TEXT) return parseWorkflow(Buffer.from(bytes).toString('utf8'), where);
    return JSON.parse(await this.#thread.ask('saved', { bytes, where })) as Workflow;
  }

  /** The text of a workflow file. @throws HttpError */
  async format(workflow: Workflow): Promise<string> {
    if (isSmall(workflow)) return formatWorkflow(workflow);
    return this.#thread.ask('format', { workflow: JSON.stringify(workflow) });
  }

  /** The workflow as ComfyUI's, and issues, as JSON. @throws WorkflowError, GraphError, HttpError */
  comfyui(workflow: Workflow, form: ComfyForm): Promise<string> {
    return this.#thread.ask('comfyui', { workflow: JSON.stringify(workflow), form });
  }

  /** A PNG that carries the workflow. @param path of a picture; without one the graph is drawn. @throws HttpError */
  share(workflow: Workflow, path?: string): Promise<Uint8Array> {
    return this.#thread.ask('share', { workflow: JSON.stringify(workflow), ...(path === undefined ? {} : { path }) });
  }

  /** @throws Error for a file that is no picture. */
  measure(path: string): Promise<PictureSize> {
    return this.#thread.ask('measure', { path });
  }

  /** As `Engine.plan`. @throws GraphError, HttpError */
  async plan(graph: Graph, { targets, partial }: PlanOptions = {}): Promise<Plan> {
    const options = { ...(targets ? { targets } : {}), ...(partial === undefined ? {} : { partial }) };
    if ((targets?.length ?? 0) <= SMALL_GRAPH) {
      try {
        return planGraph(graph, this.#registry, { ...options, most: SMALL_GRAPH });
      } catch (error) {
        if (!isTooLarge(error)) throw error;
      }
    }
    const { nodes, subgraphs } = graph;
    const written = await this.#thread.ask('plan', { graph: JSON.stringify({ nodes, subgraphs }), options });
    return readPlan(written, this.#registry);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** A copy without functions, which cannot be sent to a thread. Unlike JSON, it keeps infinite numbers. */
function withoutCode(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (Array.isArray(value)) return value.map(withoutCode);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutCode(field)]));
}

function isTooLarge(error: unknown): boolean {
  return error instanceof GraphError && error.issues.some(({ code }) => code === 'too-many-nodes');
}
