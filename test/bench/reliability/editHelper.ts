import { basename } from 'node:path';
import { sidecarPath } from '../../../src/cli/sidecarFile';
import { DocumentModel } from '../../../src/editor/document/model/documentModel';
import { DocumentError } from '../../../src/editor/document/model/documentProblem';
import { SidecarFile } from '../../../src/formats/sidecar/sidecarFile';
import { localTextFile } from '../../../src/node/textFile';
import { addAnnotations } from '../../../src/shared/annotations/annotationEdits';
import { numberedMask, savedImage } from './saveHelper';

/**
 * A process of its own: an open editor's document, whose user keeps `count` masks named `name` and saves each. Where
 * other programs have written meanwhile, the user does not overwrite what they wrote, but reverts and begins again.
 */
export async function editHelper([path = '', name = '', count = '']: readonly string[]): Promise<void> {
	const model = await DocumentModel.open(basename(path), {
		file: new SidecarFile(localTextFile(sidecarPath(path))),
		questions: {
			whoseToKeep: async () => undefined,
			overwriteChanged: async () => undefined,
			replaceExisting: async () => undefined,
		},
		changed: () => undefined,
		edited: () => undefined,
		inform: () => undefined,
	});
	model.setImageSize(savedImage);
	let refused = 0;
	let slowest = 0;
	for (let saved = 0; saved < Number(count); ) {
		model.edit(addAnnotations(model.set, [numberedMask(saved, name)]));
		const from = performance.now();
		try {
			await model.save();
			saved++;
		} catch (error) {
			if (!(error instanceof DocumentError && error.problem.kind === 'notReplaced')) throw error;
			refused++;
			await model.revert();
		}
		slowest = Math.max(slowest, performance.now() - from);
	}
	process.stdout.write(JSON.stringify({ slowest, refused }));
}
