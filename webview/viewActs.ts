import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { messageOf } from '../src/shared/messageOf';
import * as view from '../src/shared/protocol/editorProtocol';
import type { Prompting } from './prompting/prompting';
import { imageSize, levelsOf, type Store } from './store';
import { actualSize, fitImage, type Size, type Viewport, zoomAt } from './viewport';

const zoomStep = 1.25;

/** Carries out the acts that keys, palette and buttons ask for. */
export class ViewActs {
	private readonly commands: Readonly<Record<view.ViewCommand, () => void>> = {
		finerLevel: () => this.stepLevel(-1),
		coarserLevel: () => this.stepLevel(1),
		level1: () => this.pickLevel(1),
		level2: () => this.pickLevel(2),
		level3: () => this.pickLevel(3),
		level4: () => this.pickLevel(4),
		level5: () => this.pickLevel(5),
		level6: () => this.pickLevel(6),
		accept: () => void this.prompting.accept('shown'),
		acceptAll: () => void this.prompting.accept('all'),
		dropPrompt: () => this.prompting.takeBack(),
		dropLadder: () => this.letGo(),
		zoomIn: () => this.zoom(zoomStep),
		zoomOut: () => this.zoom(1 / zoomStep),
		zoomToFit: () => this.view((_viewport, stage, image) => fitImage(stage, image)),
		zoomToActualSize: () => this.view(actualSize),
		toggleMasks: () => this.store.set({ masksHidden: !this.store.state.masksHidden }),
	};

	constructor(
		private readonly store: Store,
		private readonly host: MessageConnection,
		private readonly prompting: Prompting,
		private readonly stageSize: () => Size,
	) {}

	command(command: view.ViewCommand): void {
		this.commands[command]();
	}

	/** Shows that level of the open ladder, or gives it to the selected annotation. */
	pickLevel(level: number): void {
		const { state } = this.store;
		const { ladder, selected } = state;
		if (ladder) {
			const shown = ladder.candidates.findIndex((candidate) => candidate.level === level);
			if (shown >= 0) this.store.set({ ladder: { ...ladder, shown } });
			return;
		}
		const isOther = levelsOf(state).some((step) => step.level === level && !step.shown);
		if (selected === null || !isOther || state.document.readOnlyReason) return;
		this.host
			.sendRequest(view.changeLevel, { id: selected, level })
			.catch((error: unknown) => this.store.set({ problem: messageOf(error) }));
	}

	/** One level up (+1, coarser) or down, as far as the ladder goes. */
	stepLevel(step: 1 | -1): void {
		const levels = levelsOf(this.store.state);
		const next = levels[levels.findIndex(({ shown }) => shown) + step];
		if (next) this.pickLevel(next.level);
	}

	private letGo(): void {
		const { prompts, draggedBox } = this.store.state;
		if (draggedBox) this.store.set({ draggedBox: null });
		else if (prompts.length > 0) this.prompting.drop();
		else this.store.set({ selected: null, problem: null });
	}

	private zoom(factor: number): void {
		const { width, height } = this.stageSize();
		const middle = { left: width / 2, top: height / 2 };
		this.view((viewport, stage, image) => zoomAt(viewport, middle, factor, stage, image));
	}

	private view(change: (viewport: Viewport, stage: Size, image: Size) => Viewport): void {
		const image = imageSize(this.store.state);
		if (image) this.store.set({ viewport: change(this.store.state.viewport, this.stageSize(), image) });
	}
}
