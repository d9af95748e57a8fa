/** Addresses of pictures with the token of the server. */
import { describe, expect, it } from 'vitest';
import { withToken } from '../../../editor/client/address.ts';

describe('addresses of pictures', () => {
  const text = JSON.stringify({
    files: [{ url: '/api/pictures/output/a.png' }],
    picture: '/api/templates/x/picture?v=1',
    workflow: { nodes: { n: { inputs: { url: 'https://example.org/', picture: { from: 'a.b' } } } } },
  });

  it('carry the token, and no other text of an answer does', () => {
    expect(JSON.parse(text, withToken('a b'))).toEqual({
      files: [{ url: '/api/pictures/output/a.png?token=a%20b' }],
      picture: '/api/templates/x/picture?v=1&token=a%20b',
      workflow: { nodes: { n: { inputs: { url: 'https://example.org/', picture: { from: 'a.b' } } } } },
    });
  });

  it('stay as they are without a token', () =>
    expect(JSON.parse(text, withToken(undefined))).toEqual(JSON.parse(text)));
});
