import { l10n } from 'vscode';
import type { EverythingOutcome } from '../../shared/everything';

/** Where it was looked for, and what became of what was there before. */
interface EverythingRun {
	readonly modelName: string;
	/** How many masks of an earlier answer gave way. */
	readonly replaced: number;
	/** Only the part of the image was looked at that a closer look is at. */
	readonly isCloser: boolean;
	/** How many masks were left out since that part's frame cuts them off. */
	readonly cutOff: number;
}

/** What came of looking for everything, in the user's language. */
export function everythingSentences(outcome: EverythingOutcome, run: EverythingRun): string {
	return [outcomeSentence(outcome, run), ...annotatedSentence(outcome), ...frameSentences(run)].join(' ');
}

function outcomeSentence(outcome: EverythingOutcome, { modelName, replaced }: EverythingRun): string {
	switch (outcome.kind) {
		case 'noSuchLevel':
			return l10n.t(
				'No mask was added: {0} gives a click {1} levels, so there is none of level {2}.',
				modelName,
				outcome.levels,
				outcome.level,
			);
		case 'noneFound':
			return l10n.t(
				'No mask was added: asked at {0} places, {1} was sure of none.',
				outcome.points,
				modelName,
			);
		case 'allAnnotated':
			return l10n.t('No mask was added: what was found ({0}) is annotated already.', outcome.found);
		case 'added':
			return addedSentence(outcome.added, replaced);
	}
}

function addedSentence(added: number, replaced: number): string {
	if (replaced > 0)
		return added === 1
			? l10n.t('1 mask was added in place of {0}.', replaced)
			: l10n.t('{0} masks were added in place of {1}.', added, replaced);
	return added === 1 ? l10n.t('1 mask was added.') : l10n.t('{0} masks were added.', added);
}

function annotatedSentence(outcome: EverythingOutcome): string[] {
	if (outcome.kind !== 'added' || outcome.annotated === 0) return [];
	const { annotated } = outcome;
	return [
		annotated === 1
			? l10n.t('1 more is annotated already.')
			: l10n.t('{0} more are annotated already.', annotated),
	];
}

function frameSentences({ isCloser, cutOff }: EverythingRun): string[] {
	if (!isCloser) return [];
	return [
		l10n.t('The model looked at what is in the frame only.'),
		...(cutOff === 0 ? [] : [l10n.t('What the frame cuts off was left out ({0}).', cutOff)]),
	];
}
