import { describe, expect, it } from 'vitest';
import type { Uri } from 'vscode';
import { HiddenAnnotations } from '../../../../src/editor/document/hiddenAnnotations';
import { HiddenMemory } from '../../../../src/editor/document/hiddenMemory';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import type { Annotation } from '../../../../src/shared/annotations/annotation';
import { addAnnotations, applyEdit } from '../../../../src/shared/annotations/annotationEdits';
import { box, imageSize, newAnnotation } from '../../shared/annotations/annotationSets';

const dog = { name: 'dog', kind: 'object' } as const;
const empty = { annotations: [], categories: [] };
const { annotations } = applyEdit(
	empty,
	addAnnotations(
		empty,
		[0, 20, 40].map((x) => newAnnotation(box(x, 0, 10, 10), dog)),
	),
);
const hiddenIn = (all: readonly Annotation[]) => all.filter(({ isHidden }) => isHidden).map(({ id }) => id);

function memory() {
	const stored = new Map<string, unknown>();
	const memento = {
		get: (key: string) => stored.get(key),
		update: async (key: string, value: unknown) => void stored.set(key, JSON.parse(JSON.stringify(value))),
	};
	const hidden = new HiddenMemory(memento as never);
	const of = (name: string) => hidden.of({ toString: () => name } as Uri);
	return { of, stored, hidden };
}

describe('hidden annotations', () => {
	it('are so the next time too, by image', () => {
		const { of } = memory();
		const hidden = new HiddenAnnotations(annotations, of('a.jpg'));
		expect(hidden.over(annotations)).toBe(annotations);
		expect(hidden.set([1, 3], true)).toBe(true);
		expect(hidden.set([3], true)).toBe(false);
		expect(hiddenIn(hidden.over(annotations))).toEqual([1, 3]);
		expect(hiddenIn(new HiddenAnnotations(annotations, of('a.jpg')).over(annotations))).toEqual([1, 3]);
		expect(hiddenIn(new HiddenAnnotations(annotations, of('b.jpg')).over(annotations))).toEqual([]);
		hidden.set([1, 2, 3], false);
		expect(hidden.over(annotations)).toEqual(annotations);
	});

	it('go along when their image gets another name, and replace what that name had', () => {
		const { of, hidden } = memory();
		of('a.jpg').write([1, 3]);
		of('b.jpg').write([2]);
		hidden.copyRenamed((image) => (image === 'a.jpg' ? 'b.jpg' : undefined));
		expect(of('b.jpg').read()).toEqual([1, 3]);
		hidden.copyRenamed(() => undefined);
		expect(of('b.jpg').read()).toEqual([1, 3]);
		expect(of('c.jpg').read()).toBeUndefined();
	});

	it('stay the same objects while nothing of them changes', () => {
		const hidden = new HiddenAnnotations(annotations, memory().of('a.jpg'));
		hidden.set([2], true);
		const before = hidden.over(annotations);
		expect(hidden.over(annotations)).toBe(before);
		const after = hidden.over([...annotations]);
		expect(after.every((one, i) => one === before[i])).toBe(true);
		expect(after[0]).toBe(annotations[0]);
	});

	it('are those of a file of an earlier version until the user says otherwise; a file says it no more', () => {
		const { of } = memory();
		const image = { fileName: 'a.png', ...imageSize };
		const json = JSON.parse(
			serializeSidecar(
				{
					...emptySidecar,
					set: applyEdit(empty, addAnnotations(empty, [newAnnotation(box(0, 0, 5, 5), dog)])),
				},
				image,
			),
		);
		json.annotations[0].strata = { ...json.annotations[0].strata, hidden: true };
		const sidecar = parseSidecar(JSON.stringify(json));
		const old = sidecar.set.annotations;
		const hidden = new HiddenAnnotations(old, of('a.png'));
		expect(hiddenIn(hidden.over(old))).toEqual([1]);
		hidden.set([1], false);
		expect(hiddenIn(hidden.over(old))).toEqual([]);
		expect(hiddenIn(new HiddenAnnotations(old, of('a.png')).over(old))).toEqual([]);
		expect(serializeSidecar(sidecar, image)).not.toContain('hidden');
	});

	it('are forgotten when they are deleted: the next annotation with that id is seen', () => {
		const hidden = new HiddenAnnotations(annotations, memory().of('a.jpg'));
		hidden.set([3], true);
		hidden.keepOnly(annotations.slice(0, 2));
		expect(hiddenIn(hidden.over(annotations))).toEqual([]);
	});

	it('are none where the memory holds what is not known', () => {
		const { of, stored } = memory();
		stored.set('strata.hidden', { 'a.jpg': 'all' });
		expect(hiddenIn(new HiddenAnnotations(annotations, of('a.jpg')).over(annotations))).toEqual([]);
	});
});
