/** Asks for the token of a server that wants one. It stays in this tab. */
import { useRef } from 'preact/hooks';
import { tabShelf } from '../storage.ts';

export function TokenForm() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <main class="app-token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          tabShelf.write('token', input.current?.value.trim());
          location.reload();
        }}
      >
        <h1>This server asks for a token</h1>
        <p>It was written where the server was started, in the address of the editor.</p>
        <input ref={input} name="token" type="password" aria-label="Token" autocomplete="current-password" required />
        <button type="submit" class="button is-primary is-large">Open the editor</button>
      </form>
    </main>
  );
}
