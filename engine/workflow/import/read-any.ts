/** Reads the workflow in a file of any known format. */
import { loadJson } from '../load-json.ts';
import { checkText, type WorkflowLimits } from '../limits.ts';
import { isPicture } from '../picture/provenance.ts';
import { WorkflowError } from '../workflow-error.ts';
import { decodeText } from './decode-text.ts';
import type { ImportedWorkflow, ImportFile, WorkflowImporter } from './importer.ts';
import { inkloomJson } from './inkloom-json.ts';
import { inkloomPicture } from './inkloom-picture.ts';
import { lfsPointer } from './lfs-pointer.ts';

/** Inkloom's own. The first importer that recognises a file reads it. */
const IMPORTERS: readonly WorkflowImporter[] = [inkloomPicture, inkloomJson];

const READABLE =
  'Inkloom reads its own workflow files, those of ComfyUI, and pictures that carry one; several ship with it, ' +
  'such as text-to-image.';

/** Characters of a file's name in errors. */
const NAME_LENGTH = 200;

/**
 * @param name names the file in errors; cut to 200 characters.
 * @param limits of a file that somebody else sent; default: none.
 * @param others importers of foreign formats.
 * @throws WorkflowError saying what is wrong with the file, or which format it seems to have.
 */
export function readAnyWorkflow(
  bytes: Uint8Array,
  name: string,
  limits?: WorkflowLimits,
  others: readonly WorkflowImporter[] = [],
): ImportedWorkflow {
  const file = openFile(bytes, name.slice(0, NAME_LENGTH), limits);
  const importer = [...IMPORTERS, ...others].find((each) => each.recognises(file));
  if (!importer) throw refusal(file);
  return importer.read(file, limits);
}

/** @throws WorkflowTooLargeError for a text above the limits; WorkflowError for one that nests too deep. */
function openFile(bytes: Uint8Array, where: string, limits: WorkflowLimits | undefined): ImportFile {
  if (limits && !isPicture(bytes)) checkText(bytes, where, limits);
  try {
    return { bytes, where, json: isPicture(bytes) ? undefined : parse(bytes, where) };
  } catch {
    return { bytes, where, json: undefined };
  }
}

/** @throws WorkflowError saying why the content is not JSON. */
function parse(bytes: Uint8Array, where: string): unknown {
  return loadJson(decodeText(bytes), where);
}

/** Why no importer recognises a file. @throws WorkflowError for content that is not JSON. */
function refusal(file: ImportFile): WorkflowError {
  const pointer = lfsPointer(file.bytes);
  if (pointer !== undefined) return new WorkflowError(file.where, [pointer]);
  if (isPicture(file.bytes)) return new WorkflowError(file.where, ['the picture holds no Inkloom workflow']);
  parse(file.bytes, file.where);
  return new WorkflowError(file.where, [`not an Inkloom workflow. ${READABLE}`]);
}
