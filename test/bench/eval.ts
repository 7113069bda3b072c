// `npm run eval -- DIR [--pack ID] [--json]`: how good and how quick the ladder is on a set of clicks.
import path from 'node:path';
import { Command, Option } from 'commander';
import { InferenceService } from '../../src/inference/service';
import { bundledPack } from '../../src/shared/bundledPack';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { containment, iou } from '../../src/shared/mask/setOperations';
import { devices, type SegmentResult, type StartParams } from '../../src/shared/protocol/inferenceProtocol';
import { type Click, readClickSet } from './clickSet';
import { boundaryIou, maskQuality } from './maskQuality';
import { mean, median, quantile } from './statistics';

interface Options {
	readonly pack: string;
	readonly packs: readonly string[];
	readonly device: StartParams['device'];
	readonly json?: true;
}

const never = new AbortController().signal;

/** What one click gave: IoU by true mask, how its levels lie in each other, and times in milliseconds. */
interface ClickResult {
	readonly best: readonly number[];
	/** Boundary IoU of the mask with the best IoU, by true mask. */
	readonly bestBoundary: readonly number[];
	readonly first: readonly number[];
	/** By mask offered, whether it is frayed or scattered. */
	readonly junk: readonly boolean[];
	readonly nesting: readonly number[];
	readonly masks: number;
	readonly decoderMs: number;
	readonly restMs: number;
}

function measure({ masks }: Click, { candidates, first, milliseconds }: SegmentResult): ClickResult {
	const offered = candidates.map(({ segmentation }) => decodeRle(segmentation));
	const ious = masks.map((truth) => {
		const mask = decodeRle(truth);
		return offered.map((candidate) => iou(candidate, mask));
	});
	return {
		best: ious.map((values) => Math.max(0, ...values)),
		bestBoundary: ious.map((values, index) => {
			const best = offered[values.indexOf(Math.max(...values))];
			return best ? boundaryIou(best, decodeRle(masks[index]!)) : 0;
		}),
		first: ious.map((values) => values[first] ?? 0),
		junk: offered.map((mask) => maskQuality(mask).isJunk),
		nesting: offered.slice(1).map((mask, index) => containment(offered[index]!, mask)),
		masks: candidates.length,
		decoderMs: milliseconds.decode,
		restMs: milliseconds.rest,
	};
}

async function evaluate(folder: string, { pack, packs, device }: Options): Promise<ClickResult[]> {
	const images = await readClickSet(folder);
	const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
	await service.start({
		packFolders: [...packs.map((packs) => path.resolve(packs)), path.join(__dirname, '..', 'models')],
		pack,
		device,
		cacheBytes: 0,
		memoryBytes: 2 ** 26,
	});
	const results: ClickResult[] = [];
	for (const { path: source, clicks } of images) {
		const { image } = await service.openImage(source);
		await service.encode(image, never);
		for (const click of clicks) {
			const point = { type: 'point', x: click.x + 0.5, y: click.y + 0.5, positive: true } as const;
			results.push(measure(click, await service.segment({ image, prompts: [point] }, never)));
		}
		process.stderr.write(process.stderr.isTTY ? `\r${results.length} clicks` : '');
	}
	process.stderr.write(process.stderr.isTTY ? '\r' : '');
	return results;
}

function summary(results: readonly ClickResult[]) {
	const rounded = (value: number) => Math.round(value * 100) / 100;
	const percent = (values: readonly number[]) => rounded(100 * mean(values));
	const decoder = results.map(({ decoderMs }) => decoderMs);
	const rest = results.map(({ restMs }) => restMs);
	return {
		clicks: results.length,
		masks: results.reduce((sum, { best }) => sum + best.length, 0),
		mg: percent(results.flatMap(({ best }) => best)),
		first: percent(results.flatMap(({ first }) => first)),
		boundary: percent(results.flatMap(({ bestBoundary }) => bestBoundary)),
		junk: percent(results.flatMap(({ junk }) => junk.map(Number))),
		masksPerClick: rounded(mean(results.map(({ masks }) => masks))),
		nesting: percent(results.flatMap(({ nesting }) => nesting)),
		decoderMs: rounded(median(decoder)),
		decoderMsP90: rounded(quantile(decoder, 0.9)),
		restMs: rounded(median(rest)),
		restMsP90: rounded(quantile(rest, 0.9)),
	};
}

function print(folder: string, result: ReturnType<typeof summary>): void {
	console.log(`${folder}: ${result.clicks} clicks, ${result.masks} true masks`);
	console.log(`  1-IoU@MG         ${result.mg.toFixed(2)}`);
	console.log(`  1-IoU@first      ${result.first.toFixed(2)}`);
	console.log(`  boundary IoU     ${result.boundary.toFixed(2)} of the best mask`);
	console.log(`  junk             ${result.junk.toFixed(1)} % of the masks are frayed or scattered`);
	console.log(`  masks per click  ${result.masksPerClick.toFixed(2)}`);
	console.log(`  nesting          ${result.nesting.toFixed(1)} % of a level lies in the next`);
	console.log(`  decoder          ${result.decoderMs} ms (90 %: ${result.decoderMsP90} ms)`);
	console.log(`  rest             ${result.restMs} ms (90 %: ${result.restMsP90} ms)`);
}

new Command('eval')
	.description(
		'How good the ladder is on a set of clicks with every true mask under them (see docs/ladder.md).',
	)
	.argument('<folder>', 'holds clicks.json and the images')
	.option('--pack <id>', 'model pack', bundledPack)
	.option('--packs <folders...>', 'folders to look for packs in, before the built-in ones', [])
	.addOption(new Option('--device <device>', 'where the model runs').choices(devices).default('cpu'))
	.option('--json', 'one JSON object')
	.action(async (folder: string, options: Options) => {
		const result = summary(await evaluate(folder, options));
		if (options.json) console.log(JSON.stringify(result));
		else print(folder, result);
	})
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	});
