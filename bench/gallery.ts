/**
 * Makes every picture in the repository that depends on the shipped model: example pictures to edit, pictures of the
 * templates, the table of pictures in the README, and the README's pictures of the editor. Run it again when the
 * weights change. No Python needed.
 */
import { drawExamples } from './gallery/examples.ts';
import { makeScreens } from './gallery/screens.ts';
import { makeTable } from './gallery/table.ts';
import { makeTemplatePictures } from './gallery/templates.ts';

await drawExamples();
await makeTemplatePictures(console.log);
await makeTable(console.log);
await makeScreens(console.log);
