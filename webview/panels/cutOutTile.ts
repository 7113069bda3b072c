import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { ButtonCommand, CutOutFile, ViewAct } from '../../src/shared/protocol/editorProtocol';
import type { PageStrings } from '../../src/shared/protocol/pageStrings';
import { initialState } from '../store';
import { offerFile } from './offerFile';

/** Makes the file of what is shown or selected, or says why there is none. */
export type MakeCutOut = () => Promise<CutOutFile | { readonly problem: string }>;

type Made = { readonly url: string; readonly name: string } | { readonly problem: string };

/**
 * What is shown or selected, cut out: a picture that is dragged into other programs as a file. It is made when the
 * pointer comes near, since a drag cannot wait for it.
 */
@customElement('strata-cut-out')
export class CutOutTile extends LitElement {
	/** What the cut-out shows, by identity: with another one, it is made anew. */
	@property({ attribute: false }) madeOf: readonly unknown[] = [];
	@property({ attribute: false }) strings: PageStrings = initialState.strings;
	@property({ attribute: false }) make: MakeCutOut = () => Promise.resolve({ problem: '' });
	@property({ attribute: false }) act: (one: ViewAct) => void = () => undefined;
	@state() private made: Made | undefined;
	@state() private isMaking = false;
	/** Counts what is cut out, so that an answer for another one is known. */
	private turn = 0;

	protected override createRenderRoot(): this {
		return this;
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.forget();
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		const before = changed.get('madeOf');
		if (!before) return;
		const isSame = before.length === this.madeOf.length && before.every((one, i) => one === this.madeOf[i]);
		if (!isSame) this.forget();
	}

	private forget(): void {
		this.turn++;
		this.isMaking = false;
		const { made } = this;
		this.made = undefined;
		// What was dropped a moment ago may not have been read yet.
		if (made && 'url' in made) setTimeout(() => URL.revokeObjectURL(made.url), 60_000);
	}

	protected override render(): TemplateResult {
		const { strings } = this;
		const button = (icon: string, label: string, command: ButtonCommand) =>
			html`<vscode-toolbar-button icon=${icon} label=${label} @click=${() => this.act({ type: 'run', command })}></vscode-toolbar-button>`;
		return html`<div class="cut-out" @pointerenter=${this.prepare}>
			<span class="tile">${this.picture()}</span>
			<span class="words">${strings.cutOut}<small>${this.words()}</small></span>
			${button('copy', strings.copyCutOut, 'strata.copyCutOut')}
			${button('save-as', strings.saveCutOut, 'strata.saveCutOut')}
		</div>`;
	}

	private picture(): TemplateResult {
		const { made, isMaking, strings } = this;
		if (made && 'url' in made) {
			return html`<img
				src=${made.url}
				alt=${strings.cutOut}
				title=${strings.cutOutDrag}
				@dragstart=${({ dataTransfer }: DragEvent) => dataTransfer && offerFile(dataTransfer, made)}
			/>`;
		}
		const icon = isMaking ? 'loading codicon-modifier-spin' : made ? 'warning' : 'file-media';
		return html`<i class="codicon codicon-${icon}"></i>`;
	}

	private words(): string {
		const { made, isMaking, strings } = this;
		if (isMaking) return strings.cutOutPreparing;
		if (!made) return strings.cutOutPrepare;
		return 'problem' in made ? made.problem : strings.cutOutDrag;
	}

	private readonly prepare = async (): Promise<void> => {
		if (this.isMaking || (this.made && 'url' in this.made)) return;
		this.isMaking = true;
		const { turn } = this;
		const made = await this.makeUrl();
		if (turn !== this.turn) {
			if ('url' in made) URL.revokeObjectURL(made.url);
			return;
		}
		this.made = made;
		this.isMaking = false;
	};

	private async makeUrl(): Promise<Made> {
		const file = await this.make();
		if ('problem' in file) return file;
		const { bytes, name } = file;
		return { name, url: URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/png' })) };
	}
}
