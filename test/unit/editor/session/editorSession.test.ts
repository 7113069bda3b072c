import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessageConnection, type Message, type MessageConnection } from 'vscode-jsonrpc/node';
import type { EditorServices } from '../../../../src/editor/session/editorServices';
import { EditorSession } from '../../../../src/editor/session/editorSession';
import type { Annotation } from '../../../../src/shared/annotations/annotation';
import * as protocol from '../../../../src/shared/protocol/editorProtocol';
import { type Port, transportOf } from '../../../../src/shared/protocol/messageTransport';
import { EventEmitter, executed } from '../fakeVscode';
import { candidate, point } from './fakeModel';

/** Milliseconds that a message takes each way, as to a remote machine. */
const latency = 30;

/** Two ends of a slow line that keeps the order of messages. */
function slowLine(): { host: Port; page: Port } {
	const [toHost, toPage] = [new EventEmitter<Message>(), new EventEmitter<Message>()];
	const end = (out: EventEmitter<Message>, incoming: EventEmitter<Message>): Port => ({
		post: (message) => void setTimeout(() => out.fire(message), latency),
		listen: incoming.event,
	});
	return { host: end(toPage, toHost), page: end(toHost, toPage) };
}

const annotation = (id: number): Annotation => ({ id, categoryId: 1, ...candidate(id * 10) });

const changed = new EventEmitter<void>();
const firstFound = new EventEmitter<unknown>();
const reported: unknown[] = [];
const asked: unknown[] = [];
let session: EditorSession;
let page: MessageConnection;
/** Every selection that the host has sent to the page. */
let selections: (number | null)[];
let state: protocol.DocumentState;

beforeEach(() => {
	const line = slowLine();
	[reported, asked, executed].forEach((list) => {
		list.length = 0;
	});
	selections = [];
	state = { annotations: [annotation(1), annotation(2)], categories: [{ id: 1, name: 'a', kind: 'object' }] };
	const document = {
		uri: { scheme: 'file', path: '/a.png', fsPath: '/a.png' },
		fileName: 'a.png',
		view: {},
		get state() {
			return state;
		},
		setImageSize: () => undefined,
		onDidChange: changed.event,
		onDidChangeImage: new EventEmitter<void>().event,
	};
	const client = {
		openImage: async () => ({ image: 'hash', width: 1, height: 100 }),
		encode: async () => ({ milliseconds: 1, from: 'memory' }),
		askAbout: async () => null,
		segment: async (params: { asker: string }) => {
			asked.push(params);
			return {
				candidates: [candidate(10)],
				first: 0,
				pack: 'a-pack',
				milliseconds: { encode: 0, decode: 0, rest: 0 },
			};
		},
	};
	const nothing = () => undefined;
	const services = {
		inference: { client, onDidRestart: new EventEmitter<void>().event, onFirstCandidate: firstFound.event },
		statusBar: { showEncoded: nothing, showCached: nothing, showAnswered: nothing },
		prefetch: { hold: nothing, after: nothing, forget: nothing },
		categories: { sourceFor: nothing },
		names: {
			follow: async () => undefined,
			prepare: async () => undefined,
			likely: async () => [],
			onDidTurnOn: new EventEmitter<void>().event,
		},
		folders: { onDidChange: new EventEmitter<void>().event, coloursFor: () => [], listFor: nothing },
		report: (error: unknown) => reported.push(error),
	};
	const webview = { postMessage: line.host.post, onDidReceiveMessage: line.host.listen };
	session = new EditorSession(
		document as unknown as EditorSession['document'],
		{ webview } as unknown as EditorSession['panel'],
		services as unknown as EditorServices,
	);
	const { reader, writer } = transportOf(line.page);
	page = createMessageConnection(reader, writer);
	page.onNotification(protocol.selectionChanged, ({ id }) => void selections.push(id));
	page.listen();
});

afterEach(() => {
	session.dispose();
	page.dispose();
});

/** Sends what the user does, without waiting for it to be done. */
const act = (one: protocol.ViewAct) => void page.sendRequest(protocol.act, one);
const settle = () => delay(10 * latency);

describe('the selection', () => {
	it('is the last mask that was clicked, also over a slow line: it does not go to and fro', async () => {
		act({ type: 'select', id: 1 });
		await delay(latency / 2);
		act({ type: 'select', id: 2 });
		await settle();
		expect(selections).toEqual([1, 2]);
		expect(session.selected).toBe(2);
	});

	it('is told to the page when the tree selects, and goes with its mask', async () => {
		session.select(1);
		state = { ...state, annotations: [annotation(2)] };
		changed.fire();
		await settle();
		expect(selections).toEqual([1, null]);
	});
});

describe('messages of the page', () => {
	it('that are not valid are reported, and nothing is done', async () => {
		const wrong: unknown[] = [
			{ type: 'run', command: 'workbench.action.terminal.sendSequence' },
			{ type: 'select', id: 'one' },
			{ type: 'prompt', prompt: { type: 'point', x: Number.NaN, y: 0, positive: true }, anew: false },
			{ type: 'prompt', prompt: { type: 'point', x: 1e300, y: 0, positive: true }, anew: false },
			{ type: 'unknown' },
			null,
		];
		for (const message of wrong)
			await expect(page.sendRequest(protocol.act.method, message)).rejects.toThrow('not valid');
		expect(reported).toHaveLength(wrong.length);
		expect([executed, asked, selections]).toEqual([[], [], []]);
		expect(session.context.promptsOpen).toBe(false);
	});

	it('that ask something invalid are refused, and later ones are answered', async () => {
		await expect(page.sendRequest(protocol.preview.method, { prompts: 'all' })).rejects.toThrow('not valid');
		await page.sendRequest(protocol.contextChanged, {
			stageFocused: true,
			dragging: false,
			crosshairShown: false,
		});
		expect(session.context.stageFocused).toBe(true);
	});

	it('run the commands behind its buttons', async () => {
		act({ type: 'run', command: 'strata.rename' });
		await settle();
		expect(executed).toEqual(['strata.rename']);
	});
});

describe('the first mask', () => {
	it('is shown in the view that asked for it, and in no other one of the same image', async () => {
		const prompting: protocol.PromptingState[] = [];
		page.onNotification(protocol.promptingChanged, (one) => void prompting.push(one));
		act({ type: 'prompt', prompt: point(1), anew: false });
		// As soon as the model is asked, before it has answered.
		while (asked.length === 0) await delay(1);
		firstFound.fire({ asker: 'another view', image: 'hash', prompts: [point(1)], candidate: candidate(77) });
		await settle();
		const areas = prompting.flatMap(({ levels }) => levels?.candidates.map(({ area }) => area) ?? []);
		expect(areas).toContain(10);
		expect(areas).not.toContain(77);
	});
});
