import { fillIn, type PageStrings } from '../src/shared/protocol/pageStrings';
import { isPrompting, levelsOf, openAlike, type State, selectedAnnotation } from './store';

/**
 * What the next click or key does, in one line.
 * @param ofTool what the tool in hand says of itself; undefined where that depends on what is shown
 * @param mayLookCloser whether what is shown is small, and could be looked at closer
 * @param modifierKey the name of the key that, held with a click, asks for masks also where there are some
 */
export function hint(
	state: State,
	modifierKey: string,
	ofTool?: keyof PageStrings,
	mayLookCloser = false,
): string {
	const { document, image, prompting, strings } = state;
	if (image.phase === 'failed') return '';
	if (document.readOnlyReason) return strings.readOnlyHint;
	if (openAlike(state)) return strings.alikeHint;
	if (state.alike?.phase === 'searching' && !isPrompting(state)) return strings.searchingAlikeHint;
	const { levels, prompts, waiting } = prompting;
	if (prompts.length > 0 && waiting && !levels) return strings.waitingHint;
	if (state.crosshair && !levels) return strings.crosshairHint;
	if (ofTool) {
		const [first, then] = [
			strings[ofTool],
			prompting.target === undefined ? strings.keepHint : strings.doneHint,
		];
		return isPrompting(state) ? `${first} · ${then}` : first;
	}
	if (prompting.target !== undefined) return strings.correctHint;
	if (levels) {
		const ofLevels = levels.candidates.length > 1 ? strings.levelsHint : strings.singleLevelHint;
		return mayLookCloser ? `${strings.closerOffer} · ${ofLevels}` : ofLevels;
	}
	if (prompts.length > 0) return strings.promptsHint;
	if (selectedAnnotation(state)?.suggested) return strings.suggestedHint;
	if (selectedAnnotation(state)) {
		return levelsOf(state).length > 1 ? strings.selectedLevelsHint : strings.selectedHint;
	}
	return document.annotations.length > 0
		? fillIn(strings.emptyHintWithMasks, modifierKey)
		: strings.emptyHint;
}
