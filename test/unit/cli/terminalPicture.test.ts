import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawnInTerminal, shrunk, terminalProtocolOf } from '../../../src/cli/terminalPicture';
import fc from '../fastCheck';

/** Noise, which no PNG makes small. */
function noise(width: number, height: number) {
	let state = 1;
	const data = Uint8Array.from({ length: 3 * width * height }, () => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		return state >>> 24;
	});
	return { width, height, data };
}

describe('a terminal', () => {
	it.each([
		[{ TERM: 'xterm-kitty' }, 'kitty'],
		[{ TERM: 'xterm-256color', TERM_PROGRAM: 'ghostty' }, 'kitty'],
		[{ TERM_PROGRAM: 'iTerm.app', COLORTERM: 'truecolor' }, 'iterm'],
		[{ TERM_PROGRAM: 'vscode', COLORTERM: 'truecolor' }, 'blocks'],
		[{ TERM: 'tmux-256color', KITTY_WINDOW_ID: '1', COLORTERM: 'truecolor' }, 'blocks'],
		[{ TERM: 'dumb' }, undefined],
	])('that says %o is drawn to by %s', (env, protocol) => {
		expect(terminalProtocolOf(env)).toBe(protocol);
	});
});

describe('a picture in the terminal', () => {
	it('is two pixels a character, an odd last row alone', () => {
		const data = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 1, 2, 3, 4, 5, 6]);
		const text = drawnInTerminal({ width: 2, height: 3, data }, 'blocks', 80);
		expect(text.replaceAll('\u001b', '').split('\n')).toEqual([
			'[38;2;255;0;0;48;2;0;0;255m▀[38;2;0;255;0;48;2;9;9;9m▀[0m',
			'[38;2;1;2;3;49m▀[38;2;4;5;6;49m▀[0m',
			'',
		]);
	});

	it('is a PNG in pieces that kitty takes, all but the last of which say that there are more', () => {
		const picture = noise(90, 70);
		const text = drawnInTerminal(picture, 'kitty', 40);
		const pieces = text.trimEnd().split('\u001b\\').slice(0, -1);
		expect(pieces.length).toBeGreaterThan(1);
		expect(pieces.map((piece) => /m=(\d)/.exec(piece)?.[1])).toEqual(
			pieces.map((_, i) => (i === pieces.length - 1 ? '0' : '1')),
		);
		const payloads = pieces.map((piece) => piece.slice(piece.indexOf(';') + 1));
		expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(4096);
		const { data } = PNG.sync.read(Buffer.from(payloads.join(''), 'base64'));
		expect([...data.filter((_, i) => i % 4 !== 3)]).toEqual([...picture.data]);
	});

	it('is a PNG in one piece for iTerm2', () => {
		const text = drawnInTerminal(noise(5, 4), 'iterm', 40);
		const base64 = text.slice(text.indexOf(':') + 1, text.indexOf('\u0007'));
		expect(PNG.sync.read(Buffer.from(base64, 'base64'))).toMatchObject({ width: 5, height: 4 });
	});
});

describe('shrinking a picture', () => {
	it('keeps its shape and, where pixels divide evenly, its mean', () => {
		const size = fc.integer({ min: 1, max: 12 });
		fc.assert(
			fc.property(size, size, fc.integer({ min: 1, max: 4 }), (width, height, factor) => {
				const picture = noise(width * factor, height * factor);
				const small = shrunk(picture, width);
				expect([small.width, small.height]).toEqual([width, height]);
				const mean = ({ data }: { data: Uint8Array }) =>
					data.reduce((sum, one) => sum + one, 0) / data.length;
				expect(Math.abs(mean(small) - mean(picture))).toBeLessThanOrEqual(0.5);
			}),
		);
	});

	it('leaves a row of a very wide picture', () => {
		expect(shrunk(noise(400, 1), 10)).toMatchObject({ width: 10, height: 1 });
	});
});
