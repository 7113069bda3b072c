/** CSS pixels of the wheel for one level: a notch of a mouse's wheel has 100 or 120. */
const pixelsPerLevel = 60;
/** Milliseconds after which a turn is a new one. */
const pauseMs = 250;

/** Turns wheel movements into steps through the levels: a touchpad's swipe has dozens of small ones. */
export class LevelWheel {
	/** Pixels since the last step, in the direction of the turn. */
	private turned = 0;
	private direction = 0;
	private lastTime = Number.NEGATIVE_INFINITY;

	/** @param step called for each level: 1 is coarser */
	constructor(private readonly step: (step: 1 | -1) => void) {}

	/**
	 * @param pixels as wheel events have them: negative is up, which is coarser
	 * @param time in milliseconds
	 */
	turn(pixels: number, time: number): void {
		const direction = Math.sign(pixels);
		const isNew = time - this.lastTime > pauseMs || direction !== this.direction;
		this.turned = (isNew ? 0 : this.turned) + Math.abs(pixels);
		this.direction = direction;
		this.lastTime = time;
		if (this.turned < pixelsPerLevel) return;
		this.turned = 0;
		this.step(direction < 0 ? 1 : -1);
	}
}
