import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { uprightSizeOf } from '../imaging/io/uprightSizeOf';
import { maskedEdits } from '../imaging/maskedEdits';
import { type Recipe, recipeShape } from '../imaging/recipe';
import { recipeOf } from '../imaging/recipeOf';
import { renderImage } from '../imaging/renderImage';
import { Inpainter } from '../inference/model/inpaint/inpainter';
import { onnxRuntime } from '../inference/runtime/onnxRuntime';
import { withScratchFolder } from '../node/scratchFolder';
import { writeFileAtomically } from '../node/writeFileAtomically';
import { findPack } from '../packs/manifest/packManifest';
import { type OutputFormat, outputFormats } from '../shared/imageEdits/outputFormat';
import { messageOf } from '../shared/messageOf';
import { CliError, exitCodes } from './exitCodes';
import { collect, packFoldersOf } from './inferenceOptions';
import { note, report } from './output';
import { type OutputImageOptions, renderOptionsOf, withOutputImageOptions, writeImage } from './outputImage';
import { readSidecarOf } from './sidecarFile';

interface EditOptions extends OutputImageOptions {
	readonly recipe?: string;
	readonly saveRecipe?: string;
	readonly output?: string;
	readonly format: OutputFormat;
	readonly fillPack?: string;
	readonly packs: readonly string[];
}

const imageName = /[.](png|jpe?g|webp|gif|tiff?|avif)$/i;

/** `strata edit IMAGES [--recipe FILE] -o FOLDER`: images with their edits, or the same of many, as new files. */
export function editCommand(): Command {
	const command = new Command('edit')
		.description('edit what is annotated in images (blur every face, say) and write new files')
		.argument('<images...>', 'image files, or folders of them; what is beside them is annotated')
		.option(
			'-r, --recipe <file>',
			'JSON file with the edits (docs/imaging.md); without it, those that each image was given in the editor',
		)
		.option('-o, --output <folder>', 'folder to write to; it must be another than the images’ own')
		.option(
			'--save-recipe <file>',
			'write the edits that an image was given in the editor as a recipe for others',
		)
		.addOption(new Option('--format <format>', 'of the files').choices(outputFormats).default('png'));
	command
		.option('--fill-pack <id>', 'model pack that erases and fills, in place of the built-in way')
		.option(
			'--packs <folder>',
			'folder to look for packs in first; can be repeated',
			collect<string>,
			[] as readonly string[],
		);
	return withOutputImageOptions(command).action(editImages);
}

async function editImages(sources: readonly string[], options: EditOptions): Promise<void> {
	const recipe = options.recipe === undefined ? undefined : await readRecipe(options.recipe);
	const images = (await Promise.all(sources.map(imagesOf))).flat();
	if (images.length === 0) throw new InvalidArgumentError('Expected images but found none.');
	const { saveRecipe, output } = options;
	if (saveRecipe !== undefined) await writeRecipe(images, saveRecipe);
	if (output === undefined) {
		if (saveRecipe !== undefined) return;
		throw new InvalidArgumentError(
			'Expected --output with a folder to write to, or --save-recipe with a file.',
		);
	}
	const inpainter = await inpainterOf(options);
	await mkdir(output, { recursive: true });
	const failures: string[] = [];
	let edited = 0;
	for (const image of images) {
		try {
			if (await editImage(image, recipe, { ...options, output }, inpainter)) edited++;
			else
				note(
					`${image}: ${recipe ? 'nothing in it that the recipe edits' : 'it has no edits'}; no file was written.`,
				);
		} catch (error) {
			failures.push(`${image}: ${messageOf(error)}`);
		}
	}
	report(`${edited} of ${images.length} images edited → ${output}\n`);
	if (failures.length > 0) throw new CliError(exitCodes.failed, failures.join('\n'));
}

/** @returns false where nothing in the image answers to the recipe */
async function editImage(
	image: string,
	recipe: Recipe | undefined,
	options: EditOptions & { readonly output: string },
	inpainter: Inpainter | undefined,
): Promise<boolean> {
	const bytes = await readFile(image);
	const { width, height } = await uprightSizeOf(bytes);
	const { set } = await readSidecarOf({ path: image, width, height });
	const edits = maskedEdits(recipe?.edits ?? set.imageEdits ?? [], set);
	if (edits.length === 0) return false;
	const output = join(options.output, `${basename(image, extname(image))}.${options.format}`);
	const render = {
		...renderOptionsOf(output, options),
		...(inpainter && { inpaint: inpainter.fill.bind(inpainter) }),
		backgroundFile: (name: string) =>
			options.recipe === undefined ? besideImage(image, name) : resolve(options.recipe, '..', name),
	};
	const rendered = await withScratchFolder((folder) => renderImage(bytes, edits, render, folder));
	await writeImage(image, output, rendered.bytes);
	return true;
}

async function inpainterOf({ fillPack, packs }: EditOptions): Promise<Inpainter | undefined> {
	if (fillPack === undefined) return undefined;
	return new Inpainter(await findPack(packFoldersOf(packs), fillPack), onnxRuntime('cpu'));
}

/** A sidecar can come from anybody: it says nothing of files elsewhere. */
function besideImage(image: string, name: string): string {
	const folder = resolve(image, '..');
	const file = resolve(folder, name);
	if (file.startsWith(folder + sep)) return file;
	throw new Error(`its background ${name} is not in the folder of the image, so it was not read`);
}

/** Writes an image's own edits as a recipe; says which of them mean nothing elsewhere. */
async function writeRecipe(images: readonly string[], file: string): Promise<void> {
	const [image] = images;
	if (!image || images.length !== 1) {
		throw new InvalidArgumentError(`Expected one image for --save-recipe but received ${images.length}.`);
	}
	const { set } = await readSidecarOf({ path: image, ...(await uprightSizeOf(await readFile(image))) });
	const from = resolve(file, '..');
	const { recipe, leftOut } = recipeOf(set, (name) =>
		relative(from, besideImage(image, name)).split(sep).join('/'),
	);
	if (recipe.edits.length === 0) {
		throw new CliError(exitCodes.failed, `${image} has no edits that mean something in other images.`);
	}
	await writeFileAtomically(resolve(file), Buffer.from(`${JSON.stringify(recipe, null, '\t')}\n`));
	if (leftOut > 0) {
		note(
			`${leftOut} of the edits ${leftOut === 1 ? 'is' : 'are'} of a mask without a category and not in the recipe.`,
		);
	}
	report(`${recipe.edits.length} edit${recipe.edits.length === 1 ? '' : 's'} → ${file}\n`);
}

async function readRecipe(file: string): Promise<Recipe> {
	try {
		return recipeShape.parse(JSON.parse(await readFile(file, 'utf8')));
	} catch (error) {
		const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
		throw new InvalidArgumentError(`Expected a recipe in ${file} but ${reason}`);
	}
}

async function imagesOf(source: string): Promise<string[]> {
	const path = resolve(source);
	const found = await stat(path).catch(() => undefined);
	if (!found) throw new CliError(exitCodes.image, `${source} is not there.`);
	if (!found.isDirectory()) return [path];
	const names = await readdir(path);
	return names
		.filter((name) => imageName.test(name))
		.sort()
		.map((name) => join(path, name));
}
