import { Command, InvalidArgumentError } from 'commander';
import { describeWanted, findAlike, type WantedMasks } from '../naming/findAlike';
import type { AlikeMask } from '../shared/alike';
import type { Annotation, AnnotationSet, CategoryKind } from '../shared/annotations/annotation';
import {
	addAnnotations,
	applyEdit,
	type CategoryName,
	editMany,
} from '../shared/annotations/annotationEdits';
import { suggestNames } from '../shared/annotations/suggestions';
import { withoutExisting } from '../shared/annotations/withoutExisting';
import { uncategorised } from '../shared/everything';
import { iouThresholds } from '../shared/thresholds';
import { BatchProgress } from './batch/batchProgress';
import { withCategoryOptions } from './categoryOptions';
import { type EverythingOptions, everythingParamsOf, fractionOf, withMaskOptions } from './everythingOptions';
import { CliError, type ExitCode } from './exitCodes';
import { describeFailure } from './failure';
import { imageFileNamed, imagesBelow } from './imageArguments';
import { ImageSession, type OpenedImage } from './imageSession';
import { collect, type InferenceOptions, withInferenceOptions } from './inferenceOptions';
import { printJsonLines, report } from './output';
import { changeSidecarOf, readSidecarOf, sidecarPath } from './sidecarFile';

interface AlikeOptions extends Omit<EverythingOptions, 'frugal'>, InferenceOptions {
	readonly annotation: readonly number[];
	readonly category?: string;
	readonly kind: CategoryKind;
	readonly likeness: number;
	readonly json?: true;
}

/** `strata alike IMAGE FOLDER…`: what looks like some annotations of an image, in many others. */
export function alikeCommand(): Command {
	const command = new Command('alike')
		.description(
			'find what looks like annotations of an image in others; add it to their sidecars with a suggested name',
		)
		.argument('<image>', 'the image with the annotations')
		.argument('<folder...>', 'folders with all that is below them, image files, or patterns such as "*.jpg"')
		.option('-a, --annotation <id>', 'look for what is like this annotation; can be repeated', idsOf, [])
		.option('--likeness <l>', 'how alike it has to be at least, from 0 to 1', fractionOf, 0.6)
		.option('--json', 'print the masks (likeness, area, bbox, COCO RLE) of each image and write nothing');
	withCategoryOptions(
		withMaskOptions(command),
		{ kind: 'object' },
		'look for what is like the annotations of this category',
	);
	return withInferenceOptions(command).action(findInFolders);
}

function idsOf(text: string, previous: readonly number[]): readonly number[] {
	if (/^[1-9]\d*$/.test(text)) return collect(Number(text), previous);
	throw new InvalidArgumentError(`Expected the id of an annotation but received ${text}.`);
}

/** What is looked for. */
interface Wanted extends WantedMasks {
	readonly path: string;
	readonly annotations: readonly Annotation[];
	/** What is found is likely called so. */
	readonly name: CategoryName;
}

async function findInFolders(
	image: string,
	folders: readonly string[],
	options: AlikeOptions,
): Promise<void> {
	const images = await imagesBelow(folders);
	const session = new ImageSession(options, { addsMasks: !options.json });
	const wanted = await readWanted(image, options, session);
	const progress = new BatchProgress('Searching');
	const failures: { readonly name: string; readonly message: string; readonly exitCode: ExitCode }[] = [];
	const began = performance.now();
	let [masks, withMasks] = [0, 0];
	for (const [at, named] of images.entries()) {
		try {
			const found = await findInImage(await session.open(named), wanted, session, options);
			masks += found;
			withMasks += found > 0 ? 1 : 0;
		} catch (error) {
			const failure = describeFailure(error);
			if (!failure) throw error;
			failures.push({ name: named.name, ...failure });
		}
		const seen = at + 1;
		progress.show({ seen, total: images.length, worked: seen, milliseconds: performance.now() - began });
	}
	progress.end();
	if (!options.json) {
		const name = wanted.name.name;
		report(`${images.length} images searched: ${masks} masks in ${withMasks} of them may be “${name}”.\n`);
	}
	for (const { name, message } of failures) process.stderr.write(`${name}: ${message}\n`);
	if (failures[0]) {
		throw new CliError(failures[0].exitCode, `${failures.length} of ${images.length} images failed.`);
	}
}

async function readWanted(
	name: string,
	{ annotation: ids, category, kind }: AlikeOptions,
	session: ImageSession,
): Promise<Wanted> {
	const opened = await session.open(await imageFileNamed(name));
	const { set } = await readSidecarOf(opened);
	const named = set.categories.find((one) => one.name === category && one.kind === kind);
	const annotations = set.annotations.filter(
		({ id, categoryId }) => ids.includes(id) || categoryId === named?.id,
	);
	const missing = ids.find((id) => !annotations.some((one) => one.id === id));
	const last = annotations.at(-1);
	if (missing !== undefined || !last)
		throw new InvalidArgumentError(noSuch(sidecarPath(name), missing, category));
	await session.start();
	const masks = annotations.map(({ segmentation }) => segmentation);
	const described = await describeWanted(session.service, opened.image, masks);
	const called = set.categories.find(({ id }) => id === last.categoryId) ?? uncategorised;
	return { ...described, path: opened.path, annotations, name: { name: called.name, kind: called.kind } };
}

function noSuch(sidecar: string, id: number | undefined, category: string | undefined): string {
	if (id !== undefined) return `${sidecar} has no annotation ${id}.`;
	if (category !== undefined) return `${sidecar} has no annotation called ${category}.`;
	return 'Expected --annotation ID or --category NAME: what to look for.';
}

/** @returns how many masks there are */
async function findInImage(
	opened: OpenedImage,
	wanted: Wanted,
	session: ImageSession,
	options: AlikeOptions,
): Promise<number> {
	const { set } = await readSidecarOf(opened);
	const isSource = opened.path === wanted.path;
	const searched = { image: opened.image, set, ...(isSource && { wanted: wanted.annotations }) };
	const params = everythingParamsOf(options, 'all');
	const { masks, pack } = await findAlike(session.service, wanted, searched, params);
	await session.service.flush();
	const found = masks.filter(({ likeness }) => likeness >= options.likeness);
	if (options.json) {
		const { path, width, height } = opened;
		printJsonLines({ image: path, width, height, pack, name: wanted.name.name }, 'masks', found);
	} else if (found.length > 0) {
		await changeSidecarOf(opened, (before) => {
			const after = withSuggested(before.set, found, wanted.name, pack);
			return after === before.set ? before : { ...before, set: after };
		});
		report(`${opened.name}: ${found.length} → ${sidecarPath(opened.name)}\n`);
	}
	return found.length;
}

/** Masks that may have a name, as suggestions: new ones, and those that are there and have no name. */
function withSuggested(
	set: AnnotationSet,
	masks: readonly AlikeMask[],
	name: CategoryName,
	pack: string,
): AnnotationSet {
	const present = new Set(set.annotations.map(({ id }) => id));
	const known = masks.flatMap(({ annotation }) =>
		annotation !== undefined && present.has(annotation) ? annotation : [],
	);
	const unknown = masks.filter(({ annotation }) => annotation === undefined);
	const added = withoutExisting(unknown, set, iouThresholds.duplicateObject).map(
		({ area, bbox, segmentation }) => ({
			...{ category: uncategorised, suggested: name, area, bbox, segmentation, pack },
		}),
	);
	const edit = editMany('Suggest Names', set, [
		(before) => suggestNames(before, new Map(known.map((id) => [id, name]))),
		(before) => addAnnotations(before, added),
	]);
	const isSame = edit.added.annotations.length === 0 && edit.removed.annotations.length === 0;
	return isSame ? set : applyEdit(set, edit);
}
