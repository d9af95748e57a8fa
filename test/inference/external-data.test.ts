// Where weight files lie, in the words of onnxruntime, by the rules of both kinds of systems.
import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { externalLocation, externalRoot } from '../../inference/onnx/external-data.ts';

describe('a weight file', () => {
  it.each([
    ['/models/nano/vae/model.safetensors', '/', 'models/nano/vae/model.safetensors'],
    ['/狐狸 und Füchse/a b.safetensors', '/', '狐狸 und Füchse/a b.safetensors'],
    ['/Volumes/Models/x.safetensors', '/', 'Volumes/Models/x.safetensors'],
    ['/odd\\name.safetensors', '/', 'odd\\name.safetensors'],
  ])('of POSIX, %s, is named from the root', (file, root, location) => {
    expect(externalRoot([file], posix)).toBe(root);
    expect(externalLocation(file, posix)).toBe(location);
  });

  it.each([
    ['C:\\models\\x.safetensors', 'C:\\', 'models\\x.safetensors'],
    ['d:\\Modelle 狐狸\\x y.safetensors', 'd:\\', 'Modelle 狐狸\\x y.safetensors'],
    ['Z:/models/x.safetensors', 'Z:/', 'models/x.safetensors'],
    ['\\\\server\\share\\a\\x.safetensors', '\\\\server\\share\\', 'a\\x.safetensors'],
    ['\\\\?\\C:\\a\\x.safetensors', '\\\\?\\C:\\', 'a\\x.safetensors'],
  ])('of Windows, %s, is named from its drive or share', (file, root, location) => {
    expect(externalRoot([file], win32)).toBe(root);
    expect(externalLocation(file, win32)).toBe(location);
  });
});

describe('the files of one graph', () => {
  it('have one root, whatever the case of its letters', () => {
    expect(externalRoot(['C:\\a\\1.safetensors', 'c:\\b\\2.safetensors'], win32)).toBe('C:\\');
    expect(externalRoot(['\\\\NAS\\Models\\1', '\\\\nas\\models\\2'], win32)).toBe('\\\\NAS\\Models\\');
    expect(externalRoot(['/a/1', '/mnt/b/2'], posix)).toBe('/');
  });

  it('have none when there are no files', () => {
    expect(externalRoot([], win32)).toBeUndefined();
  });

  it('are refused on two drives, with the names of files and drives, and the way out', () => {
    const shards = ['1', '2', '3', '4'].map((shard) => `C:\\qwen\\model-${shard}.safetensors`);
    expect(() => externalRoot([...shards, 'D:\\loras\\fox.safetensors'], win32)).toThrow(
      expect.objectContaining({
        code: 'files-apart',
        message:
          'Weights that are used together lie on different drives: C:\\ (model-1.safetensors, model-2.safetensors, ' +
          'model-3.safetensors, 1 more) and D:\\ (fox.safetensors). They can be used from one drive only, and links ' +
          'to another do not help: move or copy them to the same drive.',
        details: { file: 'D:\\loras\\fox.safetensors', expected: 'C:\\', received: 'D:\\' },
      }),
    );
    expect(() => externalRoot(['\\\\nas\\a\\1', '\\\\nas\\b\\2'], win32)).toThrow(
      '\\\\nas\\a\\ (1) and \\\\nas\\b\\ (2)',
    );
  });
});
