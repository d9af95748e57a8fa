/** The policy of a seed after each run: three segments in a form, a button with a menu on a node. */
import { effect } from '@preact/signals';
import { setSeedPolicy } from '../../document/commands/index.ts';
import { iconButton, iconOf, setAttribute, setIcon } from '../../dom.ts';
import type { IconName } from '../../icons.ts';
import { segmented } from '../widgets/segmented.ts';
import type { ControlContext } from './control.ts';
import { msg, t } from '../../i18n/t.ts';

type Policy = 'fixed' | 'random' | 'increment';

const POLICIES: readonly { readonly value: Policy; readonly title: string; readonly icon: IconName }[] = [
  { value: 'fixed', title: msg('Keep the seed after each run'), icon: 'lock' },
  { value: 'random', title: msg('Draw a new seed after each run'), icon: 'shuffle' },
  { value: 'increment', title: msg('Add one to the seed after each run'), icon: 'plus' },
];

export interface PolicyControl {
  readonly element: HTMLElement;
  destroy(): void;
}

function policyOf({ session, node, input }: ControlContext): Policy {
  return session.document.workflow.value.view?.nodes?.[node]?.seeds?.[input] ?? 'fixed';
}

function setPolicy({ session, node, input }: ControlContext, policy: Policy): void {
  session.run(setSeedPolicy(session.document.workflow.peek(), node, input, policy));
}

export function policySegments(context: ControlContext): PolicyControl {
  const segments = segmented({
    label: t('{label} after each run', { label: context.label }),
    options: POLICIES.map((policy) => ({ ...policy, title: t(policy.title) })),
    onPick: (value) => setPolicy(context, value as Policy),
  });
  return { element: segments.element, destroy: effect(() => segments.show(policyOf(context))) };
}

export function policyButton(context: ControlContext): PolicyControl {
  const { editor, label } = context;
  const icon = iconOf('lock');
  const actions = POLICIES.map(({ value, title }) => ({
    id: `seed.${value}`,
    title: t(title),
    group: 'Edit' as const,
    run: () => setPolicy(context, value),
  }));
  const open = (): void => {
    const { left, bottom } = button.getBoundingClientRect();
    editor.dialog.value = { kind: 'menu', at: { x: left, y: bottom }, actions };
  };
  const button = iconButton('lock', label, open, { 'aria-haspopup': 'menu' });
  button.replaceChildren(icon);
  const destroy = effect(() => {
    const current = policyOf(context);
    const policy = POLICIES.find(({ value }) => value === current);
    if (!policy) return;
    setIcon(icon, policy.icon);
    const title = t(policy.title);
    setAttribute(button, 'title', title);
    setAttribute(button, 'aria-label', `${label}: ${title}`);
    button.classList.toggle('is-on', policy.value !== 'fixed');
  });
  return { element: button, destroy };
}
