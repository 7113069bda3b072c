import * as vscode from 'vscode';
import { hasTransparency, type OutputFormat } from '../shared/imageEdits/outputFormat';

export interface ExportFormat {
	readonly format: OutputFormat;
	readonly extension: string;
	/** 1 to 100; absent: lossless. Of an item, what is proposed. */
	readonly quality?: number;
	readonly keepsMetadata: boolean;
}

/** @returns undefined where the user gave up */
export async function askExportFormat(
	title: string,
	needsTransparency: boolean,
): Promise<ExportFormat | undefined> {
	const formats = formatItems().filter(({ format }) => !needsTransparency || hasTransparency(format));
	const chosen = await vscode.window.showQuickPick(formats, { title, ignoreFocusOut: true });
	if (!chosen) return undefined;
	const { format, extension } = chosen;
	const quality = chosen.quality === undefined ? {} : await askQuality(title, chosen.quality);
	const metadata =
		quality && (await vscode.window.showQuickPick(metadataItems(), { title, ignoreFocusOut: true }));
	return metadata && { format, extension, keepsMetadata: metadata.keepsMetadata, ...quality };
}

async function askQuality(
	title: string,
	usual: number,
): Promise<Required<Pick<ExportFormat, 'quality'>> | undefined> {
	const answer = await vscode.window.showInputBox({
		title,
		prompt: vscode.l10n.t('Quality from 1 (smallest file) to 100 (best)'),
		value: `${usual}`,
		ignoreFocusOut: true,
		validateInput: (text) =>
			isQuality(text) ? undefined : vscode.l10n.t('Enter a whole number from 1 to 100.'),
	});
	return answer === undefined ? undefined : { quality: Number(answer) };
}

function isQuality(text: string): boolean {
	return /^\s*\d{1,3}\s*$/.test(text) && Number(text) >= 1 && Number(text) <= 100;
}

/** Formats go by their names in every language. */
const formatNames: Readonly<Record<OutputFormat, string>> = {
	png: 'PNG',
	jpeg: 'JPEG',
	webp: 'WebP',
	tiff: 'TIFF',
	avif: 'AVIF',
};

function formatItems(): (vscode.QuickPickItem & Omit<ExportFormat, 'keepsMetadata'>)[] {
	const item = (format: OutputFormat, extension: string, quality?: number) => ({
		label: formatNames[format],
		description:
			quality === undefined
				? vscode.l10n.t('lossless')
				: vscode.l10n.t('smaller files, with a quality to choose'),
		format,
		extension,
		...(quality !== undefined && { quality }),
	});
	return [
		item('png', 'png'),
		item('jpeg', 'jpg', 92),
		item('webp', 'webp'),
		item('webp', 'webp', 85),
		item('avif', 'avif', 80),
		item('tiff', 'tif'),
	];
}

function metadataItems(): (vscode.QuickPickItem & Pick<ExportFormat, 'keepsMetadata'>)[] {
	return [
		{
			label: vscode.l10n.t('Leave Metadata Out'),
			description: vscode.l10n.t('where, when and with what the picture was taken; its colour profile stays'),
			keepsMetadata: false,
		},
		{
			label: vscode.l10n.t('Keep Metadata'),
			description: vscode.l10n.t('EXIF and XMP'),
			keepsMetadata: true,
		},
	];
}
