/** Asks for the token of a server that requires one, and exchanges it for a cookie. The page does not keep it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, giveToken } from '../../client/request.ts';
import { messageOf } from '../../words.ts';

const REFUSED = 'The server did not accept this token.';

/** @param props `wasRefused`: the token of the page's address was wrong. */
export function TokenForm({ wasRefused }: { readonly wasRefused: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState(wasRefused ? REFUSED : undefined);
  useEffect(() => input.current?.focus(), []);
  const give = async (token: string): Promise<void> => {
    try {
      await giveToken(token);
      location.reload();
    } catch (error) {
      setProblem(error instanceof ApiError && error.status === 401 ? REFUSED : messageOf(error));
      input.current?.select();
    }
  };
  return (
    <main class="app-token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void give(input.current?.value.trim() ?? '');
        }}
      >
        <h1>This server requires a token</h1>
        {problem !== undefined && (
          <p class="app-token-refused" role="alert">
            {problem}
          </p>
        )}
        <p>
          Ask the person who started the server for it. Your browser keeps a cookie in its place until it is closed.
        </p>
        <input ref={input} name="token" type="password" aria-label="Token" autocomplete="current-password" required />
        <button type="submit" class="button is-primary is-large">
          Open the editor
        </button>
      </form>
    </main>
  );
}
