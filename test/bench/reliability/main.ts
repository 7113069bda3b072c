// `npm run reliability [-- ROW… --seed 1 --short --full --markdown]`: hard trials of the product, and one table of what came of them.
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { emptyResult, type Row, type RowContext, type RowResult } from './row';
import { type Ran, reliabilityTable, verdictOf } from './table';

/** Loaded when they are needed: a helper that saves one mask starts in no time without models and decoders. */
const rows: Readonly<Record<string, () => Promise<Row>>> = {
	writes: async () => (await import('./rows/writes')).writes,
	backups: async () => (await import('./rows/backups')).backups,
	writers: async () => (await import('./rows/writers')).writers,
	kills: async () => (await import('./rows/kills')).kills,
	images: async () => (await import('./rows/images')).images,
	sidecars: async () => (await import('./rows/sidecars')).sidecars,
	imageFiles: async () => (await import('./rows/imageFiles')).imageFiles,
	annotations: async () => (await import('./rows/annotations')).annotations,
	folder: async () => (await import('./rows/folder')).folder,
	network: async () => (await import('./rows/network')).network,
	editor: async () => (await import('./rows/editor')).editor,
	fuzz: async () => (await import('./rows/fuzzed')).fuzzed,
};

/** What this program is when it is started with `--as`. */
const helpers: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
	save: async (args) => (await import('./saveHelper')).saveHelper(args),
	backup: async (args) => (await import('./backupHelper')).backupHelper(args),
	add: async (args) => (await import('./saveHelper')).addHelper(args),
	edit: async (args) => (await import('./editHelper')).editHelper(args),
	open: async (args) => (await import('./openHelper')).openHelper(args),
	click: async (args) => (await import('./clickHelper')).clickHelper(args),
	row: runRow,
};

/** A process of its own for each row: what it does to memory, or its end, is no other row's. */
async function runRow([name, context]: readonly string[]): Promise<void> {
	const row = await rows[name!]!();
	const result = emptyResult();
	try {
		await row.run(result, JSON.parse(context!) as RowContext);
	} catch (error) {
		result.broken.push(`the row failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
	}
	await new Promise((resolve) => process.send!(result, resolve));
	process.disconnect();
}

function runApart(name: string, context: RowContext): Promise<RowResult> {
	const child = fork(__filename, ['--as', 'row', name, JSON.stringify(context)], {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	return new Promise((resolve) => {
		let result: RowResult | undefined;
		child.once('message', (message) => {
			result = message as RowResult;
		});
		child.once('close', (code, signal) => {
			const ended = `the row's process ended with ${signal ?? code}`;
			resolve(result ?? { ...emptyResult(), crashed: 1, broken: [ended] });
		});
	});
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			seed: { type: 'string', default: '1' },
			short: { type: 'boolean', default: false },
			full: { type: 'boolean', default: false },
			markdown: { type: 'boolean', default: false },
		},
	});
	const unknown = positionals.filter((name) => !(name in rows));
	if (unknown.length > 0) {
		const known = Object.keys(rows).join(', ');
		process.stderr.write(`There is no row ${unknown.join(', ')}. The rows are ${known}.\n`);
		process.exitCode = 2;
		return;
	}
	const length = values.full ? 'full' : values.short ? 'short' : 'usual';
	const ran: Ran[] = [];
	for (const [name, load] of Object.entries(rows)) {
		if (positionals.length > 0 && !positionals.includes(name)) continue;
		process.stderr.write(`${name} …\n`);
		const row = await load();
		const folder = await mkdtemp(path.join(tmpdir(), 'strata-reliability-'));
		const root = path.resolve(__dirname, '..');
		const from = performance.now();
		const result = await runApart(name, { root, folder, seed: Number(values.seed), length });
		await rm(folder, { recursive: true, force: true });
		if (result.peakMemory !== undefined && result.peakMemory > (row.memoryLimit ?? Infinity)) {
			const peak = Math.round(result.peakMemory);
			result.broken.push(`${peak} MB of memory, more than ${row.memoryLimit}`);
		}
		if (length === 'short') result.late.length = 0;
		ran.push({ row, result, seconds: (performance.now() - from) / 1000 });
	}
	process.stdout.write(`${reliabilityTable(ran, values.markdown)}\n`);
	process.exitCode = ran.some(({ result }) => verdictOf(result) === 'BROKEN') ? 1 : 0;
}

const [flag, name, ...args] = process.argv.slice(2);
void (flag === '--as' ? helpers[name!]!(args) : main());
