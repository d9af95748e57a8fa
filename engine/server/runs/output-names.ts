/**
 * Names of saved files by the template of the server's settings, from what a picture was made with. Every field follows
 * from the run and its plan, so a run that is carried out again after a crash gives the same names.
 */
import type { NodeRegistry } from '../../graph/registry.ts';
import type { Plan } from '../../graph/plan.ts';
import { outputStem } from '../../host/file-name.ts';
import { dayOf } from '../../host/batch/names/day.ts';
import { parameterFields } from '../../host/batch/names/parameter-fields.ts';
import { fieldsOf, parseTemplate, renderName } from '../../host/batch/names/template.ts';
import { savesFiles } from '../../host/save-files.ts';
import type { RunInfo } from '../../protocol/index.ts';
import { ofOnePicture } from '../../workflow/picture/one-picture.ts';
import type { Provenance } from '../../workflow/picture/provenance.ts';
import { listSettables } from '../../workflow/settables.ts';
import { factsOf } from '../gallery/picture-facts.ts';

/** A file that is to be named. */
export interface UnnamedFile {
  /** Id of its node in the plan. */
  readonly node: string;
  /** As the workflow asks for it. */
  readonly prefix: string;
  readonly provenance: Provenance;
}

/** Stands in a name for a field that has no value here, such as a parameter of other workflows. */
const NO_VALUE = '_';

/**
 * Names the files of a run.
 * @param template as {@link parseTemplate} takes it.
 * @returns a function that gives the name of a file below the output folder, with slashes and without its extension.
 */
export function outputNames(
  template: string,
  registry: NodeRegistry,
  { number, created }: Pick<RunInfo, 'number' | 'created'>,
  plan: Plan,
): (file: UnnamedFile) => string {
  const parsed = parseTemplate(template);
  const savers = plan.targets.filter((target) => savesFiles(plan, target));
  return ({ node, prefix, provenance }) => {
    const own = ofOnePicture(provenance, registry);
    const values: Readonly<Record<string, unknown>> = {
      ...factsOf(provenance, registry),
      ...parameterFields(listSettables(own.workflow, registry)),
      index: Math.max(0, savers.indexOf(node)),
      date: dayOf(new Date(created).toISOString()),
      node,
      prefix: outputStem(prefix),
      run: number,
    };
    return renderName(parsed, Object.fromEntries(fieldsOf(parsed).map((name) => [name, valueOf(values, name)])));
  };
}

function valueOf(values: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || value === null || value === '' ? NO_VALUE : value;
}
