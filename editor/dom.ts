/** Builds DOM elements without a framework: `h('button', { class: 'tool', onclick }, iconOf('x'))`. */
import { iconSvg, type IconName } from './icons.ts';

type Child = Node | string | number | undefined | false;
type Listener = (event: never) => unknown;

/**
 * Attributes by name. `true` sets an attribute without a value; `false` and undefined leave it out. A function is an
 * event listener, its name without `on` the event. An object under `style` sets style properties, including custom
 * ones.
 */
export type Props = Readonly<
  Record<string, string | number | boolean | undefined | Listener | Readonly<Record<string, string>>>
>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (typeof value === 'object')
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    else setAttribute(element, name, value);
  }
  element.append(
    ...children
      .filter((child) => child !== undefined && child !== false)
      .map((child) => (typeof child === 'number' ? String(child) : child)),
  );
  return element;
}

/** Sets an attribute. False and undefined remove it. */
export function setAttribute(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** An icon in the size and colour of the text around it. */
export function iconOf(name: IconName): HTMLElement {
  const element = h('span', { class: 'icon' });
  setIcon(element, name);
  return element;
}

export function setIcon(element: HTMLElement, name: IconName): void {
  if (element.dataset['icon'] === name) return;
  element.dataset['icon'] = name;
  element.innerHTML = iconSvg(name);
}

/** A button that shows only an icon. Its title is also its accessible name. */
export function iconButton(
  icon: IconName,
  title: string,
  onclick: (event: MouseEvent) => unknown,
  props: Props = {},
): HTMLButtonElement {
  return h(
    'button',
    { 'type': 'button', 'class': 'tool', title, 'aria-label': title, onclick, ...props },
    iconOf(icon),
  );
}

/** Sets a text only if it changed: an unchanged text must not be read out again or lose its selection. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

let count = 0;

/** An id that no other element has, for `for`, `aria-labelledby` and the like. */
export function uniqueId(prefix: string): string {
  count += 1;
  return `${prefix}-${count}`;
}
