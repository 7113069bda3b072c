import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { categoryKey, type DatasetAnnotation } from '../dataset/dataset';
import { selectAnnotations } from '../dataset/selectDataset';
import { overlay } from '../formats/png/overlay';
import { rgbPng } from '../formats/png/pngFile';
import type { CategoryKind } from '../shared/annotations/annotation';
import { failPlainly, levelsOf, openDataset } from './datasetOptions';
import { CliError, exitCodes } from './exitCodes';
import { imagesNamed, type NamedImage } from './imageArguments';
import { forEachImage } from './imageSession';
import { printJson, report } from './output';
import { writeImage } from './outputImage';
import {
	drawnInTerminal,
	type Picture,
	type TerminalProtocol,
	terminalProtocolOf,
	terminalProtocols,
} from './terminalPicture';

interface ShowOptions {
	readonly output?: string;
	readonly terminal?: TerminalProtocol;
	readonly json?: true;
	readonly category?: readonly string[];
	readonly kind?: CategoryKind;
	readonly level?: readonly number[];
}

/** `strata show IMAGE…`: pictures with their masks coloured, as PNGs or in the terminal. */
export function showCommand(): Command {
	return new Command('show')
		.description('draw the masks of images over them, in the terminal or as PNGs')
		.argument('<image...>', 'image files with masks, or patterns such as "*.jpg"')
		.option('-o, --output <path>', 'PNG to write; of several images a folder, where each is NAME_overlay.png')
		.addOption(
			new Option('--terminal <how>', 'how to draw in the terminal (default: as it says that it can)').choices(
				terminalProtocols,
			),
		)
		.option('--json', 'print what was drawn as JSON, and draw nothing in the terminal')
		.option('-c, --category <names...>', 'only these categories')
		.addOption(new Option('--kind <kind>', 'only objects, or only parts').choices(['object', 'part']))
		.option('-l, --level <levels>', 'only these levels, such as 1,2', levelsOf)
		.action(show);
}

async function show(names: readonly string[], options: ShowOptions): Promise<void> {
	const images = await imagesNamed(names);
	const isAlone = images.length === 1;
	if (options.output !== undefined && !isAlone) await mkdir(options.output, { recursive: true });
	const fileOf = fileNames(options.output, isAlone);
	const protocol = options.terminal ?? (process.stdout.isTTY ? terminalProtocolOf(process.env) : undefined);
	if (options.output === undefined && !options.json && protocol === undefined) {
		throw new InvalidArgumentError(
			'Expected --output, since there is no terminal here that says that it shows pictures (--terminal insists).',
		);
	}
	await forEachImage(names, { json: true }, async (image) => {
		const { picture, annotations } = await drawn(image, options);
		const output = fileOf(image);
		if (output !== undefined) {
			await writeImage(image.name, output, rgbPng(picture.data, picture.width, picture.height));
		}
		if (options.json) {
			const { width, height } = picture;
			printJson({ image: image.path, width, height, annotations: annotations.map(described), output });
		} else if (output !== undefined) report(`${image.name}: ${annotations.length} masks → ${output}\n`);
		else process.stdout.write(drawnInTerminal(picture, protocol!, process.stdout.columns ?? 80));
	});
}

/** Where the PNG of each image goes; two images of one name get two files. */
function fileNames(output: string | undefined, isAlone: boolean): (image: NamedImage) => string | undefined {
	const taken = new Set<string>();
	return ({ name }) => {
		if (output === undefined || isAlone) return output;
		const stem = basename(name, extname(name));
		for (let number = 1; ; number++) {
			const file = join(output, `${stem}${number === 1 ? '' : `-${number}`}_overlay.png`);
			if (taken.has(file)) continue;
			taken.add(file);
			return file;
		}
	};
}

async function drawn(
	{ path }: NamedImage,
	{ category, kind, level }: ShowOptions,
): Promise<{ readonly picture: Picture; readonly annotations: readonly DatasetAnnotation[] }> {
	if (path === undefined) {
		throw new InvalidArgumentError('Standard input has no masks beside it: name an image file.');
	}
	const { dataset } = await openDataset(path, { from: 'strata' });
	return failPlainly(async () => {
		const selection = {
			...(category && { categories: category }),
			...(kind && { kind }),
			...(level && { levels: level }),
		};
		// Numbers of all categories, so that a colour does not depend on what else is shown.
		const numbers = new Map(dataset.categories.map((one, i) => [categoryKey(one), i + 1]));
		for await (const image of selectAnnotations(dataset, selection).images()) {
			if (image.file === undefined) throw new CliError(exitCodes.image, `There is no image ${path}.`);
			const data = await overlay(image, (one) => numbers.get(categoryKey(one.category))!);
			const { width, height, annotations } = image;
			return { picture: { width, height, data }, annotations };
		}
		throw new CliError(exitCodes.dataset, `${path} has no masks.`);
	});
}

const described = ({ category, level, score }: DatasetAnnotation) => ({
	category: category.name,
	kind: category.kind,
	level,
	score,
});
