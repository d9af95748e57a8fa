/** Reading a workflow from a file of any format, and refusing those that hold none. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readAnyWorkflow } from '../../engine/workflow/import/read-any.ts';
import { loadWorkflow, parseWorkflow } from '../../engine/workflow/load.ts';
import { writePngText } from '../../engine/workflow/picture/png-text.ts';
import { withProvenance } from '../../engine/workflow/picture/provenance.ts';
import type { Workflow } from '../../engine/workflow/schema.ts';
import { WorkflowError, WorkflowTooLargeError } from '../../engine/workflow/workflow-error.ts';
import { repoPath } from '../inference/support/goldens.ts';

const shipped = repoPath('workflows/text-to-image.json');
const text = await readFile(shipped);
const workflow = await loadWorkflow(shipped);
const picture = sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } });
const png = new Uint8Array(await picture.png().toBuffer());

/** Arrays inside of arrays. */
const nested = (levels: number): unknown => (levels === 0 ? 0 : [nested(levels - 1)]);
const withInput = (value: unknown): Workflow => ({
  ...workflow,
  nodes: { a: { type: 'x', inputs: { value: value as string } } },
});
const bytesOf = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));

describe('importing', () => {
  it('reads a workflow file, with or without a byte order mark', () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]);
    // As `>` writes it in Windows PowerShell 5.
    const wide = Buffer.from(`\uFEFF${Buffer.from(text).toString('utf8')}`, 'utf16le');
    for (const bytes of [text, marked, wide])
      expect(readAnyWorkflow(bytes, 'w.json')).toEqual({ workflow, issues: [] });
  });

  it.each(['png', 'jpeg', 'webp'] as const)('reads the workflow and the provenance in a %s', async (format) => {
    const provenance = { version: '1.2.3', workflow, output: 'save', values: { a: { b: 1 } }, models: {} };
    const bytes = withProvenance(new Uint8Array(await picture.clone().toFormat(format).toBuffer()), provenance);
    expect(readAnyWorkflow(bytes, 'picture')).toEqual({ workflow, provenance, issues: [] });
  });

  it('brings the workflow in an old picture up to date', () => {
    const old = { format: 'inkloom-workflow', version: 1, name: 'Old', nodes: {}, view: { a: { x: 1, y: 2 } } };
    const bytes = writePngText(png, 'inkloom', JSON.stringify({ version: '0.0.1', workflow: old }));
    expect(readAnyWorkflow(bytes, 'old.png').workflow).toEqual(parseWorkflow(JSON.stringify(old), 'old.json'));
  });
});

describe('a file without an Inkloom workflow', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['text', 'hello', 'f: not JSON: '],
    ['nothing', '', 'f: not JSON: '],
    ['a list', '[1]', 'f: not an Inkloom workflow'],
    ['a string', '"text"', 'f: not an Inkloom workflow'],
    ['an object without format and nodes', '{"a": {"b": 1}}', 'f: not an Inkloom workflow'],
    ['a picture without texts', png, 'f: the picture holds no Inkloom workflow'],
    ['a damaged text in a picture', writePngText(png, 'inkloom', '{'), 'f: not JSON: '],
    ['other JSON in a picture', writePngText(png, 'inkloom', '{}'), 'f: the workflow in the picture cannot be read'],
  ])('is refused: %s', (_name, content, message) => {
    const bytes = Buffer.from(content as Uint8Array);
    expect(() => readAnyWorkflow(bytes, 'f')).toThrow(WorkflowError);
    expect(() => readAnyWorkflow(bytes, 'f')).toThrow(message);
  });

  it('is refused with what to type when it is a Git LFS pointer', () => {
    const pointer = Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n');
    expect(() => readAnyWorkflow(pointer, 'w.json')).toThrow(
      'w.json: a Git LFS pointer in the place of the file of 12345 bytes. Type "git lfs pull" in its folder',
    );
  });

  it('is named in the error by at most 200 characters', () => {
    expect(() => readAnyWorkflow(bytesOf([]), 'x'.repeat(1000))).toThrow(/^x{200}: not/);
  });
});

describe('a damaged workflow file', () => {
  it.each([
    [{ format: 'other' }, 'f: format: '],
    [{ nodes: {} }, 'f: format: '],
    [{ ...workflow, version: 99 }, 'f: version: made by a later version of Inkloom'],
    [{ ...workflow, nodes: [] }, 'f: nodes: '],
  ])('is refused with the field that is wrong: %#', (json, message) => {
    expect(() => readAnyWorkflow(bytesOf(json), 'f')).toThrow(message);
  });
});

describe('limits', () => {
  const limits = { nodes: 2 };
  const inPicture = (json: unknown): Uint8Array =>
    writePngText(png, 'inkloom', JSON.stringify({ version: '1', workflow: json }));

  it('count the nodes of subgraphs', () => {
    const node = { type: 'x' };
    const three = { ...withInput(1), subgraphs: { s: { nodes: { b: node, c: node } } } };
    for (const bytes of [bytesOf(three), inPicture(three)]) {
      expect(() => readAnyWorkflow(bytes, 'f', limits)).toThrow(WorkflowTooLargeError);
      expect(() => readAnyWorkflow(bytes, 'f', limits)).toThrow('f: has 3 nodes; the most is 2');
      expect(readAnyWorkflow(bytes, 'f', { nodes: 3 }).workflow).toEqual(three);
    }
  });

  it.each([65, 2000])('refuse values that nest %i levels deep, in files and pictures', (levels) => {
    const deep = withInput(nested(levels));
    for (const bytes of [bytesOf(deep), inPicture(deep)])
      expect(() => readAnyWorkflow(bytes, 'f', limits)).toThrow('f: nests more than 64 levels deep');
  });

  it('allow values that nest as deep as the limit says', () => {
    const deep = withInput(nested(60));
    expect(readAnyWorkflow(bytesOf(deep), 'f', limits).workflow).toEqual(deep);
  });
});
