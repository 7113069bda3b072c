import { basename } from 'node:path';
import * as vscode from 'vscode';
import { answeredIn } from '../../formats/sidecar/batchRecord';
import { addAnswers, type BatchRequest, idOf } from '../../formats/sidecar/batchRequest';
import { parseSidecar } from '../../formats/sidecar/parseSidecar';
import { sidecarSuffix } from '../../formats/sidecar/sidecarAddress';
import { SidecarFile } from '../../formats/sidecar/sidecarFile';
import { viewIn } from '../../formats/sidecar/sidecarView';
import { localTextFile } from '../../node/textFile';
import { addAnnotations } from '../../shared/annotations/annotationEdits';
import { newAnnotations, uncategorised } from '../../shared/everything';
import type { Inference } from '../../shared/inference';
import { messageOf } from '../../shared/messageOf';
import type { EverythingResult, StartResult } from '../../shared/protocol/inferenceProtocol';
import type { DocumentStore } from '../document/documentStore';
import { showInfo } from '../messages';
import { pickLevel } from '../pickLevel';
import { settings } from '../settings';
import { askFolder } from './folders';
import { showReport } from './report';
import { withCancellableProgress } from './withCancellableProgress';

/** What makes the masks. */
export interface FolderInference extends Inference<AbortSignal> {
	start(): Promise<StartResult>;
}

interface FolderReport {
	readonly images: number;
	readonly finishedBefore: number;
	readonly annotations: number;
	readonly failures: readonly string[];
	readonly isCancelled: boolean;
}

/**
 * “Segment Folder…”: all masks of each image of a folder, into the files beside them; an image that is open gets them as
 * one edit. Images that this was done for before, here or by `strata batch`, are left out: a cancelled run goes on.
 */
export async function segmentFolder(
	documents: DocumentStore,
	inference: FolderInference,
	target: unknown,
): Promise<void> {
	const folder = await askFolder(target, vscode.l10n.t('Segment the Images of Which Folder?'));
	if (!folder) return;
	const { filesBelow, isImageName } = await import('../../dataset/imageFiles');
	const files = await filesBelow(folder.fsPath, isImageName);
	if (files.length === 0) {
		void showInfo(vscode.l10n.t('There is no image in {0}.', folder.fsPath));
		return;
	}
	const { levels, pack } = await inference.start();
	const title = vscode.l10n.t('Segment Folder: {0}', basename(folder.fsPath));
	const choice = await pickLevel(title, levels);
	if (!choice) return;
	const { level } = choice;
	const request = {
		everything: { ...settings.everything(), ...(level !== undefined && { level }) },
		category: uncategorised,
	};
	const run = new FolderRun(documents, inference, request, idOf(request, pack));
	const report = await withCancellableProgress(vscode.l10n.t('Segmenting the images'), ({ signal, show }) =>
		run.segment(files, signal, show),
	);
	if (report) await tell(report, files.length);
}

class FolderRun {
	constructor(
		private readonly documents: DocumentStore,
		private readonly inference: FolderInference,
		private readonly request: Extract<BatchRequest, { readonly everything: unknown }>,
		private readonly id: string,
	) {}

	async segment(
		files: readonly string[],
		signal: AbortSignal,
		show: (done: number, total: number) => void,
	): Promise<FolderReport> {
		const failures: string[] = [];
		let [images, finishedBefore, annotations] = [0, 0, 0];
		for (const [done, file] of files.entries()) {
			if (signal.aborted) break;
			show(done, files.length);
			try {
				const added = await this.segmentImage(file, signal);
				if (added === undefined) finishedBefore++;
				else {
					images++;
					annotations += added;
				}
			} catch (error) {
				if (!signal.aborted) failures.push(`${basename(file)}: ${messageOf(error)}`);
			}
		}
		return { images, finishedBefore, annotations, failures, isCancelled: signal.aborted };
	}

	/** @returns how many masks were added; undefined where it was done before */
	private async segmentImage(file: string, signal: AbortSignal): Promise<number | undefined> {
		const { inference } = this;
		const sidecar = new SidecarFile(localTextFile(file + sidecarSuffix));
		const { text } = await sidecar.read();
		if (text !== undefined && answeredIn(text).has(this.id)) return undefined;
		const { image, width, height } = await inference.openImage(file, signal, viewIn(text));
		const described = { fileName: basename(file), width, height };
		// Before the model's work: what is there must be usable.
		if (text !== undefined) parseSidecar(text, described);
		const result = await inference.everything({ image, ...this.request.everything }, signal);
		const open = this.addToDocument(file, result);
		if (open !== undefined) return open;
		let added = 0;
		await sidecar.change(described, (before) => {
			const after = addAnswers(before, [
				{ id: this.id, additionsTo: (set) => newAnnotations(result, set, this.request.category) },
			]);
			added = after.added;
			return after.sidecar;
		});
		return added;
	}

	/** The masks of an image that is open are its document's. @returns undefined where it is not open */
	private addToDocument(file: string, result: EverythingResult): number | undefined {
		const document = this.documents.find(vscode.Uri.file(file));
		if (!document) return undefined;
		if (document.state.readOnlyReason) throw new Error(document.state.readOnlyReason);
		const added = newAnnotations(result, document.state, this.request.category);
		if (added.length > 0) document.edit(addAnnotations(document.state, added));
		return added.length;
	}
}

async function tell(
	{ images, finishedBefore, annotations, failures, isCancelled }: FolderReport,
	total: number,
): Promise<void> {
	const sentences = [
		vscode.l10n.t('{0} of {1} images were segmented, {2} masks added.', images, total, annotations),
		...(finishedBefore > 0 ? [vscode.l10n.t('{0} had been segmented before.', finishedBefore)] : []),
		...(isCancelled ? [vscode.l10n.t('The same command goes on with the rest.')] : []),
	];
	const summary = vscode.l10n.t('{0} failed: see the report.', failures.length);
	await showReport(sentences.join(' '), failures, vscode.l10n.t('OK'), [], summary);
}
