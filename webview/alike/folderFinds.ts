import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import type { AlikeAct, AlikePage, AlikeStrings, ShownFind } from '../../src/shared/protocol/alikeProtocol';
import { fillIn } from '../../src/shared/protocol/pageStrings';
import { likenessSlider } from '../likenessSlider';

/** All that a search through a folder has found, the likest first: what is kept is chosen with a slider and by clicks. */
@customElement('strata-folder-finds')
export class FolderFinds extends LitElement {
	@property({ attribute: false }) page: AlikePage | null = null;
	@property({ attribute: false }) strings: AlikeStrings | null = null;
	/** Addresses of the finds' pictures, by id. */
	@property({ attribute: false }) pictures: ReadonlyMap<number, string> = new Map();
	@property({ attribute: false }) act: (one: AlikeAct) => void = () => undefined;

	protected override createRenderRoot(): this {
		return this;
	}

	protected override render(): TemplateResult {
		const { page, strings } = this;
		if (!page || !strings) return html``;
		const count = page.finds.filter(({ isTaken }) => isTaken).length;
		return html`<header>
				<b class="name" title=${page.category}>${page.category}</b>
				<span class="progress" role="status">${page.progress}</span>
				${
					page.isSearching
						? html`<vscode-progress-bar value=${Math.floor(100 * page.done)}></vscode-progress-bar>
							<vscode-button secondary class="stop" @click=${() => this.act({ type: 'stop' })}>
								${strings.stop}
							</vscode-button>`
						: ''
				}
				<span class="space"></span>
				<span class="taken" aria-live="polite">${fillIn(strings.taken, count, page.finds.length)}</span>
				${likenessSlider(strings.minLikeness, page.minLikeness, this.act)}
				<vscode-button class="add" @click=${() => this.act({ type: 'add' })} ?disabled=${count === 0}>
					${fillIn(strings.add, count)}
				</vscode-button>
			</header>
			<p class="hint">${page.finds.length === 0 && !page.isSearching ? strings.nothing : strings.hint}</p>
			<div class="finds" role="group" aria-label=${strings.finds}>
				${repeat(
					page.finds,
					({ id }) => id,
					(find) => this.find(find),
				)}
			</div>`;
	}

	private find({ id, likeness, isTaken, title }: ShownFind): TemplateResult {
		return html`<button
			class="find"
			data-find=${id}
			aria-pressed=${isTaken}
			title=${title}
			@click=${() => this.act({ type: 'toggle', id })}
			@dblclick=${() => this.act({ type: 'open', id })}
		>
			<img alt=${title} src=${this.pictures.get(id) ?? ''} />
			<span>${Math.round(100 * likeness)} %</span>
		</button>`;
	}
}
