import { describe, expect, it } from 'vitest';
import { annotationLines, sidecarProblems } from '../../../../src/editor/dataset/sidecarProblems';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { dogText } from '../../formats/sidecar/sidecars';

const dog = parseSidecar(dogText);
const categoryOf = (id: number) =>
	dog.set.categories.find(
		(one) => one.id === dog.set.annotations.find((other) => other.id === id)?.categoryId,
	);

describe('the problems of a sidecar', () => {
	it('are none of categories where the folder has no list, and names that are not in it where it has', async () => {
		const unlisted = async (list: Parameters<typeof sidecarProblems>[1]) =>
			(await sidecarProblems(dog, list))
				.filter(({ problem }) => problem.kind === 'unlisted')
				.map(({ id }) => id);
		expect(await unlisted(undefined)).toEqual([]);
		const { annotations } = dog.set;
		expect(await unlisted([])).toEqual(annotations.map(({ id }) => id));
		const { name, kind } = categoryOf(annotations[0]!.id)!;
		expect(await unlisted([{ name, kind }])).not.toContain(annotations[0]!.id);
	});

	it('are on the lines of their annotations', () => {
		const text = serializeSidecar(dog, dog.image!);
		const lines = annotationLines(text);
		expect([...lines.keys()]).toEqual(dog.set.annotations.map(({ id }) => id));
		for (const [id, line] of lines) expect(JSON.parse(text.split('\n')[line]!.replace(/,$/, '')).id).toBe(id);
	});
});
