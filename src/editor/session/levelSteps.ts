import { changeLevel } from '../../shared/annotations/annotationEdits';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { AlikeTray } from './alikeTray';
import type { Prompting } from './prompting';
import type { Selection } from './selection';

interface LevelStepParts {
	readonly document: AnnotationDocument;
	readonly prompting: Prompting;
	readonly alike: AlikeTray;
	readonly selection: Selection;
}

/** Goes through the levels that a view shows: those of its prompts, or else the saved ones of the selected annotation. */
export class LevelSteps {
	constructor(private readonly parts: LevelStepParts) {}

	/**
	 * Shows a level of the prompts' answer, or gives it to the selected annotation.
	 *
	 * @throws Error where the document cannot be changed
	 */
	show(level: number): void {
		const { prompting, document } = this.parts;
		if (prompting.isOpen) {
			prompting.show(level);
			return;
		}
		const { annotation } = this;
		const isOther = annotation?.ladder?.some((step) => step.level === level);
		if (!annotation || !isOther || annotation.level === level) return;
		document.edit(changeLevel(document.state, annotation.id, level));
	}

	/**
	 * One level coarser (1) or finer (-1); of masks that are alike, more (1) or fewer (-1).
	 *
	 * @throws Error where the document cannot be changed
	 */
	step(step: 1 | -1): void {
		const { prompting, alike } = this.parts;
		if (prompting.isOpen) {
			prompting.stepLevel(step);
			return;
		}
		if (alike.hasFound) {
			alike.stepLikeness(step);
			return;
		}
		const { ladder = [], level } = this.annotation ?? {};
		const next = ladder[ladder.findIndex((one) => one.level === level) + step];
		if (next) this.show(next.level);
	}

	/**
	 * One mask coarser (1) or finer (-1) of all that were found for the prompts; of anything else, as `step`.
	 *
	 * @throws Error where the document cannot be changed
	 */
	stepFound(step: 1 | -1): void {
		const { prompting } = this.parts;
		if (prompting.isOpen) prompting.stepFound(step);
		else this.step(step);
	}

	private get annotation() {
		const { document, selection } = this.parts;
		return document.state.annotations.find(({ id }) => id === selection.last);
	}
}
