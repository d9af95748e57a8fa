// The path that a path leads to, also where the system does not tell it at once.
import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveLinks } from '../../inference/checkpoint/resolve-links.ts';

const refuse = (code: string) => () => Promise.reject(Object.assign(new Error(`${code}: injected`), { code }));

async function linked(): Promise<{ readonly folder: string; readonly link: string }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'inkloom-links-')));
  await mkdir(join(folder, 'blobs'));
  await writeFile(join(folder, 'blobs/a'), 'x');
  await symlink('blobs', join(folder, 'snapshots'));
  await symlink('snapshots/a', join(folder, 'link'));
  return { folder, link: join(folder, 'link') };
}

it('is asked of the system', async () => {
  const { folder, link } = await linked();
  expect(await resolveLinks(link)).toBe(join(folder, 'blobs/a'));
});

it('is found link by link where the system does not tell it, as for RAM disks of Windows', async () => {
  const { folder, link } = await linked();
  for (const code of ['UNKNOWN', 'EISDIR', 'EINVAL'])
    expect(await resolveLinks(link, refuse(code))).toBe(join(folder, 'blobs/a'));
});

it('is refused in the words of the system when it leads nowhere', async () => {
  const { folder } = await linked();
  await expect(resolveLinks(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(resolveLinks(join(folder, 'nothing'), refuse('EISDIR'))).rejects.toThrow('EISDIR: injected');
});
