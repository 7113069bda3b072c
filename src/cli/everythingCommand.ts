import { Command } from 'commander';
import { everythingSummary, newAnnotations, uncategorised } from '../shared/everything';
import type { EverythingResult, StartResult } from '../shared/protocol/inferenceProtocol';
import { type CategoryOptions, withCategoryOptions } from './categoryOptions';
import {
	type EverythingOptions,
	everythingParamsOf,
	levelOrAllOf,
	withEverythingOptions,
} from './everythingOptions';
import { CliError, exitCodes } from './exitCodes';
import type { NamedImage } from './imageArguments';
import { forEachImage, ImageSession, type OpenedImage } from './imageSession';
import { type InferenceOptions, withInferenceOptions } from './inferenceOptions';
import { printJsonLines, report } from './output';
import { ProgressLine } from './progressLine';
import { addToSidecar, sidecarPath } from './sidecarFile';

interface EverythingCommandOptions extends EverythingOptions, InferenceOptions, CategoryOptions {
	readonly json?: true;
	readonly level: number | 'all';
}

interface Found extends OpenedImage {
	readonly started: StartResult;
	readonly result: EverythingResult;
}

/** `strata everything IMAGE…`: automatic mask generation, as annotations or as JSON. */
export function everythingCommand(): Command {
	const command = new Command('everything')
		.description('find all masks of an image; add them to its sidecar, or print them as JSON')
		.argument('<image...>', 'image files, patterns such as "*.jpg", or - for standard input (with --json)')
		.option('--json', 'print the masks (level, score, area, bbox, COCO RLE) and write nothing')
		.option(
			'-l, --level <n>',
			'take this level at each place (1 is the finest), or all',
			levelOrAllOf,
			'all',
		);
	return withInferenceOptions(withCategoryOptions(withEverythingOptions(command), uncategorised)).action(
		segmentEverything,
	);
}

async function segmentEverything(names: readonly string[], options: EverythingCommandOptions): Promise<void> {
	const session = new ImageSession(options, { addsMasks: !options.json });
	const { signal, ...controller } = cancelledByCtrlC();
	try {
		await forEachImage(
			names,
			options,
			async (named) => {
				const found = await findMasks(named, options, session, signal);
				if (options.json) printFound(found);
				else await addMasks(found, options);
			},
			signal,
		);
	} finally {
		controller.dispose();
	}
}

function cancelledByCtrlC(): { readonly signal: AbortSignal; dispose(): void } {
	const controller = new AbortController();
	const cancel = () =>
		controller.abort(new CliError(exitCodes.failed, 'Cancelled. Nothing was written for this image.'));
	process.once('SIGINT', cancel);
	return { signal: controller.signal, dispose: () => process.off('SIGINT', cancel) };
}

async function findMasks(
	named: NamedImage,
	options: EverythingCommandOptions,
	session: ImageSession,
	signal: AbortSignal,
): Promise<Found> {
	const opened = await session.open(named);
	const started = await session.start();
	const params = { image: opened.image, ...everythingParamsOf(options, options.level) };
	const line = new ProgressLine(opened.name);
	const { service } = session;
	try {
		const result = await service.everything(params, signal, ({ step, done, total }) =>
			line.show(
				step === 'proposing' ? `${done} of ${total} places` : `mask ${done + 1} of ${total}`,
				done / total,
			),
		);
		await service.flush();
		return { ...opened, started, result };
	} finally {
		line.end();
	}
}

async function addMasks(
	found: Found,
	{ category: name, kind, level }: EverythingCommandOptions,
): Promise<void> {
	const { started, result } = found;
	const added = await addToSidecar(found, (set) => newAnnotations(result, set, { name, kind }));
	const summary = everythingSummary(result, {
		added: added.length,
		modelName: started.packName,
		...(level !== 'all' && { level }),
	});
	if (result.masks.length === 0) throw new CliError(exitCodes.noMask, summary);
	const [first, last] = [added[0]?.id, added.at(-1)?.id];
	const ids = first === last ? `annotation ${first}` : `annotations ${first} to ${last}`;
	report(`${summary}${added.length > 0 ? ` → ${ids} in ${sidecarPath(found.name)}` : ''}\n`);
}

/** bbox is [x, y, width, height] and segmentation COCO's compressed RLE. */
function printFound({ path, width, height, started, result }: Found): void {
	const { pack, device, deviceReason } = started;
	const { levels, points, masks } = result;
	printJsonLines({ image: path, width, height, pack, device, deviceReason, levels, points }, 'masks', masks);
}
