import { access } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { DocumentStore } from '../document/documentStore';
import { showError, showInfo } from '../messages';
import { importFrom } from './importAnnotations';

const memoryKey = 'strata.importDeclined';

/**
 * Offers to import what another tool has left beside an image, when the image is opened and has no masks yet. An offer
 * that was declined is not made again for that image.
 */
export class ImportOffer extends Disposable {
	private readonly offered = new Set<string>();

	constructor(
		private readonly documents: DocumentStore,
		private readonly memory: vscode.Memento,
		private readonly report: (error: unknown) => void,
	) {
		super();
		this._register(
			documents.onDidOpen((document) => {
				this.offer(document).catch(report);
			}),
		);
	}

	private async offer(document: AnnotationDocument): Promise<void> {
		const { uri, fileName } = document;
		const image = uri.toString();
		const declined = this.memory.get<string[]>(memoryKey, []);
		if (uri.scheme !== 'file' || this.offered.has(image) || declined.includes(image)) return;
		const { annotations, readOnlyReason } = document.state;
		if (annotations.length > 0 || readOnlyReason !== undefined) return;
		this.offered.add(image);
		const source = await annotationsBeside(uri.fsPath);
		if (!source) return;
		const accept = vscode.l10n.t('Import');
		const decline = vscode.l10n.t('Not for This Image');
		const answer = await showInfo(
			vscode.l10n.t('{0} has annotations for {1}.', basename(source), fileName),
			accept,
			decline,
		);
		if (answer === decline) await this.memory.update(memoryKey, [...declined, image]);
		if (answer !== accept) return;
		const imagesFolder = vscode.Uri.joinPath(uri, '..');
		await importFrom(this.documents, {
			source: vscode.Uri.file(source),
			imagesFolder,
			onlyImage: uri,
			replace: false,
		}).catch((error: unknown) => {
			this.report(error);
			void showError(error);
		});
	}
}

/** A labelme file of the image's name, or a COCO file of the usual names, beside it. */
async function annotationsBeside(image: string): Promise<string | undefined> {
	const folder = dirname(image);
	const stem = basename(image, extname(image));
	const { recognizeFormat } = await import('../../formats/recognizeFormat');
	for (const name of [`${stem}.json`, 'annotations.json', '_annotations.coco.json', 'instances.json']) {
		const path = join(folder, name);
		const isThere = await access(path).then(
			() => true,
			() => false,
		);
		const format = isThere ? await recognizeFormat(path) : undefined;
		if (format && ['coco', 'labelme'].includes(format.description.id)) return path;
	}
	return undefined;
}
