import sharp from 'sharp';
import { categoryKey, type Dataset } from '../../dataset/dataset';
import type { CategoryStats, DatasetStats } from '../../dataset/datasetStats';
import { overlay } from '../png/overlay';

/** So many pictures show what a dataset looks like; more make the page slow. */
const maxPictures = 12;
const pictureSide = 320;

/** A page of its own, without anything from the network: counts, bars and the first pictures with their masks. */
export async function statsPage(dataset: Dataset, stats: DatasetStats, title: string): Promise<string> {
	const pictures = await picturesOf(dataset);
	const { images, annotations, imagesWithoutMasks, categories, levels, splits } = stats;
	return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
table { border-collapse: collapse; } th, td { padding: .2rem .8rem .2rem 0; text-align: left; } td.number { text-align: right; }
.bar { display: inline-block; height: .8rem; background: #3794ff; vertical-align: middle; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 1rem; } figure { margin: 0; } img { max-width: 100%; }
figcaption { font-size: 12px; overflow-wrap: anywhere; }
</style>
<h1>${escapeHtml(title)}</h1>
<p>${images} images, ${imagesWithoutMasks} of them without masks; ${annotations} annotations.</p>
<h2>Categories</h2>
${categoryTable(categories)}
<h2>Levels</h2>
${barTable(levels)}
${Object.keys(splits).length > 0 ? `<h2>Splits</h2>\n${barTable(splits)}` : ''}
<h2>Pictures</h2>
<div class="pictures">${pictures.join('')}</div>
</html>
`;
}

function categoryTable(categories: readonly CategoryStats[]): string {
	const most = Math.max(1, ...categories.map(({ annotations }) => annotations));
	const rows = categories.map(
		({ name, kind, annotations, images, area }) =>
			`<tr><td>${escapeHtml(name)}<td>${kind}<td class="number">${annotations}<td>${bar(annotations / most)}<td class="number">${images}<td class="number">${area.median}</tr>`,
	);
	return `<table><tr><th>Category<th>Kind<th>Masks<th><th>Images<th>Median area (px)</tr>${rows.join('')}</table>`;
}

function barTable(counts: Readonly<Record<string, number>>): string {
	const most = Math.max(1, ...Object.values(counts));
	const rows = Object.entries(counts).map(
		([name, count]) => `<tr><td>${escapeHtml(name)}<td class="number">${count}<td>${bar(count / most)}</tr>`,
	);
	return `<table>${rows.join('')}</table>`;
}

const bar = (share: number) => `<span class="bar" style="width: ${(12 * share).toFixed(2)}rem"></span>`;

async function picturesOf(dataset: Dataset): Promise<string[]> {
	const numbers = new Map(dataset.categories.map((one, i) => [categoryKey(one), i + 1]));
	const figures: string[] = [];
	for await (const image of dataset.images()) {
		if (image.annotations.length === 0) continue;
		const pixels = await overlay(image, ({ category }) => numbers.get(categoryKey(category)) ?? 0);
		const { width, height } = image;
		const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
			.resize(pictureSide, pictureSide, { fit: 'inside' })
			.jpeg({ quality: 80 })
			.toBuffer();
		const caption = `${image.name}: ${image.annotations.length} masks`;
		figures.push(
			`<figure><img alt="" src="data:image/jpeg;base64,${jpeg.toString('base64')}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`,
		);
		if (figures.length === maxPictures) break;
	}
	return figures;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign]!);
