// Addresses of stores, as people type them.
import { describe, expect, it } from 'vitest';
import { openStore } from '../../engine/store/open-store.ts';
import { readS3Address } from '../../engine/store/s3/s3-address.ts';

describe('an address of a bucket', () => {
  it.each([
    ['s3://bucket', {}, { bucket: 'bucket', prefix: '', region: undefined, endpoint: undefined }],
    [
      's3://bucket/a/b/?region=eu-west-1',
      { AWS_REGION: 'us-west-2' },
      { bucket: 'bucket', prefix: 'a/b/', region: 'eu-west-1', endpoint: undefined },
    ],
    [
      's3://bucket/a?endpoint=http://127.0.0.1:9000',
      {},
      { bucket: 'bucket', prefix: 'a/', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000' },
    ],
    [
      's3://bucket',
      { AWS_ENDPOINT_URL: 'https://storage.example', AWS_DEFAULT_REGION: 'here' },
      { bucket: 'bucket', prefix: '', region: 'here', endpoint: 'https://storage.example' },
    ],
  ])('%s is read', (address, env, expected) => {
    expect(readS3Address(address, env)).toEqual(expected);
  });

  it.each([
    ['s3://', 'the name of a bucket'],
    ['s3:///prefix', 'the name of a bucket'],
    ['s3://bucket?endpoint=storage.example', 'https://storage.example:9000'],
    ['s3://bucket?regoin=x', '"regoin" is neither region nor endpoint'],
  ])('%s is refused: %s', (address, message) => {
    expect(() => readS3Address(address, {})).toThrow(message);
  });

  it('with keys in it is refused without repeating them', () => {
    const read = (): unknown => readS3Address('s3://AKIA1:hush@bucket/prefix', {});
    expect(read).toThrow('AWS_SECRET_ACCESS_KEY');
    expect(read).not.toThrow(/AKIA1|hush/);
  });
});

it.each(['', 'http://storage.example/x', 'gs://bucket'])(
  'the address "%s" is refused with one that works',
  async (address) => {
    await expect(openStore(address)).rejects.toMatchObject({
      code: 'bad-address',
      message: expect.stringContaining('s3://bucket'),
    });
  },
);
