/** Shown by a panel without content: a sentence that helps, and perhaps a button. */
import type { ComponentChildren } from 'preact';
import type { IconName } from '../../icons.ts';
import { Icon } from '../../Icon.tsx';

export interface EmptyProps {
  readonly icon: IconName;
  readonly children: ComponentChildren;
  readonly action?: ComponentChildren;
}

export function Empty({ icon, children, action }: EmptyProps) {
  return (
    <div class="pn-empty">
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  );
}
