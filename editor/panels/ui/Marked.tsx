/** A text with the found letters highlighted. */
import { pieces } from '../fuzzy.ts';

export function Marked({ text, indices }: { readonly text: string; readonly indices: readonly number[] }) {
  return (
    <>
      {pieces(text, indices).map((piece, index) => (piece.found ? <mark key={index}>{piece.text}</mark> : piece.text))}
    </>
  );
}
