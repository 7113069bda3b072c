import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { defaultImageEdit, imageEditTypes } from '../../src/shared/imageEdits/defaultImageEdit';
import type { ImageEdit, ImageEditType } from '../../src/shared/imageEdits/imageEdit';
import type { ImageEditStep } from '../../src/shared/imageEdits/imageEditStep';
import type { ImageEditChange, ViewAct } from '../../src/shared/protocol/editorProtocol';
import { fillIn, type PageStrings } from '../../src/shared/protocol/pageStrings';
import { initialState, openedEdit, type State, shownCandidate } from '../store';
import type { Size } from '../viewport';
import type { MakeCutOut } from './cutOutTile';
import './cutOutTile';
import { controlsOf, type EditControl } from './imageEditControls';

const titles: Readonly<Record<ImageEditType, keyof PageStrings>> = {
	blur: 'editBlur',
	pixelate: 'editPixelate',
	fill: 'editFill',
	background: 'editBackground',
	highlight: 'editHighlight',
	recolour: 'editRecolour',
	adjust: 'editAdjust',
	place: 'editPlace',
};

/** The edits of the image: a panel over the stage's corner, with what can be done at the mask that is shown. */
@customElement('strata-edits-panel')
export class EditsPanel extends LitElement {
	@property({ attribute: false }) pageState: State = initialState;
	@property({ attribute: false }) image: Size = { width: 1, height: 1 };
	@property({ attribute: false }) act: (one: ViewAct) => void = () => undefined;
	/** Shows an edit as it is on its slider. */
	@property({ attribute: false }) onDraft: (draft: State['editDraft']) => void = () => undefined;
	@property({ attribute: false }) onChange: (id: number, edit: ImageEdit) => void = () => undefined;
	@property({ attribute: false }) onShowOriginal: (shows: boolean) => void = () => undefined;
	@property({ attribute: false }) makeCutOut: MakeCutOut = () => Promise.resolve({ problem: '' });
	@property({ attribute: false }) onClose: () => void = () => undefined;
	@property({ attribute: false }) onOpen: (id: State['openedEdit']) => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	/** Brings the keys to the first button. */
	takeFocus(): void {
		void this.updateComplete.then(() => this.querySelector<HTMLElement>('button:not([disabled])')?.focus());
	}

	protected override render(): TemplateResult {
		const { strings, document } = this.pageState;
		const steps = document.imageEdits ?? [];
		return html`<section id="edits" aria-label=${strings.edits} @keydown=${this.closeOnEscape}>
			<header>
				<b>${strings.edits}</b>
				<vscode-toolbar-button icon="close" label=${strings.close} @click=${() => this.onClose()}></vscode-toolbar-button>
			</header>
			${document.readOnlyReason === undefined ? this.offers() : nothing}
			<ol>
				${repeat(
					steps,
					({ id }) => id,
					(step, i) => this.step(step, i, steps.length),
				)}
			</ol>
			${steps.length > 0 ? this.footer() : nothing}
		</section>`;
	}

	private offers(): TemplateResult {
		const { pageState } = this;
		const { strings, selection } = pageState;
		const hasTarget = shownCandidate(pageState) !== undefined || selection.length > 0;
		return html`<div class="offers" role="group" aria-label=${strings.addEdit}>
				${imageEditTypes.map(
					(type) =>
						html`<button data-edit=${type} ?disabled=${!hasTarget} @click=${() => this.add(type)}>
							${strings[titles[type]]}
						</button>`,
				)}
			</div>
			${hasTarget ? this.cutOut() : html`<p class="empty">${strings.noEditTarget}</p>`}`;
	}

	private cutOut(): TemplateResult {
		const { pageState } = this;
		const { strings, document, selection } = pageState;
		const { annotations, imageEdits } = document;
		const mask = shownCandidate(pageState)?.segmentation;
		return html`<strata-cut-out
			.madeOf=${[annotations, imageEdits, mask, ...(mask ? [] : selection)]}
			.strings=${strings}
			.make=${this.makeCutOut}
			.act=${this.act}
		></strata-cut-out>`;
	}

	private add(type: ImageEditType): void {
		this.onOpen(null);
		this.act({ type: 'addImageEdit', edit: defaultImageEdit(type, this.image) });
	}

	private step(step: ImageEditStep, index: number, count: number): TemplateResult {
		const { strings, editDraft, selection } = this.pageState;
		const { id, off } = step;
		const isOpen = openedEdit(this.pageState)?.id === id;
		const edit = editDraft?.id === id ? editDraft.edit : step.edit;
		const title = strings[titles[edit.type]];
		const change = (one: ImageEditChange) => () => this.act({ type: 'changeImageEdit', change: one });
		const button = (icon: string, label: string, press: () => void, disabled = false) =>
			html`<vscode-toolbar-button icon=${icon} label=${`${label}: ${title}`} ?disabled=${disabled} @click=${press}></vscode-toolbar-button>`;
		return html`<li class=${off ? 'off' : ''} data-step=${id}>
			<div class="row">
				${button(
					off ? 'circle-large-outline' : 'pass-filled',
					off ? strings.switchOn : strings.switchOff,
					change({ id, kind: 'switch', isOn: off === true }),
				)}
				<button class="title" aria-expanded=${isOpen} @click=${() => this.onOpen(id)}>
					${title} <small>${this.targetWords(step)}</small>
				</button>
				${button('arrow-up', strings.moveEarlier, change({ id, kind: 'move', by: -1 }), index === 0)}
				${button('arrow-down', strings.moveLater, change({ id, kind: 'move', by: 1 }), index === count - 1)}
				${button('trash', strings.remove, change({ id, kind: 'remove' }))}
			</div>
			${isOpen && !off ? controlsOf({ ...step, edit }, this.image, selection).map((one) => this.control(id, one)) : nothing}
		</li>`;
	}

	/** What an edit is of. */
	private targetWords({ of }: ImageEditStep): string {
		const { strings, document } = this.pageState;
		if (of === 'all') return strings.allMasks;
		if ('categories' in of) return of.categories.join(', ');
		if ('segmentation' in of) return strings.ownMask;
		const [first, ...others] = of.annotations;
		if (others.length > 0) return fillIn(strings.severalMasks, of.annotations.length);
		const annotation = document.annotations.find(({ id }) => id === first);
		const category = document.categories.find(({ id }) => id === annotation?.categoryId);
		return category?.name ?? strings.ownMask;
	}

	private control(id: number, control: EditControl): TemplateResult {
		const { strings } = this.pageState;
		const done = (edit: ImageEdit | undefined) =>
			edit ? this.onChange(id, edit) : this.act({ type: 'chooseBackground', id });
		return html`<label>
			<span>${strings[control.label]}</span>
			${this.input(id, control, done)}
		</label>`;
	}

	private input(
		id: number,
		control: EditControl,
		done: (edit: ImageEdit | undefined) => void,
	): TemplateResult {
		const { strings, document, language, backgrounds } = this.pageState;
		const isFixed = document.readOnlyReason !== undefined;
		switch (control.kind) {
			case 'range':
				return html`<span class="slider">
					<input
						type="range"
						min=${control.min}
						max=${control.max}
						step=${control.step}
						?disabled=${isFixed}
						.value=${`${control.value}`}
						@input=${(event: Event) => this.onDraft({ id, edit: control.with(Number(inputOf(event).value)) })}
						@change=${(event: Event) => done(control.with(Number(inputOf(event).value)))}
					/>
					<output>${control.value.toLocaleString(language)}</output>
				</span>`;
			case 'check':
				return html`<input
					type="checkbox"
					?disabled=${isFixed}
					.checked=${control.value}
					@change=${(event: Event) => done(control.with(inputOf(event).checked))}
				/>`;
			case 'colour':
				return html`<input
					type="color"
					?disabled=${isFixed}
					.value=${control.value}
					@input=${(event: Event) => this.onDraft({ id, edit: control.with(inputOf(event).value) })}
					@change=${(event: Event) => done(control.with(inputOf(event).value))}
				/>`;
			case 'choice':
				return html`<select
					?disabled=${isFixed}
					@change=${(event: Event) => {
						const changed = control.with(inputOf(event).value);
						// Nothing is chosen yet.
						if (!changed) inputOf(event).value = control.value;
						done(changed);
					}}
				>
					${control.options.map(
						(one) => html`<option value=${one} .selected=${one === control.value}>${strings[one]}</option>`,
					)}
				</select>`;
			case 'picture': {
				const background = backgrounds[control.value];
				return html`<span class="picture">
					<button ?disabled=${isFixed} @click=${() => done(undefined)}>
						${strings.choosePicture}
					</button>
					<small>${control.value}</small>
					${background && 'problem' in background ? html`<p role="alert">${background.problem}</p>` : nothing}
				</span>`;
			}
		}
	}

	private footer(): TemplateResult {
		const { strings } = this.pageState;
		const show = (shows: boolean) => () => this.onShowOriginal(shows);
		return html`<div class="buttons">
			<vscode-button
				secondary
				title=${strings.originalTitle}
				@pointerdown=${show(true)}
				@pointerup=${show(false)}
				@pointerleave=${show(false)}
				>${strings.original}</vscode-button
			>
			<vscode-button @click=${() => this.act({ type: 'run', command: 'strata.exportImage' })}
				>${strings.exportImage}</vscode-button
			>
		</div>`;
	}

	private closeOnEscape(event: KeyboardEvent): void {
		if (event.key !== 'Escape') return;
		event.stopPropagation();
		this.onClose();
	}
}

const inputOf = (event: Event) => event.currentTarget as HTMLInputElement;
