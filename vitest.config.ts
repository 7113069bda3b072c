import { defineConfig } from 'vitest/config';

/** One after another: these tests share the processor with a model, or with VS Code and a browser. */
const serial = { fileParallelism: false, maxWorkers: 1, pool: 'forks' } as const;

export default defineConfig({
	test: {
		projects: [
			{
				resolve: { alias: { vscode: new URL('test/unit/editor/fakeVscode.ts', import.meta.url).pathname } },
				test: {
					name: 'unit',
					include: ['test/unit/**/*.test.ts'],
					testTimeout: 20_000,
					sequence: { groupOrder: 0 },
				},
			},
			{
				test: {
					...serial,
					name: 'inference',
					include: ['test/inference/**/*.test.ts'],
					testTimeout: 180_000,
					hookTimeout: 180_000,
					sequence: { groupOrder: 1 },
				},
			},
			{
				test: {
					...serial,
					name: 'vscode',
					include: ['test/vscode/**/*.test.ts'],
					testTimeout: 240_000,
					hookTimeout: 240_000,
					retry: 0,
					sequence: { groupOrder: 2 },
				},
			},
			{
				// Only asked for by name: it starts a cluster on this machine.
				test: {
					...serial,
					name: 'cluster',
					include: ['test/cluster/**/*.test.ts'],
					testTimeout: 540_000,
					hookTimeout: 180_000,
					sequence: { groupOrder: 4 },
				},
			},
			{
				// Not tests: `npm run pictures` takes pictures with what the tests in VS Code are made of.
				test: {
					...serial,
					name: 'pictures',
					include: ['test/pictures/*.pictures.ts'],
					testTimeout: 240_000,
					hookTimeout: 240_000,
					sequence: { groupOrder: 3 },
				},
			},
		],
	},
});
