import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { sidecarJsonSchema } from '../../../../src/formats/sidecar/sidecarJsonSchema';
import { changed, dogText, foreign, image, sidecar } from './sidecars';

const file = path.resolve(import.meta.dirname, '../../../../media/schemas/sidecar.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8'));
const isValid = new Ajv().compile(schema);

describe('the JSON schema of *.strata.json', () => {
	it('is the one of the code: run `npm run schema` after a change of the shape', () => {
		expect(schema).toEqual(JSON.parse(JSON.stringify(sidecarJsonSchema())));
	});

	it('takes every file that Strata writes', () => {
		fc.assert(
			fc.property(sidecar, (one) => {
				isValid(JSON.parse(serializeSidecar(one, image)));
				expect(isValid.errors).toBeNull();
			}),
		);
	});

	it('takes a COCO file of another tool', () => {
		expect(isValid(JSON.parse(foreign)), JSON.stringify(isValid.errors)).toBe(true);
	});

	it('points at what is wrong', () => {
		const text = changed((json) => {
			json.annotations![0]!.category_id = 'dog';
		});
		expect(isValid(JSON.parse(dogText))).toBe(true);
		expect(isValid(JSON.parse(text))).toBe(false);
		expect(isValid.errors).toMatchObject([{ instancePath: '/annotations/0/category_id' }]);
	});
});
