/** Saves the files of each target of a run as soon as it is done, pictures with their provenance inside. */
import sharp from 'sharp';
import { type ComfyTexts, withComfyTexts } from '../../comfyui/metadata.ts';
import { StorageError } from '../../files/storage-error.ts';
import type { Plan } from '../../graph/plan.ts';
import type { Hashes } from '../../host/hashes/model-hashes.ts';
import { type FileOfNode, filesOfTarget } from '../../host/save-files.ts';
import type { CountedName, OutputStore, RunOutputs } from '../../jobs/output-store.ts';
import { RunnerStops } from '../../jobs/runner.ts';
import { innerNode, type Lease, type NodeFailure, nodeOfWorkflow, type RunFile } from '../../protocol/index.ts';
import type { FinishedTarget } from '../../run/delivery.ts';
import { isPicture, provenanceOf, withProvenance } from '../../workflow/picture/provenance.ts';
import type { UnnamedFile } from './output-names.ts';

export interface SaveOptions {
  readonly lease: Lease;
  readonly plan: Plan;
  readonly outputs: OutputStore;
  /** Of Inkloom; written into pictures. */
  readonly version: string;
  /** Of the models, which pictures wait for; undefined when the run was cancelled before they were known. */
  readonly hashes: () => Promise<Hashes | undefined>;
  /** For ComfyUI; undefined when nobody asked for them. */
  readonly textsOf: ((lease: Lease) => Promise<ComfyTexts | undefined>) | undefined;
  readonly signal: AbortSignal;
  /** Names a file below the output folder; undefined for the usual names. */
  readonly nameOf: ((file: UnnamedFile) => string) | undefined;
  /** See `RunFile.key`. */
  readonly keyOf: (copy: string) => string | undefined;
  /** Called with each file that was saved. */
  readonly onSaved: (file: RunFile) => void;
}

export class TargetSaver {
  readonly #options: SaveOptions;
  readonly #store: RunOutputs;
  readonly #saved = new Map<string, RunFile[]>();
  readonly #unsaved: NodeFailure[] = [];
  /** Number of files by node that stands for one of ComfyUI. */
  readonly #counts = new Map<string, number>();
  #hashes: Promise<Hashes | undefined> | undefined;
  #texts: Promise<ComfyTexts | undefined> | undefined;

  constructor(options: SaveOptions) {
    this.#options = options;
    this.#store = options.outputs.ofRun(options.lease.run.number);
  }

  /** The files so far, in the order of the plan. */
  get files(): readonly RunFile[] {
    return this.#options.plan.targets.flatMap((target) => this.#saved.get(target) ?? []);
  }

  /** A failure for each file that could not be written. */
  get unsaved(): readonly NodeFailure[] {
    return this.#unsaved;
  }

  /** Saves the files of a target, as many as can be written. Those of a run that will be resumed are saved then. */
  async save(target: FinishedTarget): Promise<void> {
    const { signal, hashes, textsOf, lease, onSaved } = this.#options;
    const files = filesOfTarget(target);
    if (files.length === 0 || signal.reason instanceof RunnerStops) return;
    this.#hashes ??= hashes();
    this.#texts ??= textsOf?.(lease);
    const about = { hashes: await this.#hashes, texts: await this.#texts };
    if (!about.hashes && signal.reason instanceof RunnerStops) return;
    const saved: RunFile[] = [];
    this.#saved.set(target.node, saved);
    for (const file of files) {
      try {
        const kept = await this.#save(file, target, about);
        saved.push(kept);
        onSaved(kept);
      } catch (error) {
        this.#unsaved.push(this.#failureOf(file, error));
      }
    }
  }

  async #save(
    { node, file }: FileOfNode,
    { fingerprints }: FinishedTarget,
    { hashes, texts }: { readonly hashes: Hashes | undefined; readonly texts: ComfyTexts | undefined },
  ): Promise<RunFile> {
    const { plan, version, keyOf, lease, nameOf } = this.#options;
    const key = keyOf(node);
    const of = { node: nodeOfWorkflow(node), ...innerNode(node), ...(key === undefined ? {} : { key }) };
    const provenance = provenanceOf(plan, node, { version, workflow: lease.workflow }, fingerprints, hashes);
    const isComfy = this.#isOfComfyUI(node);
    const name = isComfy ? undefined : nameOf?.({ node, prefix: file.prefix, provenance });
    if (!isPicture(file.data)) return { ...(await this.#store.save({ ...file, name })), ...of };
    const data = withProvenance(texts ? withComfyTexts(file.data, texts) : file.data, provenance);
    const { width, height } = await sharp(data).metadata();
    const counted = isComfy ? this.#countedName(node, width, height) : undefined;
    return { ...(await this.#store.save({ ...file, data, name, counted })), ...of, width, height };
  }

  /** A node that stands for one of ComfyUI names its files as that one does. */
  #isOfComfyUI(copy: string): boolean {
    return this.#options.lease.workflow.nodes[nodeOfWorkflow(copy)]?.['comfyui'] !== undefined;
  }

  #countedName(copy: string, width: number, height: number): CountedName {
    const node = nodeOfWorkflow(copy);
    const batch = this.#counts.get(node) ?? 0;
    this.#counts.set(node, batch + 1);
    return { width, height, batch };
  }

  #failureOf(file: FileOfNode, error: unknown): NodeFailure {
    if (!(error instanceof StorageError)) throw error;
    const node = nodeOfWorkflow(file.node);
    const type = this.#options.lease.workflow.nodes[node]?.type ?? '';
    return { node, type, message: error.message, code: error.code };
  }
}
