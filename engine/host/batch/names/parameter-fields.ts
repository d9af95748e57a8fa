/** The parameters of a workflow as fields of names. */
import type { Settable } from '../../../workflow/settables.ts';
import type { FieldValues } from './template.ts';

/** Present values of the parameters, by name; of an input without one, its default. */
export function parameterFields(settables: readonly Settable[]): FieldValues {
  return Object.fromEntries(
    settables.filter(({ parameter }) => parameter).map((each) => [each.name, each.current ?? defaultOf(each)]),
  );
}

function defaultOf({ definition }: Settable): unknown {
  return 'default' in definition ? definition.default : undefined;
}
