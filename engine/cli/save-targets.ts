/** Saves the files of each target of a run as soon as it is done, pictures with their provenance inside. */
import type { FileArtifact } from '../../nodes/sockets.ts';
import { type ComfyTexts, withComfyTexts } from '../comfyui/metadata.ts';
import { storageErrorOf } from '../files/storage-error.ts';
import type { Plan } from '../graph/plan.ts';
import type { NodeRegistry } from '../graph/registry.ts';
import type { OutputPlace } from '../host/batch/names/output-place.ts';
import type { Hashes, RunHashes } from '../host/hashes/model-hashes.ts';
import { NamedFiles, type NamedRun } from '../host/batch/names/named-files.ts';
import { packageVersion } from '../host/places.ts';
import { type FileOfNode, filesOfTarget, RunFolder, type SavedFile } from '../host/save-files.ts';
import type { FinishedTarget, OnTarget } from '../run/delivery.ts';
import type { NodeFailure } from '../run/events.ts';
import { valuesOf } from '../workflow/picture/values-of.ts';
import { isPicture, provenanceOf, withProvenance } from '../workflow/picture/provenance.ts';
import type { Workflow } from '../workflow/schema.ts';
import { print, printMessage } from './print.ts';
import type { Reporter } from './report/reporter.ts';

/** The rest of a picture does not depend on the reading, which may take a minute. */
const UNNAMED = 'Interrupted: the picture is saved without the SHA-256 of its models';

/** Names files and writes them. */
export interface FileSaver {
  /** @param node id in the plan. @throws StorageError */
  save(file: FileArtifact, node: string): Promise<SavedFile>;
}

/** Where files are saved when no place is given. */
export const OUT = 'out';

/**
 * @param run is called where names are given by template.
 * @throws UsageError for names that ask for what is no parameter.
 */
export function saverOf(
  { folder, template }: OutputPlace,
  run: () => Pick<NamedRun, 'workflow' | 'plan' | 'registry'>,
): FileSaver {
  return template ? new NamedFiles({ folder, template, ...run() }) : new RunFolder(folder);
}

export interface SaveOptions {
  /** Where the files go. */
  readonly folder: FileSaver;
  readonly plan: Plan;
  /** As it runs. */
  readonly workflow: Workflow;
  readonly registry: NodeRegistry;
  /** Of the models, which pictures wait for. */
  readonly reading: RunHashes;
  /** Interrupts that wait. */
  readonly signal: AbortSignal;
  /** For ComfyUI; undefined when nobody asked for them. */
  readonly texts: ComfyTexts | undefined;
  readonly reporter: Reporter;
  /** Whether pictures carry their provenance. */
  readonly hasMetadata: boolean;
  /** Whether to print the path of each file. */
  readonly prints: boolean;
}

/** The files of the targets so far. */
export interface SavedTargets {
  readonly onTarget: OnTarget;
  /** Paths. */
  readonly files: readonly string[];
  /** A failure for each file that could not be written. */
  readonly unsaved: readonly NodeFailure[];
}

export function saveTargets(options: SaveOptions): SavedTargets {
  const { folder, plan, workflow, registry, reading, signal, reporter, prints } = options;
  const files: string[] = [];
  const unsaved: NodeFailure[] = [];
  let hashes: Promise<Hashes | undefined> | undefined;
  const namesOfModels = (): Promise<Hashes | undefined> =>
    (hashes ??= reading.all(signal).then((all) => {
      if (!all) printMessage(UNNAMED);
      return all;
    }));
  const onTarget = async (target: FinishedTarget): Promise<void> => {
    for (const made of filesOfTarget(target)) {
      try {
        const file = { ...made.file, data: asSaved(made, target, options, await namesOfModels()) };
        const saved = await folder.save(file, made.node);
        files.push(saved.path);
        reporter.saved(made.node, saved, valuesOf(workflow, made.node, registry));
        if (prints) print(saved.path);
      } catch (error) {
        unsaved.push(unsavedFailure(made, plan, error));
      }
    }
  };
  return { onTarget, files, unsaved };
}

/** The bytes of a file, with its provenance inside when it is a picture. */
function asSaved(
  { node, file }: FileOfNode,
  { fingerprints }: FinishedTarget,
  { plan, workflow, texts, hasMetadata }: SaveOptions,
  hashes: Hashes | undefined,
): Uint8Array {
  if (!isPicture(file.data)) return file.data;
  const picture = texts ? withComfyTexts(file.data, texts) : file.data;
  if (!hasMetadata) return picture;
  return withProvenance(
    picture,
    provenanceOf(plan, node, { version: packageVersion(), workflow }, fingerprints, hashes),
  );
}

/** The failure of a file that could not be written; the others are still saved. @throws any other error. */
function unsavedFailure({ node }: FileOfNode, plan: Plan, error: unknown): NodeFailure {
  const storage = storageErrorOf(error);
  if (!storage) throw error;
  return { node, type: plan.nodes.get(node)?.definition.type ?? '', message: storage.message, code: storage.code };
}
