import type { EverythingOutcome } from '../shared/everything';

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What came of looking for everything, in a sentence. */
export function everythingSummary(outcome: EverythingOutcome, modelName: string): string {
	switch (outcome.kind) {
		case 'noSuchLevel':
			return `No mask was added: ${modelName} gives a click ${count(outcome.levels, 'level')}, so there is none of level ${outcome.level}.`;
		case 'noneFound':
			return `No mask was added: asked at ${count(outcome.points, 'place')}, ${modelName} was sure of none.`;
		case 'allAnnotated':
			return `No mask was added: what was found (${outcome.found}) is annotated already.`;
		case 'added': {
			const { added, annotated } = outcome;
			const rest =
				annotated === 0 ? '' : ` ${annotated} more ${annotated === 1 ? 'is' : 'are'} annotated already.`;
			return `${count(added, 'mask')} ${added === 1 ? 'was' : 'were'} added.${rest}`;
		}
	}
}
