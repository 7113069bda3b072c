import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type ToolName, type ToolSettings, toolNames } from '../../src/shared/protocol/tools';
import { initialState, type State } from '../store';
import { toolTable } from '../tools/toolTable';

/** The tools, one below the other; arrow keys go from one to the next. */
@customElement('strata-toolbar')
export class Toolbar extends LitElement {
	@property({ attribute: false }) tools: ToolSettings = initialState.tools;
	@property({ attribute: false }) strings: State['strings'] = initialState.strings;
	/** For numbers. */
	@property({ attribute: false }) language = 'en';
	@property({ attribute: false }) onTake: (tool: ToolName) => void = () => undefined;
	@property({ attribute: false }) isEditing = false;
	@property({ attribute: false }) onEdit: () => void = () => undefined;
	@property({ attribute: false }) onResize: (step: 1 | -1) => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		return html`<div
			id="tools"
			role="toolbar"
			aria-orientation="vertical"
			aria-label=${this.strings.tools}
			@keydown=${this.goOn}
		>
			${toolNames.map((name) => this.toolButton(name))} ${this.size()} ${this.edits()}
		</div>`;
	}

	private toolButton(name: ToolName): TemplateResult {
		const { icon, title } = toolTable[name];
		const isInHand = name === this.tools.tool;
		return html`<button
			class="tool"
			data-tool=${name}
			title=${this.strings[title]}
			aria-label=${this.strings[title]}
			aria-pressed=${isInHand}
			tabindex=${isInHand ? 0 : -1}
			@click=${() => this.onTake(name)}
		>
			${typeof icon === 'string' ? html`<i class="codicon codicon-${icon}" aria-hidden="true"></i>` : icon}
		</button>`;
	}

	private edits(): TemplateResult {
		const title = this.strings.editImage;
		return html`<div class="separator"></div>
			<button
				class="tool"
				data-panel="edits"
				title=${title}
				aria-label=${title}
				aria-pressed=${this.isEditing}
				tabindex="-1"
				@click=${() => this.onEdit()}
			>
				<i class="codicon codicon-color-mode" aria-hidden="true"></i>
			</button>`;
	}

	/** What the tool in hand has of a size. */
	private size(): TemplateResult | typeof nothing {
		const { strings, language } = this;
		const { tool, brushRadius, wandTolerance } = this.tools;
		const isBrush = tool === 'brush' || tool === 'eraser';
		if (!isBrush && tool !== 'wand') return nothing;
		const value = (isBrush ? 2 * brushRadius : wandTolerance).toLocaleString(language);
		const step = (direction: 1 | -1, icon: string, title: string) =>
			html`<button class="tool" title=${title} aria-label=${title} @click=${() => this.onResize(direction)}>
				<i class="codicon codicon-${icon}" aria-hidden="true"></i>
			</button>`;
		return html`<div class="separator"></div>
			${step(1, 'add', strings.toolLarger)}
			<span class="value" title=${isBrush ? strings.brushSize : strings.wandTolerance}>${value}</span>
			${step(-1, 'remove', strings.toolSmaller)}`;
	}

	private goOn({ key, target }: KeyboardEvent): void {
		const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
		if (step === 0 || !(target instanceof HTMLElement)) return;
		const buttons = [...this.querySelectorAll<HTMLElement>('.tool')];
		const next = buttons.indexOf(target) + step;
		buttons.at(next % buttons.length)?.focus();
	}
}
