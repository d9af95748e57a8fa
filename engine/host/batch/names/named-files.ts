/** Writes the files of a run under names by template. A file of a name that was there before is replaced. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileArtifact } from '../../../../nodes/sockets.ts';
import type { Plan } from '../../../graph/plan.ts';
import type { NodeRegistry } from '../../../graph/registry.ts';
import { foldedName } from '../../../files/same-name.ts';
import { makeFolder, replaceFile } from '../../../files/write-file.ts';
import { ofOnePicture } from '../../../workflow/picture/one-picture.ts';
import { provenanceOf } from '../../../workflow/picture/provenance.ts';
import type { Workflow } from '../../../workflow/schema.ts';
import { listSettables } from '../../../workflow/settables.ts';
import { dayOf } from './day.ts';
import { parameterFields } from './parameter-fields.ts';
import { checkFields, type FieldValues, type NameTemplate, renderName } from './template.ts';
import { isSameFormat } from '../picture-format.ts';
import { seedSettable } from '../values/seeds.ts';
import { fileExtension } from '../../file-name.ts';
import type { SavedFile } from '../../save-files.ts';

export interface NamedRun {
  readonly folder: string;
  readonly template: NameTemplate;
  /** As it runs, with lists of values if there are any. */
  readonly workflow: Workflow;
  readonly plan: Plan;
  readonly registry: NodeRegistry;
}

/** Fields that every file of a run has. */
const OWN: readonly string[] = ['index', 'seed', 'date', 'node'];

export class NamedFiles {
  readonly #run: NamedRun;
  /** Names of this run, folded. */
  readonly #taken = new Set<string>();
  #count = 0;

  /** @throws UsageError for a name that asks for what is no parameter. */
  constructor(run: NamedRun) {
    this.#run = run;
    const parameters = Object.keys(run.workflow.parameters ?? {});
    checkFields(run.template, [...new Set([...OWN, ...parameters])], '--out');
  }

  /**
   * Saves a file. A second one of the same name in this run gets a number.
   * @param node id in the plan: the copy, where the workflow has lists of values.
   * @throws StorageError
   */
  async save({ extension, data }: FileArtifact, node: string): Promise<SavedFile> {
    const { folder, template } = this.#run;
    const name = renderName(template, this.#fields(node));
    const made = fileExtension(extension);
    const isAsked = template.extension !== undefined && isSameFormat(made, template.extension);
    const path = join(folder, this.#free(name, isAsked ? template.extension : made));
    const before = await readFile(path).catch(() => undefined);
    if (before?.equals(data)) return { path, isNew: false };
    await makeFolder(dirname(path));
    await replaceFile(path, data);
    return { path, isNew: true };
  }

  #free(name: string, extension = ''): string {
    for (let number = 1; ; number++) {
      const file = `${name}${number === 1 ? '' : `-${number}`}.${extension}`;
      if (this.#taken.has(foldedName(file))) continue;
      this.#taken.add(foldedName(file));
      return file;
    }
  }

  /** The values that a file was made with. */
  #fields(node: string): FieldValues {
    const { workflow, plan, registry } = this.#run;
    const own = ofOnePicture(provenanceOf(plan, node, { version: '', workflow }, {}), registry).workflow;
    const fields = parameterFields(listSettables(own, registry));
    const seed = seedSettable(own, registry)?.current ?? 0;
    const given = Object.entries({ index: this.#count++, date: dayOf(), node, seed, ...fields });
    // A part of a name cannot be empty.
    return Object.fromEntries(given.map(([name, value]) => [name, value === undefined || value === '' ? '_' : value]));
  }
}
