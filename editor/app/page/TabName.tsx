/** The name of a document, edited in place after a double click or F2. */
import { useEffect, useRef, useState } from 'preact/hooks';

export interface TabNameProps {
  readonly name: string;
  readonly rename: (to: string) => void;
}

export function TabName({ name, rename }: TabNameProps) {
  const [editing, setEditing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);
  if (!editing) return <span class="app-tab-name" onDblClick={() => setEditing(true)}>{name}</span>;
  const finish = (keep: boolean): void => {
    const text = input.current?.value.trim() ?? '';
    setEditing(false);
    if (keep && text !== '' && text !== name) rename(text);
  };
  return (
    <input
      ref={input} class="app-tab-input" aria-label="Name of the document" defaultValue={name} onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(true);
        else if (event.key === 'Escape') finish(false);
      }}
    />
  );
}
