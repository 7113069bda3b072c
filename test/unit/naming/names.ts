import type { NamedExample } from '../../../src/naming/namedExample';
import type { Descriptor } from '../../../src/shared/descriptor';
import fc from '../fastCheck';

const unit = (numbers: readonly number[]): Descriptor => {
	const length = Math.hypot(...numbers) || 1;
	return Float32Array.from(numbers, (value) => value / length);
};

export const descriptors: fc.Arbitrary<Descriptor> = fc
	.array(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 6 })
	.filter((numbers) => numbers.some((value) => value !== 0))
	.map(unit);

export const namedExamples: fc.Arbitrary<NamedExample> = fc.record({
	image: fc.constantFrom('one', 'two', 'three'),
	annotation: fc.integer({ min: 1, max: 9 }),
	mask: fc.constantFrom('a', 'b'),
	name: fc.constantFrom('wheel', 'hub', 'truck'),
	kind: fc.constantFrom('object' as const, 'part' as const),
	descriptor: descriptors,
});

/** A descriptor that looks mostly along one axis. */
export const along = (axis: number, other = 0): Descriptor =>
	unit(Array.from({ length: 6 }, (_, i) => (i === axis ? 1 : other * (i + 1))));
