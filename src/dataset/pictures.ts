import { resolve } from 'node:path';
import type { DatasetImage } from './dataset';
import type { Losses } from './losses';
import type { OutputFolder } from './outputFolder';

/** Copies an image's picture to `name`; where it was not found, that is counted. */
export async function copyPicture(
	{ file }: DatasetImage,
	name: string,
	output: OutputFolder,
	losses: Losses,
): Promise<void> {
	if (file === undefined) losses.add('picturesMissing');
	// Annotations that are written beside their pictures leave those where they are.
	else if (resolve(output.path, name) !== resolve(file)) await output.copy(file, name);
}
