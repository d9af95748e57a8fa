/** A field inside a panel. The field itself is plain DOM, the same as on the canvas. */
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { createField } from '../../controls/fields/field.ts';
import type { FieldContext } from '../../controls/fields/parts/field-context.ts';

export type FieldHostProps = Omit<FieldContext, 'variant'>;

export function FieldHost({ editor, session, node, input, definition, label }: FieldHostProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const field = createField({
      editor,
      session,
      node,
      input,
      definition,
      variant: 'form',
      ...(label === undefined ? {} : { label }),
    });
    host.current?.append(field.element);
    const stop = effect(() => {
      const value = session.document.workflow.value.nodes[node]?.inputs?.[input];
      const issue = editor.issues.value.find((each) => each.node === node && each.input === input);
      field.update(value, issue?.message);
    });
    return () => {
      stop();
      field.destroy();
      field.element.remove();
    };
  }, [session, node, input, definition, label]);
  return <div class="pn-field" ref={host} />;
}
