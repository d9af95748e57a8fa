/** The note of a field for width or height about a size that the model of the graph was not made for. */
import { computed, type ReadonlySignal } from '@preact/signals';
import { oddSize } from '../../../document/graph/odd-size.ts';
import { t } from '../../../i18n/t.ts';
import type { FieldContext } from '../parts/field-context.ts';

/** @returns undefined for any other field. */
export function sizeNote({
  editor,
  session,
  node,
  input,
  definition,
}: FieldContext): ReadonlySignal<string | undefined> | undefined {
  const side = 'fromModel' in definition ? definition.fromModel : undefined;
  if (side !== 'width' && side !== 'height') return undefined;
  return computed(() => {
    const graph = session.document.workflow.value;
    const odd = oddSize(graph, editor.types.value, editor.models.value.entries, node);
    if (!odd?.inputs.includes(input)) return undefined;
    const { model, width, height, known } = odd;
    const sizes = known.map((size) => size.join(' × ')).join(', ');
    return t('{model} was made for {sizes}. At {width} × {height} a picture may come out blurred or repeated.', {
      model,
      sizes,
      width: String(width),
      height: String(height),
    });
  });
}
