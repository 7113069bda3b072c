import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { applyImageEdit } from '../imaging/applyImageEdit';
import type { ImageEdit } from '../imaging/imageEdit';
import { readBackground } from '../imaging/io/readBackground';
import { readRaster } from '../imaging/io/readRaster';
import { type OutputFormat, outputFormats } from '../imaging/io/writeRaster';
import { maskedEdits, type Recipe, recipeShape } from '../imaging/recipe';
import { messageOf } from '../shared/messageOf';
import { CliError, exitCodes } from './exitCodes';
import { note, report } from './output';
import { type OutputImageOptions, withOutputImageOptions, writeImage } from './outputImage';
import { readSidecarOf } from './sidecarFile';

interface EditOptions extends OutputImageOptions {
	readonly recipe: string;
	readonly output: string;
	readonly format: OutputFormat;
}

const imageName = /[.](png|jpe?g|webp|gif|tiff?|avif)$/i;

/** `strata edit IMAGES --recipe FILE -o FOLDER`: the same edits of many images' annotations, written as new files. */
export function editCommand(): Command {
	const command = new Command('edit')
		.description('edit what is annotated in images (blur every face, say) and write new files')
		.argument('<images...>', 'image files, or folders of them; what is beside them is annotated')
		.requiredOption('-r, --recipe <file>', 'JSON file with the edits (docs/imaging.md)')
		.requiredOption('-o, --output <folder>', 'folder to write to; it must be another than the images’ own')
		.addOption(new Option('--format <format>', 'of the files').choices(outputFormats).default('png'));
	return withOutputImageOptions(command).action(editImages);
}

async function editImages(sources: readonly string[], options: EditOptions): Promise<void> {
	const recipe = await readRecipe(options.recipe);
	const images = (await Promise.all(sources.map(imagesOf))).flat();
	if (images.length === 0) throw new InvalidArgumentError('Expected images but found none.');
	await mkdir(options.output, { recursive: true });
	const failures: string[] = [];
	let edited = 0;
	for (const image of images) {
		try {
			if (await editImage(image, recipe, options)) edited++;
			else note(`${image}: nothing in it that the recipe edits; no file was written.`);
		} catch (error) {
			failures.push(`${image}: ${messageOf(error)}`);
		}
	}
	report(`${edited} of ${images.length} images edited → ${options.output}\n`);
	if (failures.length > 0) throw new CliError(exitCodes.failed, failures.join('\n'));
}

/** @returns false where nothing in the image answers to the recipe */
async function editImage(image: string, recipe: Recipe, options: EditOptions): Promise<boolean> {
	const bytes = await readFile(image);
	const picture = await readRaster(bytes);
	const { width, height } = picture.raster;
	const { set } = await readSidecarOf({ path: image, width, height });
	const edits = maskedEdits(recipe, set);
	if (edits.length === 0) return false;
	let { raster } = picture;
	for (const { edit, mask } of edits) {
		const file = backgroundFile(edit, options.recipe);
		const background = file === undefined ? undefined : await readBackground(file, raster);
		raster = await applyImageEdit(raster, mask, edit, { ...(background && { background }) });
	}
	const name = `${basename(image, extname(image))}.${options.format}`;
	await writeImage(image, join(options.output, name), { raster, picture, bytes }, options);
	return true;
}

/** A picture's path in a recipe is meant from where the recipe lies; undefined where the edit needs none. */
function backgroundFile(edit: ImageEdit, recipe: string): string | undefined {
	if (edit.type !== 'background' || edit.background.kind !== 'image') return undefined;
	return resolve(recipe, '..', edit.background.file);
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
