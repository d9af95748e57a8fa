/** Asks the user for files from this computer. */

/** @param accept as in `<input accept>`. @returns the chosen files; none if the user cancels. */
export async function pickFiles(accept: string): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple: true });
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}
