import { fillIn } from '../../src/shared/protocol/pageStrings';
import { maskMeasurements } from '../stage/maskPaths';
import { type State, selectedAnnotation, shownCandidate } from '../store';

/** Area, box and perimeter of a mask as text. */
export interface Figures {
	/** In the folder's real unit where it has one, else in pixels. */
	readonly short: string;
	/** In both. */
	readonly full: string;
}

/** The figures of the shown level or the selected annotation. */
export function figuresOf(state: State): Figures | undefined {
	const mask = shownCandidate(state) ?? selectedAnnotation(state);
	if (!mask) return undefined;
	const { settings, strings, language } = state;
	const { area, perimeter } = maskMeasurements(mask.segmentation);
	const [, , width, height] = mask.bbox;
	const whole = (value: number) => Math.round(value).toLocaleString(language);
	const pixels = fillIn(strings.figures, whole(area), whole(width), whole(height), whole(perimeter));
	if (!settings.pixelSize || area === 0) return { short: pixels, full: pixels };
	const { value, unit } = settings.pixelSize;
	const real = (number: number) => number.toLocaleString(language, { maximumSignificantDigits: 4 });
	const values = [area * value ** 2, width * value, height * value, perimeter * value].map(real);
	const short = fillIn(strings.realFigures, ...values, unit);
	return { short, full: `${short}\n${pixels}` };
}
