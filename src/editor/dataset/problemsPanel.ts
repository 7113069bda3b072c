import * as vscode from 'vscode';
import { parseSidecar } from '../../formats/sidecar/parseSidecar';
import { sidecarSuffix } from '../../formats/sidecar/sidecarAddress';
import type { Sidecar } from '../../formats/sidecar/sidecarModel';
import { messageOf } from '../../shared/messageOf';
import type { FolderCategories } from '../categories/folderCategories';
import { Disposable } from '../disposable';
import type { AnnotationDocument } from '../document/annotationDocument';
import type { DocumentStore } from '../document/documentStore';
import { sidecarUri, textFileOf } from '../document/sidecarStore';
import { annotationLines, type SidecarProblem, sidecarProblems } from './sidecarProblems';

/** Milliseconds after the last change until masks are looked at: nobody waits for problems. */
const settleMs = 400;
/** So many files are looked at when a folder is opened; the others when they change or are opened. */
const maxFiles = 2000;

/** The Problems panel: what is wrong with the annotations of open images, unsaved ones too, and of saved files. */
export class ProblemsPanel extends Disposable {
	private readonly diagnostics = this._register(vscode.languages.createDiagnosticCollection('strata'));
	/** By sidecar. */
	private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

	constructor(
		private readonly documents: DocumentStore,
		private readonly folders: FolderCategories,
		private readonly report: (error: unknown) => void,
	) {
		super();
		const watcher = this._register(vscode.workspace.createFileSystemWatcher(`**/*${sidecarSuffix}`));
		const check = (sidecar: vscode.Uri) => this.checkSoon(imageOf(sidecar));
		this._register(watcher.onDidChange(check));
		this._register(watcher.onDidCreate(check));
		this._register(watcher.onDidDelete(check));
		this._register(documents.onDidOpen((document) => this.watch(document)));
		this._register(folders.onDidChange(() => void this.checkAll().catch(report)));
		this._register({ dispose: () => this.timers.forEach(clearTimeout) });
		void folders.ready.then(() => this.checkAll()).catch(report);
	}

	private watch(document: AnnotationDocument): void {
		document.onDidChange(() => this.checkSoon(document.uri));
		document.onDidDispose(() => this.checkSoon(document.uri));
		this.checkSoon(document.uri);
	}

	private async checkAll(): Promise<void> {
		for (const sidecar of await vscode.workspace.findFiles(`**/*${sidecarSuffix}`, undefined, maxFiles)) {
			if (this.isDisposed) return;
			await this.check(imageOf(sidecar));
			// Clicks go first.
			await new Promise(setImmediate);
		}
	}

	private checkSoon(image: vscode.Uri): void {
		const key = image.toString();
		clearTimeout(this.timers.get(key));
		this.timers.set(
			key,
			setTimeout(() => {
				this.timers.delete(key);
				this.check(image).catch(this.report);
			}, settleMs),
		);
	}

	private async check(image: vscode.Uri): Promise<void> {
		const file = sidecarUri(image);
		const text = await textFileOf(file).read();
		const document = this.documents.find(image);
		if (text === undefined && !document) {
			this.diagnostics.delete(file);
			return;
		}
		const found = await this.diagnosticsOf(image, text ?? '', document);
		// Something has changed meanwhile, and is looked at by itself.
		if (this.isDisposed || this.timers.has(image.toString())) return;
		this.diagnostics.set(file, found);
	}

	private async diagnosticsOf(
		image: vscode.Uri,
		text: string,
		document: AnnotationDocument | undefined,
	): Promise<vscode.Diagnostic[]> {
		const reason = document?.state.readOnlyReason;
		if (reason !== undefined) return [diagnostic(0, reason, vscode.DiagnosticSeverity.Error)];
		let sidecar: Pick<Sidecar, 'set' | 'rest'>;
		try {
			sidecar = document?.sidecar ?? parseSidecar(text);
		} catch (error) {
			return [diagnostic(0, messageOf(error), vscode.DiagnosticSeverity.Error)];
		}
		const problems = await sidecarProblems(sidecar, this.folders.listFor(image));
		if (problems.length === 0) return [];
		const lines = annotationLines(text);
		return problems.map((problem) =>
			diagnostic(lines.get(problem.id) ?? 0, sentenceOf(problem), severityOf(problem)),
		);
	}
}

function imageOf(sidecar: vscode.Uri): vscode.Uri {
	return sidecar.with({ path: sidecar.path.slice(0, -sidecarSuffix.length) });
}

function diagnostic(line: number, message: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
	const made = new vscode.Diagnostic(new vscode.Range(line, 0, line, 200), message, severity);
	made.source = 'Strata';
	return made;
}

function severityOf({ problem }: SidecarProblem): vscode.DiagnosticSeverity {
	const isError = problem.kind === 'empty' || problem.kind === 'outside' || problem.kind === 'repeated';
	return isError ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
}

function sentenceOf({ id, category, problem, otherId = 0 }: SidecarProblem): string {
	switch (problem.kind) {
		case 'unlisted':
			return vscode.l10n.t('Annotation {0}: {1} is not in .strata/categories.json.', id, category);
		case 'empty':
			return vscode.l10n.t('Annotation {0} ({1}) has no pixel.', id, category);
		case 'outside':
			return vscode.l10n.t('Annotation {0} ({1}) lies outside the image in part.', id, category);
		case 'partAlone':
			return vscode.l10n.t('Annotation {0} ({1}) is a part, but lies in no object.', id, category);
		case 'repeated':
			return vscode.l10n.t('Annotation {0} ({1}) is the same as annotation {2}.', id, category, otherId);
		case 'twin':
			return vscode.l10n.t(
				'Annotation {0} ({1}) is all but the same as annotation {2}: they share {3} % of their pixels.',
				id,
				category,
				otherId,
				Math.floor(problem.iou * 100),
			);
	}
}
