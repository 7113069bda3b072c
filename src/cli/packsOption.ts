/** Where packs of the command line lie. */
export interface PacksOption {
	/** Absolute. */
	readonly packs: string;
}
