import type { CategorySource } from '../categories/categoryMemory';
import type { AnnotationDocument } from '../document/annotationDocument';
import { ImageNames } from '../naming/imageNames';
import type { NameMemory } from '../naming/nameMemory';
import type { SessionImage } from './sessionImage';

/** The likely names of a view's masks, which follow its document. */
export function imageNamesOf(
	document: AnnotationDocument,
	image: SessionImage,
	categories: CategorySource,
	memory: NameMemory,
	report: (error: unknown) => void,
): ImageNames {
	const named = {
		get hash() {
			return image.state.phase === 'ready' ? image.open().then((opened) => opened.image) : undefined;
		},
		get annotations() {
			return document.state;
		},
		get known() {
			return { names: categories.known(document.state), isClosed: categories.isListed };
		},
	};
	return new ImageNames(named, memory, report);
}
