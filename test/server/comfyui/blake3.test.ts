/** BLAKE3 against the published test vectors: input bytes count from 0 to 250 and begin again. */
import { expect, it } from 'vitest';
import { Blake3 } from '../../../engine/files/blake3.ts';

// https://github.com/BLAKE3-team/BLAKE3/blob/master/test_vectors/test_vectors.json: the first 32 bytes of `hash`.
it.each([
  [0, 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262'],
  [1, '2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213'],
  [64, '4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98'],
  [65, 'de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee'],
  [1024, '42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7'],
  [1025, 'd00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444'],
  [3072, 'b98cb0ff3623be03326b373de6b9095218513e64f1ee2edd2525c7ad1e5cffd2'],
  [5120, '9cadc15fed8b5d854562b26a9536d9707cadeda9b143978f319ab34230535833'],
  [102_400, 'bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085'],
])('of %i bytes, however they are divided', (length, digest) => {
  const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
  expect(new Blake3().update(bytes).digest()).toBe(digest);
  const inPieces = new Blake3();
  for (let at = 0; at < length; at += 700) inPieces.update(bytes.subarray(at, at + 700));
  expect(inPieces.digest()).toBe(digest);
});
