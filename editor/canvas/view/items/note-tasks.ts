/** Tasks in the Markdown of a note, `- [ ] like this`, which are ticked where they are shown. */

const TASK = /^(?:\s|>)*(?:[-*+]|\d+[.)])\s+\[(?=[ xX]\]\s)/;
const FENCE = /^(?:\s|>)*(?:`{3}|~{3})/;

/** Places of the signs between the brackets of tasks, in the order of the text; those in code are none. */
function placesOf(text: string): readonly number[] {
  const places: number[] = [];
  let [start, isCode] = [0, false];
  for (const line of text.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    const [before] = isCode ? [] : (TASK.exec(line) ?? []);
    if (before !== undefined) places.push(start + before.length);
    start += line.length + 1;
  }
  return places;
}

/**
 * Lets people tick the boxes of a note.
 * @param shown the elements of the text. Where they have other tasks than the text, the boxes stay as they are.
 * @param write called with the text after a box was ticked.
 */
export function makeTickable(shown: Element, text: string, write: (text: string) => void): void {
  const boxes = [...shown.querySelectorAll<HTMLInputElement>('.is-task > input')];
  const places = placesOf(text);
  if (boxes.length !== places.length) return;
  for (const [index, box] of boxes.entries()) {
    const place = places[index] ?? 0;
    box.disabled = false;
    box.ariaLabel = box.parentElement?.textContent.trim() ?? '';
    box.addEventListener('change', () => {
      write(`${text.slice(0, place)}${box.checked ? 'x' : ' '}${text.slice(place + 1)}`);
    });
  }
}
