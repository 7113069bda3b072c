import { z } from 'zod';
import type { NamedExample } from './namedExample';

const version = 1;
/** What a byte of a packed number can hold. */
const maxByte = 127;

const file = z.object({
	version: z.literal(version),
	examples: z.array(
		z.object({
			image: z.string(),
			annotation: z.int(),
			mask: z.string(),
			name: z.string(),
			kind: z.enum(['object', 'part']),
			descriptor: z.string(),
		}),
	),
});

/** Examples as text, a byte for each number of a descriptor: about half a kilobyte each. */
export function serializeExamples(examples: readonly NamedExample[]): string {
	return JSON.stringify({
		version,
		examples: examples.map(({ image, annotation, mask, name, kind, descriptor }) => ({
			...{ image, annotation, mask, name, kind },
			descriptor: pack(descriptor),
		})),
	} satisfies z.infer<typeof file>);
}

/** @returns undefined where the text is not a whole file of this version */
export function parseExamples(text: string): readonly NamedExample[] | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	const parsed = file.safeParse(json).data;
	const examples = parsed?.examples.map(({ descriptor, ...rest }) => ({
		...rest,
		descriptor: unpack(descriptor),
	}));
	return examples?.every(({ descriptor }) => descriptor.length === examples[0]!.descriptor.length)
		? examples
		: undefined;
}

/** Base64 of the largest magnitude as a float32, then of each number as a part of it, int8. */
function pack(numbers: Float32Array): string {
	const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
	const bytes = Buffer.alloc(4 + numbers.length);
	bytes.writeFloatLE(largest, 0);
	numbers.forEach((number, i) => {
		bytes.writeInt8(largest === 0 ? 0 : Math.round((number / largest) * maxByte), 4 + i);
	});
	return bytes.toString('base64');
}

function unpack(text: string): Float32Array {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.length < 4) return new Float32Array();
	const largest = bytes.readFloatLE(0);
	if (!Number.isFinite(largest)) return new Float32Array();
	return Float32Array.from(bytes.subarray(4), (_, i) => (bytes.readInt8(4 + i) / maxByte) * largest);
}
