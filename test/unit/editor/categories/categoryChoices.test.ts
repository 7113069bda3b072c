import { describe, expect, it } from 'vitest';
import { categoryChoices } from '../../../../src/editor/categories/categoryChoices';

const known = [
	{ name: 'osprey', kind: 'object' },
	{ name: 'otter', kind: 'object' },
	{ name: 'sea otter', kind: 'object' },
	{ name: 'head', kind: 'part' },
] as const;
const offered = (typed: string, kind: 'object' | 'part' = 'object') =>
	categoryChoices(known, typed, kind).map(
		({ known: existing, category }) => `${existing ? '' : 'new '}${category.name} ${category.kind}`,
	);

describe('what a pick offers', () => {
	it('is what there is, as it was used, before anything is typed', () => {
		expect(offered(' ')).toEqual(['osprey object', 'otter object', 'sea otter object', 'head part']);
	});

	it('is an existing category first, whichever kind is suggested', () => {
		expect(offered('otter', 'part')).toEqual(['otter object', 'sea otter object', 'new otter part']);
		expect(offered('head')).toEqual(['head part', 'new head object']);
	});

	it('is an existing category for the beginning of its name', () => {
		expect(offered('ospr')[0]).toBe('osprey object');
		expect(offered('OSPR')[0]).toBe('osprey object');
	});

	it('is a new one, of the suggested kind first, where nothing matches', () => {
		expect(offered('zebra', 'part')).toEqual(['new zebra part', 'new zebra object']);
	});

	it('is the suggested kind first where both exist', () => {
		const both = [...known, { name: 'otter', kind: 'part' as const }];
		const [first] = categoryChoices(both, 'otter', 'part');
		expect(first?.category).toEqual({ name: 'otter', kind: 'part' });
	});
});
