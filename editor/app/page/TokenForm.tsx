/** Asks for the token of a server that wants one. It stays in this tab. */
import { useEffect, useRef } from 'preact/hooks';
import { tabShelf } from '../session/storage.ts';

export function TokenForm() {
  const input = useRef<HTMLInputElement>(null);
  const wasRefused = tabShelf.read('token') !== null;
  useEffect(() => input.current?.focus(), []);
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
        {wasRefused && (
          <p class="app-token-refused" role="alert">
            The token this page has is not the one it asks for.
          </p>
        )}
        <p>It was written where the server was started, in the address of the editor.</p>
        <input ref={input} name="token" type="password" aria-label="Token" autocomplete="current-password" required />
        <button type="submit" class="button is-primary is-large">
          Open the editor
        </button>
      </form>
    </main>
  );
}
