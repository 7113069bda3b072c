import { SidecarFile } from '../../../../src/formats/sidecar/sidecarFile';
import { localTextFile } from '../../../../src/node/textFile';
import { addAnnotations, applyEdit } from '../../../../src/shared/annotations/annotationEdits';
import { box, newAnnotation } from '../../shared/annotations/annotationSets';
import { image } from './sidecars';

// A process of its own: adds `count` masks named `name` to the sidecar at `path`, one write each.
const [path = '', name = '', count = ''] = process.argv.slice(2);

const file = new SidecarFile(localTextFile(path));
for (let i = 0; i < Number(count); i++) {
	await file.change(image, (before) => {
		const mask = newAnnotation(box(i % 16, 0, 1, 1), { name, kind: 'object' });
		return { ...before, set: applyEdit(before.set, addAnnotations(before.set, [mask])) };
	});
}
