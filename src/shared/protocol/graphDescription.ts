/** An input or output of an ONNX graph, as its file declares it. */
export interface GraphTensor {
	readonly name: string;
	/** `float32`, `int64`, … */
	readonly type: string;
	/** A name where any size will do. */
	readonly dims: readonly (number | string)[];
}

/** What goes into an ONNX graph and what comes out. */
export interface GraphDescription {
	readonly inputs: readonly GraphTensor[];
	readonly outputs: readonly GraphTensor[];
}
