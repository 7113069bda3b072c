import * as vscode from 'vscode';
import type { StartResult } from '../../shared/protocol/inferenceProtocol';
import { Disposable } from '../disposable';

const deviceNames: Readonly<Record<StartResult['device'], string>> = {
	auto: 'auto',
	cpu: 'CPU',
	webgpu: 'WebGPU',
	cuda: 'CUDA',
	directml: 'DirectML',
	coreml: 'Core ML',
};

/** Says, while a Strata editor is in front, which model runs where and how long the last answer took. */
export class StatusBar extends Disposable {
	private readonly item = this._register(
		vscode.window.createStatusBarItem('strata.inference', vscode.StatusBarAlignment.Right, 100),
	);
	private started: StartResult | undefined;
	private problem: string | undefined;
	private last: { readonly what: string; readonly time: string } | undefined;

	constructor() {
		super();
		this.item.name = 'Strata Inference';
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

	showTime(what: string, milliseconds: number): void {
		this.last = { what, time: formatTime(milliseconds) };
		this.update();
	}

	/** Nothing was computed: a time would look as if the encoder had been that quick. */
	showCached(): void {
		this.last = { what: 'Features', time: 'from the cache' };
		this.update();
	}

	showProblem(message: string): void {
		this.problem = message;
		this.update();
	}

	private update(): void {
		const { started, problem, last } = this;
		const device = started && deviceNames[started.device];
		const parts = [started?.packName ?? 'Strata', device, last?.time].filter((part) => part !== undefined);
		this.item.text = `$(${problem ? 'warning' : 'layers'}) ${parts.join(' · ')}`;
		const lines = [
			started ? `${started.packName} on ${device}` : 'The model starts with the first image.',
			started?.deviceReason,
			last && `${last.what}: ${last.time}`,
			problem,
			'Click to choose another model.',
		];
		this.item.tooltip = lines.filter((line) => line !== undefined).join('\n');
	}
}

function formatTime(milliseconds: number): string {
	return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
