// Refusals of onnxruntime, in words that say what to do. Its own words are those of version 1.30 for Windows.
import { posix, win32 } from 'node:path';
import { expect, it } from 'vitest';
import { cpu } from '../../inference/onnx/devices/cpu.ts';
import { deviceNamed } from '../../inference/onnx/devices/registry.ts';
import { namedError } from '../../inference/onnx/session-errors.ts';

it('a weight file that another program is writing is named', () => {
  const refusal = 'Deserialize tensor w failed.open file a b.safetensors fail, errcode = 32 - Sharing violation.';
  expect(namedError(new Error(refusal), { files: ['C:\\a b.safetensors'], device: cpu }, win32)).toMatchObject({
    code: 'file-in-use',
    message:
      'a b.safetensors cannot be read: another program is writing it, such as a download or a copy. ' +
      'Wait until that is done, or close the program, then run again.',
    details: { file: 'a b.safetensors', received: refusal },
  });
});

it('a path that Windows cannot open is named, with its length and the way out', () => {
  const file = (length: number): string => `C:\\${'a'.repeat(200)}\\${'b'.repeat(length - 204)}`;
  const refusal = new Error('Failed to get the weakly canonical path');
  expect(namedError(refusal, { files: [file(259), file(260)], device: cpu }, win32)).toMatchObject({
    code: 'path-too-long',
    message: expect.stringMatching(
      /its path has 260 characters, .* up to 259\. .*shorter path, such as C:\\models\./,
    ) as unknown,
    details: { file: file(260) },
    cause: refusal,
  });
  expect(namedError(refusal, { files: [file(259)], device: cpu }, win32)).toBe(refusal);
  expect(namedError(refusal, { files: [`/${'a'.repeat(300)}`], device: cpu }, posix)).toBe(refusal);
});

it('any other refusal stays as it is', () => {
  for (const cause of [new Error('File not found'), 'a text'])
    expect(namedError(cause, { files: [], device: cpu }, posix)).toBe(cause);
});

it('of a device that is not the processor, a refusal names the device and the first line of the cause', () => {
  const place =
    '/onnxruntime_src/webgpu_context.cc:136 auto Context::Initialize() result.status == Success was false. ';
  const cause = new Error(`${place}Failed to get a WebGPU adapter: No supported adapters\n  at Context::Initialize`);
  expect(namedError(cause, { files: [], device: deviceNamed('webgpu:1') }, posix)).toMatchObject({
    code: 'device-failed',
    message: 'The device "webgpu:1" failed: Failed to get a WebGPU adapter: No supported adapters',
    details: { field: 'device' },
    cause,
  });
});

it.each(['CUDA failure 2: out of memory', 'vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY'])(
  'memory of a device that runs out is told from a device that fails: %s',
  (text) => {
    expect(namedError(new Error(text), { files: [], device: deviceNamed('cuda') }, posix)).toMatchObject({
      code: 'out-of-memory',
    });
  },
);
