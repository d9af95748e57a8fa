/** Parameters of a workflow as command-line settings: `--set` for one value, `--each` for the values of a list. */
import { type InputDefinition, readEach, type Workflow } from '../../../engine/protocol/index.ts';
import { formFields } from '../form.ts';
import type { NodeTypes } from '../graph/catalogue.ts';
import { linksOf } from '../graph/links.ts';

export interface ShareOptions {
  /** The name the workflow is saved under, without `.json`. Default: made from the name of the workflow. */
  readonly file?: string | undefined;
  /**
   * The workflow as it is saved: parameters that differ from it are set. `all` sets every parameter, so that it can be
   * changed there. Default: nothing is set, because everything is in the file.
   */
  readonly set?: Workflow | 'all' | undefined;
}

export interface Setting {
  readonly flag: '--set' | '--each';
  /** `name=value`. */
  readonly text: string;
}

export function settingsOf(workflow: Workflow, types: NodeTypes, against: ShareOptions['set']): Setting[] {
  if (against === undefined) return [];
  const saved = against === 'all' ? undefined : savedValues(against, types);
  return formFields(workflow, types).flatMap(({ name, parameter, definition, value, targets }): Setting[] => {
    const [target] = targets;
    if (!target || (!parameter && !saved)) return [];
    const current = value ?? defaultOf(definition);
    const isLinked = linksOf(target.node, target.input, value).length > 0;
    if (current === undefined || isLinked) return [];
    const isSaved =
      saved?.has(name) && JSON.stringify(saved.get(name) ?? defaultOf(definition)) === JSON.stringify(current);
    return isSaved ? [] : settingsFor(name, definition, current);
  });
}

function savedValues(workflow: Workflow, types: NodeTypes): ReadonlyMap<string, unknown> {
  return new Map(formFields(workflow, types).map(({ name, value }) => [name, value]));
}

function settingsFor(name: string, definition: InputDefinition, value: unknown): Setting[] {
  const list = readEach(value);
  if (!list) return [{ flag: '--set', text: `${name}=${valueText(definition, value)}` }];
  return list.each.map((item) => ({ flag: '--each', text: `${name}=${valueText(definition, item)}` }));
}

function defaultOf(definition: InputDefinition): unknown {
  return 'default' in definition ? definition.default : undefined;
}

/** A value in the form `--set` reads; see engine/workflow/settings.ts. */
function valueText(definition: InputDefinition, value: unknown): string {
  if (definition.kind === 'numbers' && Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
