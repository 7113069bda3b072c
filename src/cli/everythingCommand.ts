import { Command } from 'commander';
import type { NewAnnotation } from '../shared/annotations/annotationEdits';
import { everythingOutcome, newAnnotations, uncategorised } from '../shared/everything';
import type { EverythingResult, StartResult } from '../shared/protocol/inferenceProtocol';
import { type CategoryOptions, withCategoryOptions } from './categoryOptions';
import {
	type EverythingOptions,
	everythingParamsOf,
	levelOrAllOf,
	withEverythingOptions,
} from './everythingOptions';
import { everythingSummary } from './everythingSummary';
import { CliError, exitCodes } from './exitCodes';
import type { NamedImage } from './imageArguments';
import { forEachImage, ImageSession, type OpenedImage } from './imageSession';
import { type InferenceOptions, withInferenceOptions } from './inferenceOptions';
import { nameMasks, noteUnknownNames } from './nameMasks';
import { type NameOptions, type NameRequest, nameRequestOf, withNameOptions } from './nameOptions';
import { printJsonLines, report } from './output';
import { ProgressLine } from './progressLine';
import { addToSidecar, readSidecarOf, sidecarPath } from './sidecarFile';

interface EverythingCommandOptions extends EverythingOptions, InferenceOptions, CategoryOptions, NameOptions {
	readonly json?: true;
	readonly level: number | 'all';
}

interface Found extends OpenedImage {
	readonly started: StartResult;
	readonly result: EverythingResult;
	/** Gives the masks that are to be added the names that are wanted. */
	readonly named: Awaited<ReturnType<typeof nameMasks>>;
}

const nameless: Found['named'] = (added) => added;
const nobody = { annotations: [], categories: [] };

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
	withCategoryOptions(withNameOptions(withEverythingOptions(command)), uncategorised);
	return withInferenceOptions(command).action(segmentEverything);
}

async function segmentEverything(names: readonly string[], options: EverythingCommandOptions): Promise<void> {
	const wanted = await nameRequestOf(options);
	const session = new ImageSession(options, { addsMasks: !options.json });
	let isNoted = wanted === undefined;
	const { signal, ...controller } = cancelledByCtrlC();
	try {
		await forEachImage(
			names,
			options,
			async (named) => {
				const found = await findMasks(named, options, wanted, session, signal);
				if (!isNoted && wanted) await noteUnknownNames(session.service, wanted);
				isNoted = true;
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
	wanted: NameRequest | undefined,
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
		const { masks } = result;
		const set = options.json ? nobody : (await readSidecarOf(opened)).set;
		const named = wanted ? await nameMasks(service, opened.image, masks, set, wanted, signal) : nameless;
		return { ...opened, started, result, named };
	} finally {
		line.end();
	}
}

async function addMasks(
	found: Found,
	{ category: name, kind, level, namedOnly }: EverythingCommandOptions,
): Promise<void> {
	const { started, result, named } = found;
	let names: readonly string[] = [];
	const added = await addToSidecar(found, (set) => {
		const masks = named(newAnnotations(result, set, { name, kind }), set);
		names = masks.flatMap(
			(mask) => mask.suggested?.name ?? (mask.category.name === name ? [] : mask.category.name),
		);
		return masks;
	});
	const outcome = everythingOutcome(result, added.length, level === 'all' ? undefined : level);
	const summary =
		namedOnly && result.masks.length > 0
			? `${added.length} of ${result.masks.length} masks got a name and were added.`
			: everythingSummary(outcome, started.packName);
	if (result.masks.length === 0) throw new CliError(exitCodes.noMask, summary);
	const [first, last] = [added[0]?.id, added.at(-1)?.id];
	const ids = first === last ? `annotation ${first}` : `annotations ${first} to ${last}`;
	const counted = names.length === 0 ? '' : ` Names: ${countedNames(names)}.`;
	report(`${summary}${counted}${added.length > 0 ? ` → ${ids} in ${sidecarPath(found.name)}` : ''}\n`);
}

/** “person 3, cup 1”, the commonest first. */
function countedNames(names: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	const sorted = [...counts].sort(([, one], [, other]) => other - one);
	return sorted.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** bbox is [x, y, width, height] and segmentation COCO's compressed RLE. */
function printFound({ path, width, height, started, result, named }: Found): void {
	const { pack, device, deviceReason } = started;
	const { levels, points } = result;
	const all = named(
		result.masks.map((mask): NewAnnotation => ({ ...mask, category: uncategorised })),
		nobody,
	);
	const masks = all.map(({ category, suggested, ...mask }) => {
		const { name } = suggested ?? category;
		return { ...mask, ...(name !== uncategorised.name && { name }) };
	});
	printJsonLines({ image: path, width, height, pack, device, deviceReason, levels, points }, 'masks', masks);
}
