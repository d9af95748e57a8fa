/** Edits a title in place: Enter keeps it, Escape does not. */
export function editTitle(title: HTMLElement, done: (text: string | undefined) => void): void {
  const before = title.textContent ?? '';
  title.contentEditable = 'plaintext-only';
  title.focus();
  getSelection()?.selectAllChildren(title);
  let kept = true;
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    kept = event.key === 'Enter';
    title.blur();
  };
  title.addEventListener('keydown', onKey);
  title.addEventListener(
    'blur',
    () => {
      title.removeEventListener('keydown', onKey);
      title.contentEditable = 'false';
      const text = (title.textContent ?? '').trim();
      title.textContent = before;
      title.scrollLeft = 0;
      done(kept && text !== before ? text : undefined);
    },
    { once: true },
  );
}
