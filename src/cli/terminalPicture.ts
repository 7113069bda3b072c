import { rgbPng } from '../formats/png/pngFile';

/** Pixels of 3 bytes. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	readonly data: Uint8Array;
}

/** How a terminal shows pictures: by kitty's or iTerm2's protocol, or as two coloured half blocks a character. */
export const terminalProtocols = ['kitty', 'iterm', 'blocks'] as const;
export type TerminalProtocol = (typeof terminalProtocols)[number];

/** What the terminal says of itself; undefined where it says nothing of pictures or of 24-bit colours. */
export function terminalProtocolOf(env: NodeJS.ProcessEnv): TerminalProtocol | undefined {
	const { TERM = '', TERM_PROGRAM = '', COLORTERM = '', KITTY_WINDOW_ID } = env;
	// Multiplexers keep the protocols of the terminal around them from getting through.
	const isMultiplexed = /^(screen|tmux)/.test(TERM);
	if (!isMultiplexed) {
		if (KITTY_WINDOW_ID !== undefined || TERM === 'xterm-kitty' || TERM_PROGRAM === 'ghostty') return 'kitty';
		if (['iTerm.app', 'WezTerm'].includes(TERM_PROGRAM)) return 'iterm';
	}
	return ['truecolor', '24bit'].includes(COLORTERM) ? 'blocks' : undefined;
}

/** A terminal's picture is at most so wide in pixels: more is not seen, and takes long to send. */
const maxSentWidth = 1600;

/** The characters that draw a picture, as wide as the terminal's `columns`. */
export function drawnInTerminal(picture: Picture, protocol: TerminalProtocol, columns: number): string {
	if (protocol === 'blocks') return blocks(shrunk(picture, columns));
	const { width, height, data } = shrunk(picture, maxSentWidth);
	const base64 = Buffer.from(rgbPng(data, width, height)).toString('base64');
	return protocol === 'kitty'
		? kitty(base64, columns)
		: `\u001b]1337;File=inline=1;width=100%;preserveAspectRatio=1:${base64}\u0007\n`;
}

/** kitty takes 4096 characters at a time. */
function kitty(base64: string, columns: number): string {
	const pieces = base64.match(/.{1,4096}/g)!;
	const escapes = pieces.map((piece, i) => {
		const keys = [...(i === 0 ? ['a=T', 'f=100', `c=${columns}`] : []), `m=${i < pieces.length - 1 ? 1 : 0}`];
		return `\u001b_G${keys.join(',')};${piece}\u001b\\`;
	});
	return `${escapes.join('')}\n`;
}

/** Each character is two pixels, one above the other: a terminal's characters are about twice as high as wide. */
function blocks({ width, height, data }: Picture): string {
	const colour = (x: number, y: number) =>
		data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3).join(';');
	let text = '';
	for (let y = 0; y < height; y += 2) {
		for (let x = 0; x < width; x++) {
			const below = y + 1 < height ? `48;2;${colour(x, y + 1)}` : '49';
			text += `\u001b[38;2;${colour(x, y)};${below}m▀`;
		}
		text += '\u001b[0m\n';
	}
	return text;
}

/** The picture at most so wide: each pixel is the mean of those that it stands for. */
export function shrunk(picture: Picture, maxWidth: number): Picture {
	if (picture.width <= maxWidth) return picture;
	const width = Math.max(1, Math.floor(maxWidth));
	const height = Math.max(1, Math.round((picture.height * width) / picture.width));
	const data = new Uint8Array(3 * width * height);
	const start = (at: number, size: number, of: number) => Math.floor((at * of) / size);
	for (let y = 0; y < height; y++) {
		const [y0, y1] = [start(y, height, picture.height), start(y + 1, height, picture.height)];
		for (let x = 0; x < width; x++) {
			const [x0, x1] = [start(x, width, picture.width), start(x + 1, width, picture.width)];
			const colour = meanColour(picture, [x0, y0, Math.max(x1, x0 + 1), Math.max(y1, y0 + 1)]);
			data.set(colour, 3 * (y * width + x));
		}
	}
	return { width, height, data };
}

function meanColour(
	{ width, data }: Picture,
	[x0, y0, x1, y1]: readonly [number, number, number, number],
): readonly number[] {
	const sum = [0, 0, 0];
	for (let y = y0; y < y1; y++) {
		for (let at = 3 * (y * width + x0); at < 3 * (y * width + x1); at++) sum[at % 3]! += data[at]!;
	}
	return sum.map((one) => Math.round(one / ((x1 - x0) * (y1 - y0))));
}
