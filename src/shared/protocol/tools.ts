/** What the pointer can do on the stage, in the order of the toolbar. */
export const toolNames = [
	'click',
	'box',
	'brush',
	'eraser',
	'polygon',
	'lasso',
	'wand',
	'cut',
	'pan',
] as const;
export type ToolName = (typeof toolNames)[number];

/** The tool in hand and how it is set; the next image opens with it. */
export interface ToolSettings {
	readonly tool: ToolName;
	/** Of brush and eraser, in image pixels. */
	readonly brushRadius: number;
	/** How far a colour may be from the one clicked, in each channel: 0 to 255. */
	readonly wandTolerance: number;
}

export const toolLimits = {
	brushRadius: { min: 0.5, max: 1000 },
	wandTolerance: { min: 0, max: 255 },
} as const;

export const defaultTools: ToolSettings = { tool: 'click', brushRadius: 12, wandTolerance: 24 };
