import { describe, expect, it } from 'vitest';
import {
	answeredIn,
	answeredRequests,
	requestId,
	withAnswered,
} from '../../../../src/formats/sidecar/batchRecord';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import fc from '../../fastCheck';

const keys = fc.dictionary(fc.string(), fc.jsonValue());
const ids = fc.array(fc.string({ minLength: 1 }), { maxLength: 6 });

/** The same value with the keys of all objects the other way round. */
function turned(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(turned);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, one]) => [key, turned(one)]),
	);
}

describe('the name of a request', () => {
	it('does not depend on the order of keys, nor on keys without a value', () => {
		fc.assert(
			fc.property(keys, (request) => {
				expect(requestId(turned(request) as typeof request)).toBe(requestId(request));
				expect(requestId({ ...request, ' ': undefined })).toBe(requestId({ ...request }));
			}),
		);
	});

	it('is another one for another request', () => {
		fc.assert(
			fc.property(keys, keys, (a, b) => {
				const isSame = requestId(a) === requestId(b);
				// Once through JSON, which knows no -0.
				const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
				let equal = true;
				try {
					expect(plain(a)).toEqual(plain(b));
				} catch {
					equal = false;
				}
				expect(isSame).toBe(equal);
			}),
		);
	});

	it('stays the same in later versions, so that they repeat nothing', () => {
		expect(
			requestId({
				pack: 'strata-s',
				everything: { pointsPerSide: 32 },
				category: { name: 'a', kind: 'object' },
			}),
		).toBe('0b91725e31e4afbc');
	});
});

describe('the record of a batch', () => {
	it('is read back from the sidecar that it was written to, and nothing else is lost', () => {
		fc.assert(
			fc.property(keys, ids, ids, (others, first, second) => {
				const { batch: _, schema: _s, done: _d, ...own } = others;
				const infoStrata = withAnswered(withAnswered(own, first), second);
				const text = serializeSidecar(
					{ ...emptySidecar, rest: { ...emptySidecar.rest, infoStrata } },
					{ fileName: 'a.png', width: 4, height: 3 },
				);
				const expected = new Set([...first, ...second]);
				expect(answeredIn(text)).toEqual(expected);
				const { batch, ...kept } = parseSidecar(text).rest.infoStrata;
				expect(answeredRequests({ batch })).toEqual(expected);
				expect(kept).toEqual(JSON.parse(JSON.stringify(own)));
			}),
		);
	});

	it('is empty where a file is damaged, or says something else', () => {
		for (const text of ['', '{', 'null', '[]', '{"info":{"strata":{"batch":7}}}', '{"info":null}']) {
			expect(answeredIn(text)).toEqual(new Set());
		}
	});
});
