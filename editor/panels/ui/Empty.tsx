/** What a panel shows when there is nothing to show: one sentence that helps. */
import type { ComponentChildren } from 'preact';
import type { IconName } from '../../icons.ts';
import { Icon } from '../../Icon.tsx';

export function Empty({
  icon,
  children,
  action,
}: {
  readonly icon: IconName;
  readonly children: ComponentChildren;
  readonly action?: ComponentChildren;
}) {
  return (
    <div class="pn-empty">
      <Icon name={icon} />
      <p>{children}</p>
      {action}
    </div>
  );
}
