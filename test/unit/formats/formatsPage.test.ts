import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { formats } from '../../../src/formats/registry';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/formats.md'), 'utf8');

const columns = ['shape', 'holes', 'pieces', 'overlaps', 'kinds', 'details', 'splits'] as const;

it.each(formats.map(({ description }) => description.id))('docs/formats.md says what %s holds', (id) => {
	const { description, read, write, variants } = formats.find((one) => one.description.id === id)!;
	const direction = [read && 'read', write && 'write'].filter(Boolean).join(', ');
	const cells = [
		`\`${id}\``,
		description.name,
		direction,
		description.layout,
		...columns.map((key) => description.holds[key]),
	];
	expect(page).toContain(`| ${cells.join(' | ')} |`);
	expect(page).toContain(`| \`${id}\` | ${description.checkedAgainst} |`);
	for (const variant of variants ?? []) expect(page).toContain(`\`${variant}\``);
});

it('each format has an id of its own, and reads or writes', () => {
	expect(new Set(formats.map(({ description }) => description.id)).size).toBe(formats.length);
	for (const { read, write, recognize } of formats) {
		expect(read ?? write).toBeDefined();
		expect(recognize !== undefined).toBe(read !== undefined);
	}
});
