import type { Edit } from '../../shared/annotations/annotationEdits';
import { changeMask } from '../../shared/annotations/changeMask';
import { type DrawMode, type DrawnShape, maskOfShape, pointsOf } from '../../shared/drawnShape';
import { decodeRle } from '../../shared/mask/cocoRle';
import { cutAlong } from '../../shared/mask/cutAlong';
import { area, type RunLengths } from '../../shared/mask/runLengths';
import { subtract, union } from '../../shared/mask/setOperations';
import type { DocumentState } from '../../shared/protocol/editorProtocol';
import { drawnCandidate } from './drawnCandidate';
import type { Prompting } from './prompting';

export interface DrawingPort {
	readonly document: DocumentState;
	/** Pixels; undefined while it is not known yet. */
	readonly imageSize: { readonly width: number; readonly height: number } | undefined;
	/** The id of the selected annotation. */
	readonly selected: number | null;
	edit(edit: Edit): void;
	/** Sentences for the user, and the names of edits. */
	readonly messages: {
		readonly nothingToChange: string;
		readonly nothingLeft: string;
		readonly nothingCut: string;
		readonly draw: string;
		readonly erase: string;
		readonly cut: string;
	};
}

/** Changes masks by hand: the shown level of open prompts, else the selected annotation; or begins a new mask. */
export class Drawing {
	constructor(
		private readonly prompting: Prompting,
		private readonly port: DrawingPort,
	) {}

	/** @throws Error with a sentence where the document cannot be changed, or there is nothing to take away from */
	draw(shape: DrawnShape, mode: DrawMode, anew: boolean): void {
		const { width, height } = this.checkedSize();
		const { messages } = this.port;
		const drawn = maskOfShape(shape, width, height);
		const change = (mask: RunLengths) => (mode === 'add' ? union(mask, drawn) : subtract(mask, drawn));
		const label = mode === 'add' ? messages.draw : messages.erase;
		if (!anew && this.apply(label, (mask) => [change(mask)], '')) return;
		if (mode === 'subtract') throw new Error(messages.nothingToChange);
		// Beside the image, nothing is drawn.
		if (area(drawn) === 0) this.prompting.dismissProblem();
		else {
			const candidates = [drawnCandidate(drawn)];
			this.prompting.begin({ prompts: [], levels: { candidates, shown: 0, first: -1 } });
		}
	}

	/** @throws Error with a sentence where there is nothing to cut, or the line cuts nothing off */
	cut(line: readonly number[]): void {
		this.checkedSize();
		const { messages } = this.port;
		const pieces = (mask: RunLengths) => cutAlong(mask, pointsOf(line));
		if (!this.apply(messages.cut, pieces, messages.nothingCut)) throw new Error(messages.nothingToChange);
	}

	/**
	 * @param change its first mask takes the mask's place
	 * @param whenSame what to say where nothing is changed
	 * @returns false where nothing is open or selected
	 */
	private apply(label: string, change: (mask: RunLengths) => RunLengths[], whenSame: string): boolean {
		const { prompting, port } = this;
		if (prompting.isOpen) {
			// Drawn while the levels are still coming: on the one that is shown then.
			if (prompting.levels) this.changeLevel(change, whenSame);
			else void prompting.whenComplete().then((levels) => levels && this.changeLevel(change, whenSame));
			return true;
		}
		const { selected, document } = port;
		if (selected === null) return false;
		const edit = changeMask(label, document, selected, change);
		if (edit === 'same') this.say(whenSame);
		else if (edit === 'empty') throw new Error(port.messages.nothingLeft);
		else port.edit(edit);
		return true;
	}

	private changeLevel(change: (mask: RunLengths) => RunLengths[], whenSame: string): void {
		const { prompting } = this;
		const { levels } = prompting;
		const before = levels?.candidates[levels.shown];
		if (!before) return;
		const mask = drawnCandidate(change(decodeRle(before.segmentation))[0]!);
		if (mask.area === 0) this.say(this.port.messages.nothingLeft);
		else if (mask.segmentation.counts === before.segmentation.counts) this.say(whenSame);
		else prompting.draw(mask);
	}

	/** So that the page hears of it in any case: it shows what was drawn until then. */
	private say(sentence: string): void {
		if (sentence) this.prompting.showProblem(sentence);
		else this.prompting.dismissProblem();
	}

	private checkedSize(): { readonly width: number; readonly height: number } {
		const { document, imageSize } = this.port;
		if (document.readOnlyReason !== undefined) throw new Error(document.readOnlyReason);
		if (!imageSize) throw new Error(this.port.messages.nothingToChange);
		return imageSize;
	}
}
