/** Renders components and operates them as a user does. */
import { type ComponentChild, render } from 'preact';

/** Renders into a new element of the page. */
export function show(children: ComponentChild): HTMLElement {
  const root = document.createElement('div');
  document.body.append(root);
  render(children, root);
  return root;
}

/** Removes everything that was rendered. */
export function clear(): void {
  for (const root of Array.from(document.body.children)) {
    render(null, root);
    root.remove();
  }
}

/** Waits until rendering and effects are done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setTimeout(resolve));
}

export async function press(
  target: Element | null | undefined,
  key: string,
  more: KeyboardEventInit = {},
): Promise<KeyboardEvent> {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  (target ?? document.body).dispatchEvent(event);
  await settled();
  return event;
}

export async function click(target: Element | null | undefined, more: MouseEventInit = {}): Promise<void> {
  if (!target) throw new Error('Nothing to click.');
  target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...more }));
  await settled();
}

export async function type(field: Element | null | undefined, text: string): Promise<void> {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
    throw new Error('Not a text field.');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
}

export async function choose(select: Element | null | undefined, value: string): Promise<void> {
  if (!(select instanceof HTMLSelectElement)) throw new Error('Not a select.');
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

/** Finds an element by its accessible name: its label or its text. */
export function named(root: ParentNode, name: string, selector = '*'): HTMLElement {
  const found = [...root.querySelectorAll<HTMLElement>(selector)].find(
    (element) =>
      element.getAttribute('aria-label') === name ||
      (element.childElementCount < 3 &&
        element.textContent?.trim() === name &&
        element.matches('button, label, [role]')),
  );
  if (!found) throw new Error(`Nothing is called "${name}".`);
  return found;
}

export function texts(root: ParentNode, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? '');
}
