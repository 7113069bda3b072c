import * as vscode from 'vscode';
import type { StartResult } from '../../shared/protocol/inferenceProtocol';
import { Disposable } from '../disposable';

/** Names that are the same in every language. */
const deviceNames: Readonly<Record<StartResult['device'], string>> = {
	auto: 'auto',
	cpu: 'CPU',
	webgpu: 'WebGPU',
	cuda: 'CUDA',
	directml: 'DirectML',
	coreml: 'Core ML',
};

/** Shows, while a Strata editor is in front, which model runs where and how long its last answer took. */
export class StatusBar extends Disposable {
	private readonly item = this._register(
		vscode.window.createStatusBarItem('strata.inference', vscode.StatusBarAlignment.Right, 100),
	);
	private started: StartResult | undefined;
	private problem: string | undefined;
	private last: { readonly time: string; readonly line: string } | undefined;

	constructor() {
		super();
		this.item.name = vscode.l10n.t('Strata: Model');
		this.item.command = 'strata.chooseModel';
		this.update();
	}

	show(visible: boolean): void {
		if (visible) this.item.show();
		else this.item.hide();
	}

	showStarted(started: StartResult): void {
		this.started = started;
		this.problem = undefined;
		this.update();
	}

	showEncoded(milliseconds: number): void {
		const time = formatTime(milliseconds);
		this.showLast(time, vscode.l10n.t('Encoding the image took {0}.', time));
	}

	/** Nothing was computed: a time would look as if the encoder had been that quick. */
	showCached(): void {
		this.showLast(vscode.l10n.t('from the cache'), vscode.l10n.t('The encoded image came from the cache.'));
	}

	showAnswered(milliseconds: number): void {
		const time = formatTime(milliseconds);
		this.showLast(time, vscode.l10n.t('The last masks took {0}.', time));
	}

	clearProblem(): void {
		this.problem = undefined;
		this.update();
	}

	showProblem(message: string): void {
		this.problem = message;
		this.update();
	}

	private showLast(time: string, line: string): void {
		this.last = { time, line };
		this.update();
	}

	private update(): void {
		const { started, problem, last } = this;
		const device = started && deviceNames[started.device];
		const parts = [started?.packName ?? 'Strata', device, last?.time].filter((part) => part !== undefined);
		this.item.text = `$(${problem ? 'warning' : 'layers'}) ${parts.join(' · ')}`;
		const lines = [
			started
				? vscode.l10n.t('{0} on {1}', started.packName, device ?? '')
				: vscode.l10n.t('The model starts with the first image.'),
			started?.deviceReason,
			last?.line,
			problem,
			vscode.l10n.t('Click to choose another model.'),
		];
		this.item.tooltip = lines.filter((line) => line !== undefined).join('\n');
	}
}

function formatTime(milliseconds: number): string {
	const seconds = (milliseconds / 1000).toLocaleString(vscode.env.language, {
		minimumFractionDigits: 1,
		maximumFractionDigits: 1,
	});
	return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${seconds} s`;
}
