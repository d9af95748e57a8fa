/** Gives a complete file its name, and never overwrites the file that has it. */
import { constants, copyFile, link } from 'node:fs/promises';

/**
 * Links the file under a name, so that no reader sees a part of it. Where links are not supported, the file is copied.
 * @returns false when the name is taken.
 */
export async function claimName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      return copyFile(temporary, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
