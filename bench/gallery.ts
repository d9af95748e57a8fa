/**
 * Makes every picture of the shipped model that the repository holds: the example pictures to edit, the templates' pictures, and
 * the table of pictures and those of the editor in the README. To be run again when the model's weights change. No Python needed.
 */
import { drawExamples } from './gallery/examples.ts';
import { makeScreens } from './gallery/screens.ts';
import { makeTable } from './gallery/table.ts';
import { makeTemplatePictures } from './gallery/templates.ts';

await drawExamples();
await makeTemplatePictures(console.log);
await makeTable(console.log);
await makeScreens(console.log);
