import * as vscode from 'vscode';
import { hasTransparency, type OutputFormat } from '../shared/imageEdits/outputFormat';

export interface ExportFormat {
	readonly format: OutputFormat;
	readonly extension: string;
	/** 1 to 100; absent: lossless. */
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
	const metadata =
		chosen && (await vscode.window.showQuickPick(metadataItems(), { title, ignoreFocusOut: true }));
	if (!metadata) return undefined;
	const { format, extension, quality } = chosen;
	return {
		format,
		extension,
		keepsMetadata: metadata.keepsMetadata,
		...(quality !== undefined && { quality }),
	};
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
				: vscode.l10n.t('quality {0}, smaller files', quality),
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
